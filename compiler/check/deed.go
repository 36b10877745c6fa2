package check

import (
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// deed is what is done over a connection, in the words of an allow-list.
type deed struct {
	shown   string   // "GET /users/*", "git", "okta.list_users"; "" where it is not known
	named   bool     // it goes by the name of its action
	needs   []string // permissions of GitHub, all of which may stand in a list in place of the name
	path    string   // of a request, with * for each part that holds a value
	verbs   []string // of a statement
	fault   string   // why a statement is none that can be held against a list
	what    string   // what it is: "the program"
	term    *scope.Term
	unknown *scope.Term // what is not known at review time
}

func (c *checker) deed(call scope.Call, k kind.Kind) deed {
	switch k.Name {
	case "exec.run":
		return c.program(c.Setting(call, "argv"))
	case "script.run":
		return c.shell(c.Setting(call, "shell"))
	case "http.request":
		return c.request(c.Setting(call, "method"), c.Setting(call, "path"))
	case "sql.query":
		return c.statement(c.Setting(call, "query"))
	}
	d := deed{shown: k.Name, named: true}
	if k.Connection == kind.GitHub && c.Project.Actions[k.Name] == nil {
		d.needs = k.Needs()
	}
	return d
}

// goesByName tells whether an allow-list has an action by its name. What is done by the others stands
// there in its own words.
func goesByName(action string) bool {
	return !slices.Contains([]string{"exec.run", "script.run", "http.request", "sql.query"}, action)
}

// allowedBy tells whether a deed is on an allow-list. A part of a path that holds a value is allowed by *
// and ** alone; the value itself is held against the list again when it is known.
func (d deed) allowedBy(allow []string) bool {
	switch {
	case d.named:
		return kind.AllowsAction(allow, d.shown) || kind.AllowsPermissions(allow, d.needs)
	case d.verbs != nil:
		return kind.AllowsStatement(allow, kind.Statement{Verbs: d.verbs})
	case d.path == "":
		return kind.AllowsProgram(allow, d.shown)
	}
	return kind.AllowsRequest(allow, strings.TrimSuffix(d.shown, " "+d.path), d.path)
}

// wants tells whether an entry of an allow-list is there for a deed.
func (d deed) wants(entry string) bool {
	return slices.Contains(d.verbs, entry) || d.allowedBy([]string{entry})
}

// entries are what an allow-list would need for a deed beside what it has.
func (d deed) entries(allow []string) []string {
	if d.verbs == nil {
		return []string{d.shown}
	}
	return slices.DeleteFunc(slices.Clone(d.verbs), func(verb string) bool { return slices.Contains(allow, verb) })
}

func (d deed) at(call scope.Call) diag.Range {
	if d.named {
		return call.Action.Range
	}
	if d.term == nil {
		return call.Range
	}
	return d.term.Range()
}

func (c *checker) program(argv *scope.Term) deed {
	first := argv
	if argv != nil && argv.Op == expr.OpList && len(argv.Args) > 0 {
		first = argv.Args[0]
	} else if argv != nil {
		if v, known := c.Known(argv); known && len(v.Items()) == 0 {
			return deed{what: "the program"} // no list, which is told
		}
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

// statement is what a statement does to the rows of a database, by its words.
func (c *checker) statement(query *scope.Term) deed {
	d := c.worded(query, "the statement", expr.Value.AsText)
	if d.shown == "" {
		return d
	}
	s, err := kind.ReadStatement(d.shown)
	if err != nil {
		return deed{what: d.what, term: d.term, fault: err.Error()}
	}
	d.verbs, d.shown = s.Verbs, strings.Join(s.Verbs, " and ")
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
	return deed{shown: d.shown + " " + shown, path: shown, term: path}
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
		if strings.ContainsAny(segment, "?#") {
			segments[i] = strings.ReplaceAll(segment, "\x00", "*") // no path: that is told
		} else if strings.Contains(segment, "\x00") {
			segments[i] = "*"
		}
	}
	return strings.Join(segments, "/"), true
}
