package runbooks_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestSlack tries the pack against what Slack's own client for Node says of the Web API: names of methods, what they
// take and give, and that a refusal is a 200 with ok and error. The words of the errors were read in the references of
// other clients. Not tried: a real workspace, and that Slack takes JSON for each of the methods that write.
func TestSlack(t *testing.T) {
	t.Parallel()
	refused := func(w http.ResponseWriter, word string) {
		answer(w, http.StatusOK, map[string]any{"ok": false, "error": word})
	}
	archived := map[string]bool{}
	sent := func(then func(w http.ResponseWriter, body map[string]any)) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			body := map[string]any{}
			if err := json.NewDecoder(r.Body).Decode(&body); err != nil || r.Header.Get("Content-Type") != "application/json; charset=utf-8" {
				refused(w, "invalid_json")
				return
			}
			then(w, body)
		}
	}
	slack := newVendor(t, "slack", map[string]http.HandlerFunc{
		"POST /api/chat.postMessage": sent(func(w http.ResponseWriter, body map[string]any) {
			if body["channel"] != "C1" || body["text"] != "Hello &lt;!channel&gt; &amp; all" {
				refused(w, "channel_not_found")
				return
			}
			answer(w, http.StatusOK, map[string]any{"ok": true, "channel": "C1", "ts": "1503435956.000247", "message": map[string]any{"text": body["text"]}})
		}),
		"POST /api/conversations.create": sent(func(w http.ResponseWriter, body map[string]any) {
			if body["name"] != "incident-7" || body["is_private"] != true {
				refused(w, "name_taken")
				return
			}
			answer(w, http.StatusOK, map[string]any{"ok": true, "channel": map[string]any{"id": "C2", "name": body["name"], "is_private": true}})
		}),
		"POST /api/conversations.archive": sent(func(w http.ResponseWriter, body map[string]any) {
			switch channel, _ := body["channel"].(string); {
			case channel != "C1" && channel != "C2":
				refused(w, "channel_not_found")
			case archived[channel]:
				refused(w, "already_archived")
			default:
				archived[channel] = true
				answer(w, http.StatusOK, map[string]any{"ok": true})
			}
		}),
		"POST /api/conversations.invite": sent(func(w http.ResponseWriter, body map[string]any) {
			if body["channel"] != "C2" || body["users"] != "U1" {
				refused(w, "user_not_found")
				return
			}
			answer(w, http.StatusOK, map[string]any{"ok": true, "channel": map[string]any{"id": "C2"}})
		}),
		"POST /api/conversations.kick": sent(func(w http.ResponseWriter, body map[string]any) {
			switch {
			case body["channel"] != "C2":
				refused(w, "channel_not_found")
			case body["user"] != "U1":
				refused(w, "not_in_channel")
			default:
				answer(w, http.StatusOK, map[string]any{"ok": true, "errors": map[string]any{}})
			}
		}),
		"GET /api/users.lookupByEmail": func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Query().Get("email") {
			case "ada@acme.example":
				answer(w, http.StatusOK, map[string]any{"ok": true, "user": map[string]any{"id": "U1", "deleted": false}})
			case "eve@acme.example":
				refused(w, "users_not_found")
			default:
				refused(w, "missing_scope")
			}
		},
		"GET /api/conversations.members": func(w http.ResponseWriter, r *http.Request) {
			q := r.URL.Query()
			switch {
			case q.Get("channel") != "C1" || q.Get("limit") != "200":
				refused(w, "channel_not_found")
			case q.Get("cursor") == "":
				answer(w, http.StatusOK, map[string]any{"ok": true, "members": []string{"U1", "U2"}, "response_metadata": map[string]any{"next_cursor": "dXNlcjpVMw=="}})
			default:
				answer(w, http.StatusOK, map[string]any{"ok": true, "members": []string{"U3"}, "response_metadata": map[string]any{"next_cursor": ""}})
			}
		},
	}, bearer, func(w http.ResponseWriter, _ *http.Request) { refused(w, "invalid_auth") })

	const noUndo = "\n  undo \"none\" {\n    reason = \"A test.\"\n  }"
	slack.try(t,
		call{name: "it is written", action: "slack.post_message", settings: "channel = \"C1\"\n  text = \"Hello <!channel> & all\"" + noUndo, condition: `step.it.ts == "1503435956.000247"`},
		call{name: "there is no such channel", action: "slack.post_message", settings: "channel = \"C9\"\n  text = \"Hello <!channel> & all\"" + noUndo, want: evidence.Unknown},
		call{name: "a channel", action: "slack.open_channel", settings: `name = "incident-7"` + noUndo, condition: `step.it.id == "C2"`},
		call{name: "its name is taken", action: "slack.open_channel", settings: `name = "general"` + noUndo, want: evidence.Unknown},
		call{name: "somebody is taken in", action: "slack.invite", settings: "channel = \"C2\"\n  person = \"U1\"\n  undo_after = \"1h\"", condition: `step.it.id == "C2"`},
		call{name: "taken out", action: "slack.remove", settings: "channel = \"C2\"\n  person = \"U1\"" + noUndo, condition: "step.it.out"},
		call{name: "taken out already", action: "slack.remove", settings: "channel = \"C2\"\n  person = \"U2\"" + noUndo, condition: "step.it.out"},
		call{name: "people are there", action: "slack.list_members", settings: `channel = "C1"`, condition: `length(step.it.members) == 3`},
		call{name: "nobody may look", action: "slack.list_members", settings: `channel = "C9"`, want: evidence.Unknown},
		call{name: "somebody", action: "slack.find_person", settings: `email = "ada@acme.example"`, condition: `step.it.found && step.it.id == "U1"`},
		call{name: "nobody", action: "slack.find_person", settings: `email = "eve@acme.example"`, condition: `!step.it.found && step.it.id == ""`},
		call{name: "a token that may not look", action: "slack.find_person", settings: `email = "bob@acme.example"`, want: evidence.Unknown},
		call{name: "closed", action: "slack.archive_channel", settings: `channel = "C1"` + noUndo, condition: "step.it.closed"},
		call{name: "closed already", action: "slack.archive_channel", settings: `channel = "C1"` + noUndo, condition: "step.it.closed"},
		call{name: "what is not there is not closed", action: "slack.archive_channel", settings: `channel = "C9"` + noUndo, want: evidence.Unknown},
	)
}
