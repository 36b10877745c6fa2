# Half an answer is none: where a part of the cluster did not answer in time, the count is missing, so the step is unknown.
action "elastic.count_events" {
  title      = "Count the events of a log since a moment"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "index" {
    type        = string
    pattern     = "[a-z0-9.][a-z0-9._*,-]{0,199}"
    description = "The data streams or indices, as a pattern: logs-okta.system-*"
  }
  setting "query" {
    type        = string
    default     = "*"
    description = "What to count, in the query language of Lucene."
  }
  setting "since" {
    type = string
  }
  output "count" {
    type = number
  }
  # When the newest of them happened, as 2026-01-31T07:00:00Z; "never" where there is none.
  output "newest" {
    type   = string
    labels = ["untrusted"]
  }

  run "http.request" {
    method = "GET"
    path   = "/${urlencode(setting.index)}/_search"
    query = {
      q                = "(${setting.query}) AND @timestamp:[\"${setting.since}\" TO *]"
      size             = "1"
      sort             = "@timestamp:desc"
      track_total_hits = "true"
    }
    ok = [200]
    give = {
      count  = self.json.timed_out || self.json._shards.failed > 0 ? self.json.unseen : self.json.hits.total.value
      newest = length(self.json.hits.hits) == 0 ? "never" : "${substr(self.json.hits.hits[0]._source["@timestamp"], 0, 19)}Z"
    }
  }
}

# A job of machine learning learns what is usual, and tells what is not.
action "elastic.get_job" {
  title      = "Look whether a job that learns what is usual is at work"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "job" {
    type    = string
    pattern = "[a-z0-9][a-z0-9_-]{0,63}"
  }
  output "open" {
    type = bool
  }
  # How many of its forecasts are kept. They go away by themselves, after two weeks unless told otherwise.
  output "forecasts" {
    type = number
  }

  run "http.request" {
    method = "GET"
    path   = "/_ml/anomaly_detectors/${urlencode(setting.job)}/_stats"
    ok     = [200]
    give = {
      open      = self.json.jobs[0].state == "opened"
      forecasts = self.json.jobs[0].forecasts_stats.total
    }
  }
}

action "elastic.count_job_results" {
  title      = "Count the stretches of time that a job has judged since a moment"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "job" {
    type    = string
    pattern = "[a-z0-9][a-z0-9_-]{0,63}"
  }
  setting "since" {
    type = string
  }
  output "count" {
    type = number
  }

  run "http.request" {
    method = "GET"
    path   = "/_ml/anomaly_detectors/${urlencode(setting.job)}/results/buckets"
    query  = { start = setting.since, exclude_interim = "true", size = "1" }
    ok     = [200]
    give   = { count = self.json.count }
  }
}
