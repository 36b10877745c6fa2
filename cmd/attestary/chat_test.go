package main_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
)

// chat takes messages as the incoming webhooks of Slack do, at /hooks/T1/swordfish-9, and adds each to a file.
func chat(texts string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var message struct{ Text string }
		switch {
		case r.URL.Path != "/hooks/T1/swordfish-9":
			refuseAsChat(w, http.StatusNotFound)
		case r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json",
			json.NewDecoder(r.Body).Decode(&message) != nil || message.Text == "":
			refuseAsChat(w, http.StatusBadRequest)
		default:
			file, err := os.OpenFile(texts, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
			if err != nil {
				panic(err)
			}
			fmt.Fprintln(file, message.Text)
			_ = file.Close()
			fmt.Fprint(w, "ok")
		}
	}
}

func refuseAsChat(w http.ResponseWriter, status int) {
	word := map[int]string{http.StatusBadRequest: "invalid_payload", http.StatusForbidden: "action_prohibited", http.StatusNotFound: "no_service"}[status]
	if word == "" {
		word = "rollup_error"
	}
	http.Error(w, word, status)
}
