package database

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/actions/engine"
)

// meanings are what the codes of SQLSTATE mean for a step, by the whole code or its class. The first that
// fits counts.
var meanings = []struct {
	begins string
	reason engine.Reason
	words  string
}{
	{"25006", engine.ReasonDenied, "the statement changes something, and may only read"},
	{"42501", engine.ReasonForbidden, "its user may not do that"},
	{"28", engine.ReasonForbidden, "it does not let us in"},
	{"3D", engine.ReasonNotFound, "it has no such database"},
	{"53", engine.ReasonThrottled, "it has no room for us"},
	{"57014", engine.ReasonTimeout, "not done in time"},
	{"57", engine.ReasonNetwork, "it is being shut down"},
	{"54", engine.ReasonTooLarge, "it is more than the database takes"},
	{"23", engine.ReasonStatus, "it refuses the change: it would break a rule of the table"},
	{"40", engine.ReasonThrottled, "it is busy with others, who were first"},
	{"55P03", engine.ReasonThrottled, "it is busy with others, who were first"},
	{"07", engine.ReasonSetting, "it wants another number of parameters"},
	{"21", engine.ReasonSetting, "it does not take the statement"},
	{"22", engine.ReasonSetting, "a value does not fit the statement"},
	{"42", engine.ReasonSetting, "it does not take the statement"},
	{"08P01", engine.ReasonSetting, "it wants another number of parameters"},
	{"08", engine.ReasonNetwork, "the connection broke off"},
}

// ofState is what a database says with a code of SQLSTATE.
func ofState(state string) *Fault { return faultOf(state, "SQLSTATE "+state) }

// faultOf is what a code of SQLSTATE means, shown as the code that the database gave.
func faultOf(state, shown string) *Fault {
	for _, m := range meanings {
		if strings.HasPrefix(state, m.begins) {
			return &Fault{Reason: m.reason, Detail: fmt.Sprintf("%s (%s)", m.words, shown), Failed: m.reason == engine.ReasonStatus}
		}
	}
	return &Fault{Reason: engine.ReasonUnread, Detail: fmt.Sprintf("the database failed (%s)", shown)}
}

// stateOf is a code, whatever a server sent in its place.
func stateOf(text string) string {
	if len(text) != 5 || strings.Trim(text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return "?"
	}
	return text
}

var (
	errPlain      = &Fault{Reason: engine.ReasonTLS, Detail: "it does not speak TLS, and is asked for it: only a connection to this machine may do without, with ?tls=off"}
	errParameters = &Fault{Reason: engine.ReasonSetting, Detail: "it wants another number of parameters"}
	errTimeout    = &Fault{Reason: engine.ReasonTimeout, Detail: "not done in time"}
)
