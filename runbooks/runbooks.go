// Package runbooks is the library: runbooks that are useful on any machine, without an account anywhere.
//
// Each one is a file of its own, <pillar>/<name>.runbook.hcl, with a check that fails on a bad machine
// and is unknown where it could not look. They need a POSIX shell with the usual tools, and nothing of
// this package at run time: `attestary init` copies them into a team's repository (Library), beside a
// project.hcl that names the team (Project), and from then on they are the team's own.
//
// This folder is itself the runbooks folder of a project: the one of this repository. project.hcl is
// what Project writes for it, and self/ holds what only this repository runs. README.md lists them all.
//
// Start at Library and Project.
package runbooks

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"text/template"
)

//go:embed applications/*.runbook.hcl data/*.runbook.hcl devices/*.runbook.hcl identity/*.runbook.hcl networks/*.runbook.hcl
var library embed.FS

// Library holds the files of the library, by their paths below runbooks/.
func Library() fs.FS { return library }

// Project is what a new project says of itself. Its file defines all that the library asks for: the
// role operators, the connection shell, and the values of org.
type Project struct {
	Name     string   // of the project: letters, digits, _ and -
	Timezone string   // IANA name
	Action   string   // what emitted workflows call: "./actions", or "owner/repo/actions@" and a commit
	Sign     string   // how evidence is signed: "key:PATH", "keyless"
	Members  []string // the role operators: "login" or "login#id"
	Teams    []string // the same, as "owner/team"
}

//go:embed project.tmpl
var projectText string

var projectTemplate = template.Must(template.New("project.hcl").Funcs(template.FuncMap{"quote": quote, "quotes": quotes}).Parse(projectText))

// File is project.hcl, as the formatter would leave it.
func (p Project) File() []byte {
	var out bytes.Buffer
	if err := projectTemplate.Execute(&out, p); err != nil {
		panic(fmt.Sprintf("runbooks: the template of project.hcl: %v", err))
	}
	return out.Bytes()
}

// quote writes a text as HCL does: no part of it is taken for a template.
func quote(s string) string {
	return strings.NewReplacer("${", "$${", "%{", "%%{").Replace(strconv.Quote(s))
}

func quotes(list []string) string {
	var parts []string
	for _, s := range list {
		parts = append(parts, quote(s))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}
