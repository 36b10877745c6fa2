package steps

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// notifyWebhook is notify.webhook: a text for people, posted to the URL of a connection itself. Of the
// answer, which nobody asked for, it tells the status alone.
type notifyWebhook struct{ web *web }

// message is what the webhooks of most chats take.
type message struct {
	Text string `json:"text"`
}

func (n notifyWebhook) Run(ctx context.Context, call engine.Call) engine.Result {
	text := settings(call.Settings).text("text", "")
	switch {
	case !served(call.Connection):
		return denied("the step names no connection of kind http")
	case !kind.AllowsAction(call.Allow, "notify.webhook"):
		return denied(fmt.Sprintf("no use section of connection %s allows notify.webhook", call.Connection.Name))
	case strings.TrimSpace(text) == "":
		return unknown(engine.ReasonSetting, "text is empty: there is nothing to tell")
	}
	body, err := canon.Encode(message{text})
	if err != nil {
		return unknown(engine.ReasonSetting, "text is too large")
	}
	wanted := ask{method: http.MethodPost, headers: []pair{{"Content-Type", "application/json"}}, body: body}
	answer, problem := n.web.exchange(ctx, call, wanted)
	if answer == nil {
		return problem
	}
	return answer.judge(call, map[string]expr.Value{"status": expr.OfInt(int64(answer.StatusCode))})
}
