package check

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// power (RB5001, RB5002, RB5003, RB5005) holds that each step has a connection of the kind that its
// action needs, that the runbook asks for that connection in a use, and that what the step does there is
// on the use's list. What cannot be compared with the list at review time is not allowed.
func (c *checker) power() {
	for _, s := range c.Tree.Steps {
		k, ok := action(s.Action.Value)
		if !ok {
			continue
		}
		if connection := c.connected(s, k); connection != "" {
			c.allowed(s, k, connection)
		}
	}
}

// connected is the connection that s uses rightly, or "".
func (c *checker) connected(s *syntax.Step, k kind.Kind) string {
	address, name := "step."+s.Name.Value, c.Connection(s, k)
	if k.Connection == "" {
		if s.Connection.Given() {
			c.report(diag.New("RB5001", s.Connection.Range, fmt.Sprintf("%s uses no connection.", k.Name)).At(address).WithHelp("Remove connection."))
		}
		return ""
	}
	if name == "" {
		if !c.Tree.Broken {
			c.report(noConnection(s, k).At(address))
		}
		return ""
	}
	connection := c.Project.Connections[name]
	if connection == nil {
		return "" // rule_name tells of it
	}
	if got, _ := c.Text(connection.Kind); got != k.Connection {
		c.report(diag.New("RB5001", s.Connection.Range, fmt.Sprintf("%s needs a connection of kind %q, and %s is %q.", k.Name, k.Connection, name, got)).At(address).
			WithRelated(connection.Range, "the connection").WithHelp("Name a connection of that kind, or add one to project.hcl."))
		return ""
	}
	return name
}

func noConnection(s *syntax.Step, k kind.Kind) diag.Diagnostic {
	if k.Connection == kind.Shell {
		return diag.New("RB5001", s.Range, fmt.Sprintf("%s needs the power of a shell connection, and the runbook's uses have none, or more than one.", k.Name)).
			WithHelp(`Add use "NAME" { allow = ["PROGRAM"] } for a connection of kind "shell" in project.hcl, or say connection = connection.NAME in the step.`)
	}
	return diag.New("RB5001", s.Range, fmt.Sprintf("%s needs a connection of kind %q, and this step names none.", k.Name, k.Connection)).
		WithHelp("Add a line: connection = connection.NAME.")
}

// allowed holds what s does over a connection against the use of it.
func (c *checker) allowed(s *syntax.Step, k kind.Kind, connection string) {
	address := "step." + s.Name.Value
	use := c.use(connection)
	if use == nil {
		if !c.Tree.Broken {
			c.report(diag.New("RB5002", s.Range, fmt.Sprintf("The step %s uses the connection %s, and the runbook does not ask for it.", s.Name.Value, connection)).At(address).
				WithWhy("Reviewers read in the use sections what a runbook may reach.").
				WithHelp(fmt.Sprintf("Add a section: use %q { allow = [%s] }, on lines of their own.", connection, c.example(s, k))))
		}
		return
	}
	allow, ok := c.Texts(use.Allow)
	if !ok {
		return
	}
	deed := c.deed(s, k)
	if deed.unknown != nil {
		c.report(diag.New("RB5005", deed.unknown.Range(), fmt.Sprintf("%s of %s must be known at review time.", capital(deed.what), k.Name)).At(address).
			WithWhy("Only then it can be compared with what the runbook asks for in use.").
			WithHelp("Write it out; a path may take values between its slashes: \"/users/${…}\"."))
		return
	}
	if deed.shown != "" && !permitted(allow, deed) {
		c.report(diag.New("RB5003", deed.at(s), fmt.Sprintf("%s is not on the list of use %q.", deed.shown, connection)).At(address).
			WithRelated(use.Allow.Range, "the list").
			WithHelp(fmt.Sprintf("Add %q to allow if the runbook shall have that power.", deed.shown)))
	}
}

func (c *checker) use(connection string) *syntax.Use {
	for _, u := range c.Tree.Uses {
		if u.Connection.Value == connection {
			return u
		}
	}
	return nil
}

// deed is what a step does over its connection, in the words of an allow-list.
type deed struct {
	shown   string // "GET /users/*", "git"
	what    string // what it is: "the program"
	term    *scope.Term
	unknown *scope.Term // what is not known at review time
}

func (d deed) at(s *syntax.Step) diag.Range {
	if d.term == nil {
		return s.Range
	}
	return d.term.Range()
}

func (c *checker) deed(s *syntax.Step, k kind.Kind) deed {
	switch k.Name {
	case "exec.run":
		return c.program(c.Setting(s, "argv"))
	case "script.run":
		return c.shell(c.Setting(s, "shell"))
	case "http.request":
		return c.request(c.Setting(s, "method"), c.Setting(s, "path"))
	}
	return deed{shown: k.Name}
}

func (c *checker) program(argv *scope.Term) deed {
	first := argv
	if argv != nil && argv.Op == expr.OpList && len(argv.Args) > 0 {
		first = argv.Args[0]
	}
	return c.worded(first, "the program", func(v expr.Value) (string, bool) {
		if items := v.Items(); first == argv && len(items) > 0 {
			v = items[0]
		}
		return v.AsText()
	})
}

func (c *checker) shell(t *scope.Term) deed {
	if t == nil {
		return deed{shown: "sh"}
	}
	return c.worded(t, "the shell", expr.Value.AsText)
}

// worded is a deed that one setting says.
func (c *checker) worded(t *scope.Term, what string, read func(expr.Value) (string, bool)) deed {
	d := deed{what: what, term: t}
	if t == nil {
		return d
	}
	v, known := c.Known(t)
	text, ok := read(v)
	if !known {
		d.unknown = t
	} else if ok {
		d.shown = text
	}
	return d
}

// request is "METHOD /path", with * for each part of the path that holds a value.
func (c *checker) request(method, path *scope.Term) deed {
	d := c.worded(method, "the method", expr.Value.AsText)
	if d.unknown != nil || d.shown == "" || path == nil {
		return deed{what: d.what, unknown: d.unknown}
	}
	shown, ok := c.pathPattern(path)
	if !ok {
		return deed{what: "the path", unknown: path}
	}
	return deed{shown: d.shown + " " + shown, term: path}
}

// pathPattern is a path in which values stand between slashes, urlencoded or not, as a pattern. It is not
// ok where a value could begin the path or hold a slash of its own unseen.
func (c *checker) pathPattern(path *scope.Term) (string, bool) {
	if v, known := c.Known(path); known {
		return v.AsText()
	}
	if path.Op != expr.OpTemplate {
		return "", false
	}
	var b strings.Builder
	for i, part := range path.Args {
		text, isText := "", false
		if v, known := c.Known(part); known {
			shown := &expr.Node{Op: expr.OpTemplate, Args: []*expr.Node{expr.Lit(v)}}
			text, isText = expr.Eval(shown, nil).AsText()
		}
		if !isText {
			text = "\x00"
		}
		if i == 0 && !strings.HasPrefix(text, "/") {
			return "", false
		}
		b.WriteString(text)
	}
	segments := strings.Split(b.String(), "/")
	for i, segment := range segments {
		if strings.Contains(segment, "\x00") {
			segments[i] = "*"
		}
	}
	return strings.Join(segments, "/"), true
}
