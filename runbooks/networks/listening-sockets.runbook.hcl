runbook "listening-sockets" {
  language  = 1
  title     = "Does the machine listen only where it should?"
  owner     = role.operators
  read_only = true
  timeout   = "5m"
  summary   = <<-EOT
    Compares the ports that can be reached from the network with the list of the project (org.listening).
    Ports that only the machine itself can reach are left alone. It reads the kernel's own tables, needs
    no privilege and changes nothing.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "networks.visibility-analytics"
  stage     = "initial"
  fresh_for = "7d"
}

satisfies "nist-sp-800-53" {
  controls  = ["CM-7", "CM-7(1)"]
  fresh_for = "7d"
}

trigger "schedule" "daily" {
  cron = "30 4 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.operators]
}

input "tables" {
  type        = string
  title       = "Folder with the kernel's tables"
  default     = "/proc/net"
  pattern     = "/[A-Za-z0-9._/-]*"
  description = "Another folder than /proc/net is for tests; such a run does not count for the score."
}

use "shell" {
  allow = ["sh"]
}

locals {
  unexpected = [for s in step.look.json.listening : s if !contains(org.listening, s)]
}

step "script.run" "look" {
  title   = "Read which ports the kernel has open"
  effect  = "observe"
  timeout = "1m"
  env = {
    TABLES = input.tables
  }
  script = <<-EOT
    export LC_ALL=C
    if [ ! -r "$TABLES/tcp" ] || [ ! -r "$TABLES/udp" ]; then
      echo '{"listening":null}'
      exit 0
    fi
    # Addresses are in the byte order of the machine, in hex; ports are not.
    case $(printf '\001\000' | od -An -tu2 | tr -d ' ') in
    1) own='^([0-9A-F]{6}7F|0{24}01000000|0{16}FFFF0000[0-9A-F]{6}7F):' ;;
    *) own='^(7F[0-9A-F]{6}|0{31}1|0{20}FFFF7F[0-9A-F]{6}):' ;;
    esac
    ports() { # ports PROTOCOL STATE: the state of a socket that waits for strangers
      for table in "$TABLES/$1" "$TABLES/$${1}6"; do
        [ -r "$table" ] || continue
        awk -v state="$2" '$4 == state { print $2 }' "$table"
      done | { grep -E -v -e "$own" || true; } | while IFS=: read -r _ port; do
        echo "$1/$((0x$port))"
      done
    }
    found=$({ ports tcp 0A; ports udp 07; } | sort -u | sed 's/.*/"&"/' | paste -sd, -)
    printf '{"listening":[%s]}\n' "$found"
  EOT
}

check "expected" {
  condition = length(local.unexpected) == 0
  message   = "These ports are open and not in org.listening: ${join(", ", local.unexpected)}."
  severity  = "high"
  remedy    = "Stop the service (`ss -tulpn` names it), bind it to 127.0.0.1, or add the port to org.listening in a pull request."
}

evidence "listening" {
  value       = step.look.json.listening
  description = "ports that can be reached from the network"
}
