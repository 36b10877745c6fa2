runbook "event_size" {
  language = 1
  title    = "Look around"
  owner    = role.security
}

trigger "event" "alarm" {
  type = "alarm"

  map = {
    a = trigger.event.a
    b = trigger.event.b
    c = trigger.event.c
    d = trigger.event.d
    e = trigger.event.e
    f = trigger.event.f
    g = trigger.event.g
    h = trigger.event.h
    i = trigger.event.i
    j = trigger.event.j
    k = trigger.event.k # ERROR RB7005 "asks for 11 properties of the event, and GitHub lets it have 10"
    l = trigger.event.a.more
  }
}

input "a" {
  type    = string
  pattern = "[a-z]+"
}

input "b" {
  type    = string
  pattern = "[a-z]+"
}

input "c" {
  type    = string
  pattern = "[a-z]+"
}

input "d" {
  type    = string
  pattern = "[a-z]+"
}

input "e" {
  type    = string
  pattern = "[a-z]+"
}

input "f" {
  type    = string
  pattern = "[a-z]+"
}

input "g" {
  type    = string
  pattern = "[a-z]+"
}

input "h" {
  type    = string
  pattern = "[a-z]+"
}

input "i" {
  type    = string
  pattern = "[a-z]+"
}

input "j" {
  type    = string
  pattern = "[a-z]+"
}

input "k" {
  type    = string
  pattern = "[a-z]+"
}

input "l" {
  type    = string
  pattern = "[a-z]+"
}

step "tls.probe" "site" {
  host = "shop.acme.example"
}

evidence "all" {
  value = [input.a, input.b, input.c, input.d, input.e, input.f, input.g, input.h, input.i, input.j, input.k, input.l]
}
