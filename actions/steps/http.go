package steps

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// httpRequest is http.request: one request whose method and path the use section allows; where an action
// written in HCL says how, also for the further pages of its answer.
type httpRequest struct{ web *web }

func (h httpRequest) Run(ctx context.Context, call engine.Call) engine.Result {
	wanted := asked(call.Settings)
	switch {
	case !served(call.Connection):
		return denied("the step names no connection of kind http")
	case !kind.AllowsRequest(call.Allow, wanted.method, wanted.path):
		return denied(fmt.Sprintf("no use section of connection %s allows %s %q", call.Connection.Name, wanted.method, wanted.path))
	case call.Effect == kind.Observe && wanted.method == http.MethodDelete:
		return denied("a DELETE does not only observe")
	case call.Paginate != "":
		return h.web.pages(ctx, call, wanted)
	}
	answer, problem := h.web.exchange(ctx, call, wanted)
	if answer == nil {
		return problem
	}
	return answer.judge(call, answerOutputs(answer, call.Asked))
}

// asked is the request of these settings.
func asked(s settings) ask {
	a := ask{method: s.text("method", ""), path: s.text("path", ""), query: url.Values{}, headers: s.pairs("headers")}
	for _, p := range s.pairs("query") {
		a.query.Set(p.name, p.value)
	}
	if text, told := s["body"].AsText(); told {
		a.body = []byte(text)
	}
	return a
}

// answerOutputs are those of the outputs of an answer that are asked for.
func answerOutputs(a *answer, asked plan.Outputs) map[string]expr.Value {
	outputs := map[string]expr.Value{}
	if asked.Has("status") {
		outputs["status"] = expr.OfInt(int64(a.StatusCode))
	}
	if asked.Has("headers") {
		outputs["headers"] = headersOf(a)
	}
	if asked.Has("json") {
		outputs["json"] = fromJSON(a.body)
	}
	if asked.Has("text") {
		outputs["text"] = expr.Nil()
		if utf8.Valid(a.body) {
			outputs["text"] = expr.OfText(string(a.body))
		}
	}
	return outputs
}

func headersOf(a *answer) expr.Value {
	headers := make([]expr.Member, 0, len(a.Header))
	for name, values := range a.Header {
		headers = append(headers, expr.Member{Name: strings.ToLower(name), Value: expr.OfText(strings.Join(values, ", "))})
	}
	return expr.OfMembers(headers)
}
