package runbooks_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// elasticError answers as Elasticsearch refuses.
func elasticError(status int, kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		answer(w, status, map[string]any{"status": status, "error": map[string]any{"type": kind, "reason": "no", "root_cause": []any{}}})
	}
}

// TestElastic tries the pack against what the public reference of Elasticsearch says of the search API (a query in the
// address, the total, what did not answer), of job statistics and of job results. From elsewhere: that a pattern which
// fits nothing gives no hits rather than an error. Not tried: a real cluster.
func TestElastic(t *testing.T) {
	t.Parallel()
	shards := map[string]int{"logs-okta.system-*": 0, "logs-cold-*": 1, "logs-nothing-*": 0}
	elastic := newVendor(t, "elastic", map[string]http.HandlerFunc{
		"GET /{index}/_search": func(w http.ResponseWriter, r *http.Request) {
			failed, known := shards[r.PathValue("index")]
			q := r.URL.Query()
			switch {
			case !known:
				elasticError(http.StatusNotFound, "index_not_found_exception")(w, r)
			case !strings.HasPrefix(q.Get("q"), `(`) || !strings.HasSuffix(q.Get("q"), `) AND @timestamp:["2026-01-01T00:00:00Z" TO *]`) ||
				q.Get("size") != "1" || q.Get("sort") != "@timestamp:desc" || q.Get("track_total_hits") != "true":
				elasticError(http.StatusBadRequest, "query_shard_exception")(w, r)
			default:
				hits := []any{}
				if r.PathValue("index") == "logs-okta.system-*" {
					hits = append(hits, map[string]any{"_index": "x", "_id": "1", "_source": map[string]any{"@timestamp": "2026-01-05T06:59:01.250Z"}})
				}
				answer(w, http.StatusOK, map[string]any{"took": 1, "timed_out": false,
					"_shards": map[string]any{"total": 2, "successful": 2 - failed, "skipped": 0, "failed": failed},
					"hits":    map[string]any{"total": map[string]any{"value": 4200 * len(hits), "relation": "eq"}, "hits": hits}})
			}
		},
		"GET /_ml/anomaly_detectors/{job}/_stats": func(w http.ResponseWriter, r *http.Request) {
			if r.PathValue("job") != "sign-ins" {
				elasticError(http.StatusNotFound, "resource_not_found_exception")(w, r)
				return
			}
			answer(w, http.StatusOK, map[string]any{"count": 1, "jobs": []any{map[string]any{
				"job_id": "sign-ins", "state": "opened", "forecasts_stats": map[string]any{"total": 2, "forecasted_jobs": 1}, "data_counts": map[string]any{"processed_record_count": 7}}}})
		},
		"GET /_ml/anomaly_detectors/{job}/results/buckets": func(w http.ResponseWriter, r *http.Request) {
			if q := r.URL.Query(); q.Get("start") != "2026-01-01T00:00:00Z" || q.Get("exclude_interim") != "true" || q.Get("size") != "1" {
				elasticError(http.StatusBadRequest, "illegal_argument_exception")(w, r)
				return
			}
			answer(w, http.StatusOK, map[string]any{"count": 96, "buckets": []any{map[string]any{"job_id": "sign-ins", "timestamp": 1767225600000, "result_type": "bucket"}}})
		},
	}, func(r *http.Request) bool { return r.Header.Get("Authorization") == token }, elasticError(http.StatusUnauthorized, "security_exception"))

	const since = "\n  since = \"2026-01-01T00:00:00Z\""
	elastic.try(t,
		call{name: "a log that is alive", action: "elastic.count_events", settings: `index = "logs-okta.system-*"` + since, condition: `step.it.count == 4200 && step.it.newest == "2026-01-05T06:59:01Z"`},
		call{name: "nothing there", action: "elastic.count_events", settings: `index = "logs-nothing-*"` + "\n  query = \"user.name:canary\"" + since, condition: `step.it.count == 0 && step.it.newest == "never"`},
		call{name: "half of it did not answer", action: "elastic.count_events", settings: `index = "logs-cold-*"` + since, want: evidence.Unknown},
		call{name: "no such log", action: "elastic.count_events", settings: `index = "logs-okta"` + since, want: evidence.Failed},
		call{name: "a job at work", action: "elastic.get_job", settings: `job = "sign-ins"`, condition: `step.it.open && step.it.forecasts == 2`},
		call{name: "no such job", action: "elastic.get_job", settings: `job = "other"`, want: evidence.Failed},
		call{name: "what it judged", action: "elastic.count_job_results", settings: `job = "sign-ins"` + since, condition: `step.it.count == 96`},
	)
}

// TestKibana tries the pack against what the public reference of Elastic Security says of finding rules: path, filter,
// pages, and how the last turn of a rule went. Not tried: a real Kibana.
func TestKibana(t *testing.T) {
	t.Parallel()
	total := 2
	rule := func(id string, enabled bool, ran any) map[string]any {
		r := map[string]any{"id": "1-" + id, "rule_id": id, "name": "A rule", "type": "query", "enabled": enabled, "tags": []string{"Data Source: Okta"}, "index": []string{"logs-okta*"}}
		if ran != nil {
			r["execution_summary"] = map[string]any{"last_execution": map[string]any{"date": "2026-01-05T06:59:01.250Z", "status": ran, "status_order": 0, "message": "", "metrics": map[string]any{}}}
		}
		return r
	}
	kibana := newVendor(t, "kibana", map[string]http.HandlerFunc{
		"GET /api/detection_engine/rules/_find": func(w http.ResponseWriter, r *http.Request) {
			if q := r.URL.Query(); q.Get("filter") != "alert.attributes.enabled: true" || q.Get("per_page") != "10000" {
				answer(w, http.StatusBadRequest, map[string]any{"statusCode": 400, "error": "Bad Request", "message": "no"})
				return
			}
			answer(w, http.StatusOK, map[string]any{"page": 1, "perPage": 10000, "total": total, "data": []any{rule("r1", true, "succeeded"), rule("r2", true, nil)}})
		},
	}, func(r *http.Request) bool { return r.Header.Get("Authorization") == token }, func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusUnauthorized, map[string]any{"statusCode": 401, "error": "Unauthorized", "message": "no"})
	})
	kibana.try(t, call{name: "how the rules went", action: "kibana.list_rules", condition: `length(step.it.rules) == 2 && step.it.rules[0].went == "succeeded" &&` +
		` step.it.rules[0].at == "2026-01-05T06:59:01Z" && step.it.rules[1].went == "never" && contains(step.it.rules[0].tags, "Data Source: Okta")`})
	total = 3
	kibana.try(t, call{name: "more than one page holds", action: "kibana.list_rules", want: evidence.Unknown})
}
