runbook "data-keys" {
  language = 1
  title    = "Are the keys to our data renewed, and touched by few?"
  owner    = role.security
  timeout  = "1h"
  summary  = <<-EOT
    Looks every day how keys are kept in Vault and in AWS: none can be taken out, each is renewed by itself, and nobody
    both uses a key and decides over it. A drill renews a key of its own every night and looks that old data can still be
    read. Machines that work on the most sensitive data must encrypt their memory.
  EOT
}

satisfies "cisa-ztmm" {
  function  = "data.data-encryption"
  stage     = "optimal"
  fresh_for = "2d"
}

satisfies "nist-sp-800-53" {
  controls  = ["SC-12", "SC-12(1)", "SC-13", "SC-28(1)", "AC-6"]
  fresh_for = "2d"
}

trigger "schedule" "daily" {
  cron = "30 3 * * *"
}

trigger "manual" "by_hand" {}

access {
  who = [role.security]
}

input "days" {
  type        = number
  title       = "Days after which a key must be renewed at the latest"
  default     = 90
  min         = 1
  max         = 365
  description = "For keys of Vault. Those of AWS are renewed every year, which cannot be seen as a number."
}

input "machines" {
  type        = list(string)
  title       = "Machines that work on the most sensitive data"
  default     = []
  description = "Empty: org.confidential_machines. Others are for tests; such a run does not count for the score."
}

use "steampipe" {
  allow = ["steampipe.list_confidential_machines", "steampipe.list_kms_keys"]
}

use "vault" {
  allow = [
    "vault.decrypts", "vault.encrypt", "vault.get_seal_status", "vault.list_audit_devices", "vault.list_keys", "vault.list_policies", "vault.read_key",
    "vault.read_policy", "vault.rewrap", "vault.rotate_key"
  ]
}

locals {
  modern   = ["aes256-gcm96", "aes128-gcm96", "chacha20-poly1305", "xchacha20-poly1305", "ed25519", "ecdsa-p256", "ecdsa-p384", "ecdsa-p521", "rsa-3072", "rsa-4096", "ml-dsa", "hybrid", "hmac", "aes256-cmac"]
  loose    = [for k in step.key : k if k.exportable || k.deletable]
  lazy     = [for k in step.key : k if k.period == 0 || k.period > input.days * 86400]
  old      = [for k in step.key : k if !contains(local.modern, k.type)]
  mighty   = [for p in step.policy : p if p.everything || p.uses_keys && p.manages_keys]
  careless = [for k in step.cloud.keys : k if !k.rotates || k.open || k.mixed]
  secret   = [for m in step.machines.machines : m.name if m.confidential]
  named    = length(input.machines) == 0 ? org.confidential_machines : input.machines
  bare     = [for name in local.named : name if !contains(local.secret, name)]
  text     = "a drill, and nothing else"
}

phase "look" {
  title = "Look how keys are kept"

  step "vault.get_seal_status" "seal" {
    title   = "Ask whether Vault is open"
    timeout = "1m"
  }

  step "vault.list_audit_devices" "audit" {
    title   = "Ask where Vault writes what it is asked"
    timeout = "1m"
  }

  step "vault.list_keys" "keys" {
    title   = "List the keys of Vault"
    timeout = "1m"
  }

  step "vault.read_key" "key" {
    title    = "Read how a key is kept"
    for_each = step.keys.names
    parallel = 4
    name     = each.value
  }

  step "vault.list_policies" "policies" {
    title   = "List the policies of Vault"
    timeout = "1m"
  }

  step "vault.read_policy" "policy" {
    title    = "Read what a policy lets do"
    for_each = step.policies.names
    parallel = 4
    name     = each.value
    drill    = org.key_drill
  }

  step "steampipe.list_kms_keys" "cloud" {
    title   = "List the keys of AWS"
    timeout = "10m"
  }

  step "steampipe.list_confidential_machines" "machines" {
    title   = "List the machines that encrypt their memory"
    timeout = "10m"
  }
}

phase "renew" {
  title = "Renew the key of the drill"
  after = [phase.look]

  step "vault.encrypt" "before" {
    title = "Encrypt a made-up text"
    key   = org.key_drill
    text  = local.text

    undo "none" {
      reason = "Vault keeps nothing of it."
    }
  }

  step "vault.rotate_key" "rotate" {
    title = "Renew the key"
    needs = [step.before]
    name  = org.key_drill

    undo "none" {
      reason = "A newer key is no harm: what older ones encrypted is still read."
    }
  }

  step "vault.decrypts" "old" {
    title      = "Read what the old key encrypted"
    needs      = [step.rotate]
    key        = org.key_drill
    ciphertext = step.before.ciphertext
    text       = local.text

    undo "none" {
      reason = "Vault keeps nothing of it."
    }
  }

  step "vault.rewrap" "anew" {
    title      = "Encrypt it anew with the new key"
    needs      = [step.rotate]
    key        = org.key_drill
    ciphertext = step.before.ciphertext

    undo "none" {
      reason = "Vault keeps nothing of it."
    }
  }
}

check "kept_well" {
  condition = length(step.keys.names) > 0 && length(local.loose) == 0 && !step.seal.sealed && length(step.audit.devices) > 0
  message   = "${length(local.loose)} of ${length(step.keys.names)} keys can be taken out of Vault or deleted, or Vault does not write down who uses them."
  severity  = "high"
  remedy    = "Make new keys that are not exportable, set deletion_allowed to false, and enable an audit device."
}

check "renewed" {
  condition = length(local.lazy) == 0 && length(local.old) == 0
  message   = "${length(local.lazy)} keys are not renewed by themselves within ${input.days} days, and ${length(local.old)} are of an old kind."
  severity  = "high"
  remedy    = "Set auto_rotate_period for each key, and move what an old kind of key encrypts to a new one."
}

check "few_touch_them" {
  condition = length(step.policies.names) > 0 && length(local.mighty) == 0
  message   = "${length(local.mighty)} policies of Vault let somebody do everything, or both use keys and decide over them."
  severity  = "high"
  remedy    = "Write one policy for those who use a key (encrypt, decrypt) and another for those who keep it (keys), with the paths written out."
}

check "cloud_too" {
  condition = length(step.cloud.keys) > 0 && length(local.careless) == 0
  message   = "${length(local.careless)} of ${length(step.cloud.keys)} keys of AWS are not renewed, are open to anybody, or let somebody both use them and decide over them."
  severity  = "high"
  remedy    = "Switch rotation on for each key, and split its policy: one statement for its administrators, another for its users."
}

check "change_is_easy" {
  condition = step.old.same && step.anew.version > step.before.version
  message   = "After its key was renewed, data could not be read any more, or was not encrypted anew."
  severity  = "high"
  remedy    = "Look at min_decryption_version of the key in org.key_drill. Do not renew other keys before this drill passes."
}

check "in_use" {
  condition = length(local.named) > 0 && length(step.machines.machines) > 0 && length(local.bare) == 0
  message   = "${length(local.bare)} machines that work on the most sensitive data do not encrypt their memory, or are not there."
  severity  = "high"
  remedy    = "Make them anew as Confidential VMs, and name those that matter in org.confidential_machines."
}

evidence "keys" {
  value       = length(step.keys.names)
  description = "how many keys Vault encrypts with"
}

evidence "cloud" {
  value       = length(step.cloud.keys)
  description = "how many keys of AWS are ours"
}

evidence "time_to_renew" {
  value       = phase.renew.duration
  description = "seconds until a key was renewed and data encrypted anew"
}
