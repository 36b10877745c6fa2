package runbooks_test

import (
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// gcsBuckets are as Cloud Storage shows them: the first with every rule, the second with none, the third with a rule that
// deletes only what was overwritten.
var gcsBuckets = []string{
	`{"kind": "storage#bucket", "name": "acme-invoices", "labels": {"class": "finance", "owner": "billing"}, "versioning": {"enabled": true}, "logging": {"logBucket": "acme-logs", "logObjectPrefix": "x"},
		"iamConfiguration": {"publicAccessPrevention": "enforced", "uniformBucketLevelAccess": {"enabled": true, "lockedTime": "2026-04-05T00:00:00Z"}}, "encryption": {"defaultKmsKeyName": "projects/p/locations/eu/keyRings/r/cryptoKeys/k"},
		"retentionPolicy": {"retentionPeriod": "86400", "effectiveTime": "2026-01-01T00:00:00Z", "isLocked": true}, "lifecycle": {"rule": [{"action": {"type": "Delete"}, "condition": {"age": 3650}}, {"action": {"type": "SetStorageClass", "storageClass": "ARCHIVE"}, "condition": {"age": 365}}]}}`,
	`{"kind": "storage#bucket", "name": "acme-scratch", "iamConfiguration": {"publicAccessPrevention": "inherited", "uniformBucketLevelAccess": {"enabled": false}}}`,
	`{"kind": "storage#bucket", "name": "acme-old", "lifecycle": {"rule": [{"action": {"type": "Delete"}, "condition": {"age": 30, "isLive": false}}]}}`,
}

// TestGCS tries the pack against what Google's public reference of the JSON API says of buckets and objects: paths, what a
// bucket has, pages, preconditions, and that softDeleted=true lists what was deleted. From elsewhere: the first words of the errors. Not tried: a real project.
func TestGCS(t *testing.T) {
	t.Parallel()
	refuse := func(status int, message string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			answer(w, status, map[string]any{"error": map[string]any{"code": status, "message": message, "errors": []any{}}})
		}
	}
	made, objects, age := map[string]string{}, map[string]string{}, 0.0
	gcs := newVendor(t, "gcs", map[string]http.HandlerFunc{
		"GET /storage/v1/b": func(w http.ResponseWriter, r *http.Request) {
			switch q := r.URL.Query(); {
			case q.Get("project") != "acme-data" || q.Get("projection") != "full" || q.Get("maxResults") != "500":
				refuse(http.StatusBadRequest, "Invalid argument.")(w, r)
			case q.Get("prefix") == "nothing":
				answer(w, http.StatusOK, map[string]any{"kind": "storage#buckets"})
			case q.Get("pageToken") == "":
				answer(w, http.StatusOK, map[string]any{"kind": "storage#buckets", "nextPageToken": "2", "items": []any{json.RawMessage(gcsBuckets[0])}})
			default:
				answer(w, http.StatusOK, map[string]any{"kind": "storage#buckets", "items": []any{json.RawMessage(gcsBuckets[1]), json.RawMessage(gcsBuckets[2])}})
			}
		},
		"POST /storage/v1/b": func(w http.ResponseWriter, r *http.Request) {
			var b struct {
				Name   string
				Labels map[string]string
			}
			if err := json.NewDecoder(r.Body).Decode(&b); err != nil || b.Name == "acme-taken" {
				refuse(http.StatusConflict, "The requested bucket name is not available.")(w, r)
				return
			}
			made[b.Name] = b.Labels["class"]
			answer(w, http.StatusOK, map[string]any{"kind": "storage#bucket", "name": b.Name})
		},
		"PATCH /storage/v1/b/{name}": func(w http.ResponseWriter, r *http.Request) {
			var b struct {
				Lifecycle struct {
					Rule []struct{ Condition map[string]float64 }
				}
			}
			if err := json.NewDecoder(r.Body).Decode(&b); err != nil || r.PathValue("name") != "acme-drill" || len(b.Lifecycle.Rule) != 1 {
				refuse(http.StatusNotFound, "The specified bucket does not exist.")(w, r)
				return
			}
			age = b.Lifecycle.Rule[0].Condition["age"]
			answer(w, http.StatusOK, map[string]any{"kind": "storage#bucket", "name": "acme-drill"})
		},
		"DELETE /storage/v1/b/{name}": func(w http.ResponseWriter, r *http.Request) {
			if made[r.PathValue("name")] == "" {
				refuse(http.StatusNotFound, "The specified bucket does not exist.")(w, r)
				return
			}
			delete(made, r.PathValue("name"))
			w.WriteHeader(http.StatusNoContent)
		},
		"POST /upload/storage/v1/b/{bucket}/o": func(w http.ResponseWriter, r *http.Request) {
			q := r.URL.Query()
			if _, there := objects[q.Get("name")]; there && q.Get("ifGenerationMatch") == "0" {
				refuse(http.StatusPreconditionFailed, "At least one of the pre-conditions you specified did not hold.")(w, r)
				return
			}
			text, _ := io.ReadAll(r.Body)
			objects[q.Get("name")] = string(text)
			answer(w, http.StatusOK, map[string]any{"kind": "storage#object", "name": q.Get("name")})
		},
		"GET /storage/v1/b/{bucket}/o": func(w http.ResponseWriter, r *http.Request) {
			switch q := r.URL.Query(); {
			case q.Get("softDeleted") != "true" || r.PathValue("bucket") != "acme-drill":
				refuse(http.StatusBadRequest, "Invalid argument.")(w, r)
			case q.Get("prefix") == "never.txt":
				answer(w, http.StatusOK, map[string]any{"kind": "storage#objects"})
			case q.Get("pageToken") == "":
				answer(w, http.StatusOK, json.RawMessage(`{"kind": "storage#objects", "nextPageToken": "2", "items": [{"kind": "storage#object", "name": "old.txt.bak", "generation": "1", "softDeleteTime": "2026-01-04T00:00:00Z", "hardDeleteTime": "2026-01-11T00:00:00Z"}]}`))
			default:
				answer(w, http.StatusOK, json.RawMessage(`{"kind": "storage#objects", "items": [{"kind": "storage#object", "name": "old.txt", "generation": "2", "softDeleteTime": "2026-01-04T00:00:00Z", "hardDeleteTime": "2026-01-11T00:00:00Z"}]}`))
			}
		},
		"GET /storage/v1/b/{bucket}/o/{name}": func(w http.ResponseWriter, r *http.Request) {
			text, there := objects[r.PathValue("name")]
			switch {
			case r.PathValue("bucket") != "acme-drill":
				refuse(http.StatusNotFound, "The specified bucket does not exist.")(w, r)
			case !there:
				refuse(http.StatusNotFound, "No such object: acme-drill/"+r.PathValue("name"))(w, r)
			case r.URL.Query().Get("alt") == "media":
				_, _ = io.WriteString(w, text)
			default:
				answer(w, http.StatusOK, map[string]any{"kind": "storage#object", "name": r.PathValue("name")})
			}
		},
	}, bearer, refuse(http.StatusUnauthorized, "Invalid Credentials"))

	const noUndo = "\n  undo \"none\" {\n    reason = \"A test.\"\n  }"
	const canary = "bucket = \"acme-drill\"\n  name = \"canary.txt\""
	gcs.try(t,
		call{name: "two pages of buckets", action: "gcs.list_buckets", settings: `project = "acme-data"`, condition: `length(step.it.buckets) == 3 && step.it.buckets[0].class == "finance" && step.it.buckets[0].own_key &&` +
			` step.it.buckets[0].private && step.it.buckets[0].logged && step.it.buckets[0].versioned && step.it.buckets[0].kept == 86400 && length(step.it.buckets[0].deletes) == 1 && step.it.buckets[0].deletes[0] == 3650`},
		call{name: "a bucket without rules", action: "gcs.list_buckets", settings: `project = "acme-data"`, condition: `step.it.buckets[1].class == "" && !step.it.buckets[1].private && !step.it.buckets[1].uniform &&` +
			` !step.it.buckets[1].own_key && length(step.it.buckets[1].deletes) == 0 && length(step.it.buckets[2].deletes) == 0`},
		call{name: "no bucket at all", action: "gcs.list_buckets", settings: "project = \"acme-data\"\n  prefix = \"nothing\"", condition: `length(step.it.buckets) == 0`},
		call{name: "a new one", action: "gcs.create_bucket", settings: "project = \"acme-data\"\n  name = \"acme-drill\"\n  class = \"drill\""},
		call{name: "a name that is taken", action: "gcs.create_bucket", settings: "project = \"acme-data\"\n  name = \"acme-taken\"\n  class = \"drill\"", want: evidence.Failed},
		call{name: "another age", action: "gcs.set_deletion", settings: "name = \"acme-drill\"\n  days = 2" + noUndo},
		call{name: "nothing in it", action: "gcs.find_object", settings: canary, condition: `!step.it.found`},
		call{name: "no such bucket", action: "gcs.find_object", settings: "bucket = \"acme-other\"\n  name = \"canary.txt\"", want: evidence.Unknown},
		call{name: "was there", action: "gcs.find_deleted", settings: "bucket = \"acme-drill\"\n  name = \"old.txt\"", condition: `step.it.found`},
		call{name: "was never there", action: "gcs.find_deleted", settings: "bucket = \"acme-drill\"\n  name = \"never.txt\"", condition: `!step.it.found`},
		call{name: "only one like it was there", action: "gcs.find_deleted", settings: "bucket = \"acme-drill\"\n  name = \"old.txt.b\"", condition: `!step.it.found`},
		call{name: "written", action: "gcs.write_object", settings: canary + "\n  text = \"hello\"" + noUndo},
		call{name: "written once", action: "gcs.write_object", settings: canary + "\n  text = \"again\"" + noUndo},
		call{name: "in it now", action: "gcs.find_object", settings: canary, condition: `step.it.found`},
		call{name: "read", action: "gcs.read_object", settings: canary, condition: `step.it.read`},
		call{name: "gone", action: "gcs.delete_bucket", settings: "name = \"acme-drill\"" + noUndo},
		call{name: "gone already", action: "gcs.delete_bucket", settings: "name = \"acme-drill\"" + noUndo},
	)
	if age != 2 || objects["canary.txt"] != "hello" || len(made) != 0 {
		t.Error("age", age, "objects", objects, "made", made)
	}
}
