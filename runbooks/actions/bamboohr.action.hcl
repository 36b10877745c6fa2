# The list of who works here is a report of the company: of everybody, with the number, the work e-mail, the status, and
# the days of hiring and of leaving.
action "bamboohr.list_people" {
  title      = "List who works here, and who left"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "report" {
    type        = string
    pattern     = "[0-9]{1,12}"
    description = "The number of the report, as it stands in its address."
  }
  # Without a day of leaving, left is "".
  output "people" {
    type   = list(object({ id = string, login = string, active = bool, started = string, left = string }))
    labels = ["untrusted", "personal"]
  }

  run "http.request" {
    method  = "GET"
    path    = "/v1/reports/${urlencode(setting.report)}"
    query   = { format = "JSON", onlyCurrent = "false" }
    headers = { accept = "application/json" }
    ok      = [200]
    give = {
      people = [for p in self.json.employees : {
        id      = "${p.id}"
        login   = jsonencode({ x = p.workEmail }) == "{\"x\":null}" ? "" : lower(p.workEmail)
        active  = p.status == "Active"
        started = jsonencode({ x = p.hireDate }) == "{\"x\":null}" || p.hireDate == "0000-00-00" ? "" : p.hireDate
        left    = jsonencode({ x = p.terminationDate }) == "{\"x\":null}" || p.terminationDate == "0000-00-00" ? "" : p.terminationDate
      }]
    }
  }
}

action "bamboohr.hire" {
  title      = "Write down that somebody works here from a day on"
  effect     = "grant"
  idempotent = false
  kind       = "http"

  setting "person" {
    type    = string
    pattern = "[0-9]{1,12}"
  }
  setting "from" {
    type = string
  }

  run "http.request" {
    method  = "POST"
    path    = "/v1/employees/${urlencode(setting.person)}/tables/employmentStatus"
    headers = { accept = "application/json", content-type = "application/json" }
    body    = jsonencode({ date = setting.from, employmentStatus = "Full-Time" })
    ok      = [200, 201]
  }
  undo "bamboohr.dismiss" {
    person = setting.person
    from   = setting.from
  }
}

# A second line for the same day says the same.
action "bamboohr.dismiss" {
  title      = "Write down that somebody works here no more"
  effect     = "destroy"
  idempotent = true
  kind       = "http"

  setting "person" {
    type    = string
    pattern = "[0-9]{1,12}"
  }
  setting "from" {
    type = string
  }

  run "http.request" {
    method  = "POST"
    path    = "/v1/employees/${urlencode(setting.person)}/tables/employmentStatus"
    headers = { accept = "application/json", content-type = "application/json" }
    body    = jsonencode({ date = setting.from, employmentStatus = "Terminated" })
    ok      = [200, 201]
  }
}

action "bamboohr.move" {
  title      = "Write down that somebody works in another department"
  effect     = "change"
  idempotent = true
  kind       = "http"

  setting "person" {
    type    = string
    pattern = "[0-9]{1,12}"
  }
  setting "department" {
    type = string
  }

  run "http.request" {
    method  = "POST"
    path    = "/v1/employees/${urlencode(setting.person)}"
    headers = { accept = "application/json", content-type = "application/json" }
    body    = jsonencode({ department = setting.department })
    ok      = [200]
  }
}
