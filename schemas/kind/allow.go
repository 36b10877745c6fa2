package kind

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// What the allow-list of a use section means. The compiler holds a runbook to it before a run, the
// actions again while it runs. What no entry allows is denied.
//
// An entry means one thing, and its spelling tells which: SYSTEM.NAME is an action, "METHOD /path" a
// pattern of requests, and of what remains, each is a program on a shell connection and the verb of a
// statement on a connection to a database (see ReadStatement).

var actionForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}\.[a-z][a-z0-9_]{0,39}$`)

// IsAction tells whether a text is spelt as the name of an action, SYSTEM.NAME.
func IsAction(text string) bool { return actionForm.MatchString(text) }

// AllowsAction tells whether allow has the action, by its whole name. What an action does under its own
// name, its requests and programs, needs no entry beside it.
func AllowsAction(allow []string, name string) bool {
	return IsAction(name) && slices.Contains(allow, name)
}

// AllowsProgram tells whether allow has the program: its name or path, as the step spells it. A program
// that is spelt as an action goes by its path: nobody who allows the one shall get the other.
func AllowsProgram(allow []string, program string) bool {
	return program != "" && !IsAction(program) && slices.Contains(allow, program)
}

// AllowsRequest tells whether an entry of allow has the method and the path of a request. An entry is a
// method, one space and a path, in which a segment "*" stands for any one segment and "**" at the end
// for any that follow, at least one. The path is as it goes over the wire, without a query. One that
// servers could read in more than one way (see PlainPath) is never allowed.
func AllowsRequest(allow []string, method, path string) bool {
	return PlainPath(path) && slices.ContainsFunc(allow, func(entry string) bool {
		wantMethod, pattern, ok := strings.Cut(entry, " ")
		return ok && wantMethod == method && matches(strings.Split(pattern, "/"), strings.Split(path, "/"))
	})
}

func matches(pattern, path []string) bool {
	for i, want := range pattern {
		switch {
		case want == "**" && i == len(pattern)-1:
			return len(path) > i && path[i] != ""
		case i >= len(path):
			return false
		case want == "*" && path[i] != "":
		case want != path[i]:
			return false
		}
	}
	return len(pattern) == len(path)
}

// PlainPath tells whether a path of a request means one thing to everybody: it begins with a slash, has
// neither query nor fragment, no empty segment but the last, none that is "." or "..", and no escape that
// hides a slash, a backslash, a control character or another escape.
func PlainPath(path string) bool {
	rest, rooted := strings.CutPrefix(path, "/")
	if !rooted {
		return false
	}
	segments := strings.Split(rest, "/")
	for i, segment := range segments {
		plain, err := url.PathUnescape(segment)
		switch {
		case err != nil || plain == "." || plain == "..":
			return false
		case plain == "" && i < len(segments)-1:
			return false
		case strings.ContainsAny(segment, "?#\\ ") || strings.ContainsAny(plain, "/\\%"):
			return false
		case strings.ContainsFunc(plain, func(c rune) bool { return c < ' ' || c == 0x7f }):
			return false
		}
	}
	return true
}

// AllowsPermissions tells whether allow has every permission of a list, as GitHub calls them. Who may write
// may read.
func AllowsPermissions(allow, permissions []string) bool {
	return len(permissions) > 0 && !slices.ContainsFunc(permissions, func(p string) bool {
		scope, _, _ := strings.Cut(p, ": ")
		return !slices.Contains(allow, p) && !slices.Contains(allow, scope+": write")
	})
}

// Entries are what an allow-list would have to say for one call of a primitive action, and for nothing else:
// "POST /users/7/suspend", "git", the verbs of a statement, or the name of the action. setting gives the text of a setting, of a list
// the first one, and "" for none. So who is allowed an action that is written in HCL gets its own request.
func Entries(action string, setting func(name string) string) []string {
	switch action {
	case "http.request":
		return []string{setting("method") + " " + setting("path")}
	case "exec.run":
		return []string{setting("argv")}
	case "script.run":
		return []string{cmp.Or(setting("shell"), "sh")}
	case "sql.query":
		s, _ := ReadStatement(setting("query")) // what is none needs nothing, and is refused
		return s.Verbs
	}
	return []string{action}
}
