# A rule that is switched on and fails at every turn looks for nothing, so a rule means nothing without how it went.
action "kibana.list_rules" {
  title      = "List the rules that look for attacks"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "rules" {
    type   = list(object({ id = string, name = string, kind = string, tags = list(string), went = string, at = string }))
    labels = ["untrusted"]
  }

  # There are no further pages: what one page does not hold makes it unknown.
  run "http.request" {
    method = "GET"
    path   = "/api/detection_engine/rules/_find"
    query  = { filter = "alert.attributes.enabled: true", per_page = "10000" }
    ok     = [200]
    give = {
      rules = self.json.total > length(self.json.data) ? self.json.unseen : [for r in self.json.data : {
        id   = r.rule_id
        name = r.name
        kind = r.type
        tags = r.tags
        went = jsonencode({ x = r.execution_summary }) == "{\"x\":null}" ? "never" : r.execution_summary.last_execution.status
        at   = jsonencode({ x = r.execution_summary }) == "{\"x\":null}" ? "1970-01-01T00:00:00Z" : "${substr(r.execution_summary.last_execution.date, 0, 19)}Z"
      } if r.enabled]
    }
  }
}
