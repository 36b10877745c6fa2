package steps

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"syscall"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/steps/internal/database"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// sqlQuery is sql.query: one statement whose verbs the use section allows. What observes is asked where
// nothing can be changed, whatever is allowed.
type sqlQuery struct{ machine Machine }

const (
	sqlRows    = 1000
	maxSQLRows = 100_000
)

func (q sqlQuery) Run(ctx context.Context, call engine.Call) engine.Result {
	ask, problem := asksDatabase(call)
	if problem != nil {
		return *problem
	}
	target, problem := q.target(call)
	if problem != nil {
		return *problem
	}
	answer, err := database.Do(ctx, target, ask)
	if err != nil {
		return noRows(call.Connection, err)
	}
	return passed(map[string]expr.Value{"rows": expr.OfList(answer.Rows), "count": expr.OfInt(answer.Count)})
}

// asksDatabase is what a call asks, or why it may not.
func asksDatabase(call engine.Call) (ask database.Ask, problem *engine.Result) {
	s := settings(call.Settings)
	refuse := func(r engine.Result) (database.Ask, *engine.Result) { return database.Ask{}, &r }
	if c := call.Connection; c == nil || c.Kind != kind.SQL {
		return refuse(denied("the step names no connection of kind sql"))
	}
	query := s.text("query", "")
	statement, err := kind.ReadStatement(query)
	if err != nil {
		return refuse(unknown(engine.ReasonSetting, "query: "+err.Error()))
	}
	if !kind.AllowsStatement(call.Allow, statement) {
		return refuse(denied(fmt.Sprintf("the statement needs %q, and no use section of connection %s allows all of them", statement.Verbs, call.Connection.Name)))
	}
	write := !statement.Observes()
	if write && call.Effect == kind.Observe {
		return refuse(denied(fmt.Sprintf("the step says that it observes, and the statement needs %q", statement.Verbs)))
	}
	parameters, ok := sqlParameters(s["parameters"].Items())
	if !ok {
		return refuse(unknown(engine.ReasonSetting, "parameters: each is a text, a number, a truth value or null"))
	}
	most, ok := s.whole("max_rows", sqlRows, 1, maxSQLRows)
	if !ok {
		return refuse(unknown(engine.ReasonSetting, fmt.Sprintf("max_rows is not a whole number from 1 to %d", maxSQLRows)))
	}
	return database.Ask{Query: query, Parameters: parameters, Write: write, Most: int(most)}, nil
}

func sqlParameters(items []expr.Value) (list []any, ok bool) {
	for _, item := range items {
		switch item.Kind() {
		case expr.Null:
			list = append(list, nil)
		case expr.Bool:
			truth, _ := item.AsBool()
			list = append(list, truth)
		case expr.Text:
			text, _ := item.AsText()
			list = append(list, text)
		case expr.Number:
			list = append(list, database.Number(item.AsNumber().Text('f')))
		default:
			return nil, false
		}
	}
	return list, true
}

// target is the database that a call's connection leads to.
func (q sqlQuery) target(call engine.Call) (to database.Target, problem *engine.Result) {
	c := call.Connection
	refuse := func(why string) (database.Target, *engine.Result) {
		r := unknown(engine.ReasonSetting, fmt.Sprintf("connection %s: %s", c.Name, why))
		return database.Target{}, &r
	}
	at, ok := kind.ReadDatabase(c.URL)
	switch {
	case !ok:
		return refuse("its url is none of postgres://HOST/NAME, mysql://HOST/NAME and sqlite:PATH; ?tls=off is for this machine alone")
	case at.System != kind.SQLite && c.User == "":
		return refuse("a database asks who it is, and there is no user")
	case call.Token.Given() || c.Auth != "":
		return refuse("a database is shown a user and a password, and nothing else")
	}
	to = database.Target{Database: at, User: c.User, Password: call.Password.Reveal(), Folder: call.Dir, Roots: q.machine.Roots, JSON: fromJSON}
	if at.System != kind.SQLite {
		reach, err := reachOfDatabase(c, at)
		if err != nil {
			return refuse(err.Error())
		}
		dialer := net.Dialer{Timeout: maxConnect, Resolver: q.machine.Names, Control: reach}
		to.Dial = dialer.DialContext
	}
	return to, nil
}

// reachOfDatabase lets the name of a server lead where that of a service may (see reach).
func reachOfDatabase(c *plan.Connection, at kind.Database) (control func(_, address string, _ syscall.RawConn) error, err error) {
	r := &reach{connection: c.Name, private: map[string]bool{"localhost": true}, written: map[netip.Addr]bool{}}
	r.write(at.Host)
	for _, entry := range c.Hosts {
		name, _, ok := kind.ParseHost(entry)
		if !ok {
			return nil, errors.New("hosts has an entry that is no host")
		}
		r.private[name] = true
		r.write(name)
	}
	return func(_, address string, _ syscall.RawConn) error {
		place, err := netip.ParseAddrPort(address)
		if at.Plain && (err != nil || !place.Addr().Unmap().IsLoopback()) {
			return &strayed{fmt.Sprintf("%s is not this machine, and ?tls=off is for this machine alone", at.Host)}
		}
		return r.admit(at.Host, address)
	}, nil
}

// noRows tells why a database gave no answer: with words of ours alone, since its own repeat what it was
// asked.
func noRows(c *plan.Connection, err error) engine.Result {
	var (
		fault     *database.Fault
		elsewhere *strayed
	)
	switch {
	case errors.As(err, &elsewhere):
		return denied(elsewhere.detail)
	case !errors.As(err, &fault):
		reason := networkReason(err)
		fault = &database.Fault{Reason: reason, Detail: networkWords[reason]}
	}
	detail := fmt.Sprintf("connection %s: %s", c.Name, fault.Detail)
	switch {
	case fault.Failed:
		return failed(fault.Reason, detail)
	case fault.Reason == engine.ReasonDenied:
		return denied(detail)
	}
	return unknown(fault.Reason, detail)
}
