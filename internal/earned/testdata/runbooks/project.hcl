project "acme" {
  language   = 1
  frameworks = ["cisa-ztmm", "nist-sp-800-53"]
  timezone   = "UTC"
}

evidence {
  branch = "evidence"
  sign   = "key:acme.key"
}

# Who looks after the runbooks and may start them by hand.
role "operators" {
  members = ["ada#1", "bo#2"]
}

# Programs on the machine that a runbook runs on. A runbook names those that it needs in its use section.
connection "shell" {
  kind = "shell"
}

# What the runbooks of the library compare with. These values are yours: change them to what is right
# for your machines.
org {
  # Ports that may be reached from the network, as PROTOCOL/PORT.
  listening = ["tcp/22", "udp/68"]

  # Sites whose certificates and TLS versions are looked at. Roots is a PEM file below the repository for
  # a certificate authority of your own; empty for those of the machine.
  sites = {
    forge = { host = "github.com", port = 443, roots = "" }
  }

  # What is backed up, and where to: folders, from the root of the machine or below the repository.
  # An empty destination rehearses the backup in a folder that goes away with the run.
  backup = {
    from = "runbooks"
    to   = ""
  }
}
