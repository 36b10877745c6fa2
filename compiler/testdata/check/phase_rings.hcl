runbook "phase_rings" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

phase "first" {
  step "file.read" "one" {
    path = "a.txt"
    when = step.four.exists # ERROR RB2004 "first waits for second, second waits for first."
  }

  step "file.read" "two" {
    path = "b.txt"
  }
}

phase "second" {
  step "file.read" "three" {
    path = "c.txt"
    when = step.two.exists
  }

  step "file.read" "four" {
    path = "d.txt"
  }
}
