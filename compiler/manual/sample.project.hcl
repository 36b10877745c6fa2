project "sample" {
  language   = 1
  frameworks = ["cisa-ztmm"]
}

role "operators" {
  members = ["ada"]
}

policy "calm" {
  condition = ASKED_PLAN
  message   = "No."
}
