package cli

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"
)

// listFormat names the version of the document that list --format json writes.
const listFormat = "https://attestary.dev/list/v1"

// The document of runbooks. Its fields are a contract with other programs.
type (
	listing struct {
		Format   string   `json:"format"`
		Timezone string   `json:"timezone,omitempty"` // of all crons
		Runbooks []listed `json:"runbooks"`           // by name
	}
	// listed is one runbook. Of one with errors only its name and file are known, and how many they are.
	listed struct {
		Name     string         `json:"name"`
		File     string         `json:"file"`
		Errors   int            `json:"errors,omitzero"`
		Draft    bool           `json:"draft,omitzero"` // checked and tested, not in force
		Title    string         `json:"title,omitempty"`
		Owner    string         `json:"owner,omitempty"`
		Effect   kind.Effect    `json:"effect,omitempty"` // the strongest of its steps
		Triggers []listTrigger  `json:"triggers,omitempty"`
		Claims   []listedClaims `json:"claims,omitempty"`
	}
	listTrigger struct {
		Kind string `json:"kind"`
		Name string `json:"name"`
		Cron string `json:"cron,omitempty"`
		Zone string `json:"timezone,omitempty"` // of the cron, where it is not that of all
		On   string `json:"on,omitempty"`       // the event, label, paths or check that starts it
	}
	listedClaims struct {
		Framework string   `json:"framework"`
		Function  string   `json:"function,omitempty"`
		Stage     string   `json:"stage,omitempty"`
		Controls  []string `json:"controls,omitempty"`
	}
)

func listCommand(w *World) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "Which runbooks there are",
		Long:    "Tells of each runbook who owns it, how it starts, the strongest thing it does, and what it claims to prove.",
		Example: "  attestary list\n  attestary list --format json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			result, _, err := w.compileTree(compiler.Options{})
			if err != nil {
				return err
			}
			return w.list(listOf(result), format)
		},
	}
	formats(cmd, &format, "human", "json")
	return cmd
}

func (w *World) list(all listing, format string) error {
	if format != "json" {
		viewList(w.Out, all, w.Width)
	} else if err := w.printJSON(all); err != nil {
		return err
	}
	if broken := all.broken(); broken > 0 {
		return problem{foundWrong, fmt.Sprintf("%d %s not known: there are errors", broken, plural(broken, "runbook")+map[bool]string{true: " is", false: " are"}[broken == 1]),
			"attestary check"}
	}
	return nil
}

// printJSON prints a result as JSON that people can read too.
func (w *World) printJSON(v any) error {
	data, err := json.Marshal(v, json.Deterministic(true), jsontext.WithIndent("  "))
	if err == nil {
		_, err = fmt.Fprintln(w.Out, string(data))
	}
	return err
}

func (l listing) broken() int {
	n := 0
	for _, r := range l.Runbooks {
		if r.Owner == "" {
			n++
		}
	}
	return n
}

// listOf tells of every runbook that was read, by name.
func listOf(result *compiler.Result) listing {
	all := listing{Format: listFormat, Runbooks: []listed{}}
	errors := map[string]int{}
	for _, d := range result.Findings {
		if d.Severity == diag.Error {
			errors[d.Range.File]++
		}
	}
	known := map[string]bool{}
	for _, p := range slices.Concat(result.Plans, result.Drafts) {
		known[p.File], all.Timezone = true, p.Timezone
		all.Runbooks = append(all.Runbooks, listOne(p))
		all.Runbooks[len(all.Runbooks)-1].Draft = slices.Contains(result.Drafts, p)
	}
	for file := range result.Project.Sources {
		if name, ok := strings.CutSuffix(path.Base(file), ".runbook.hcl"); ok && !known[file] {
			all.Runbooks = append(all.Runbooks, listed{Name: name, File: file, Errors: errors[file]})
		}
	}
	slices.SortFunc(all.Runbooks, func(a, b listed) int { return strings.Compare(a.Name+"\x00"+a.File, b.Name+"\x00"+b.File) })
	return all
}

func listOne(p *plan.Plan) listed {
	one := listed{Name: p.Runbook, File: p.File, Title: p.Title, Owner: p.Owner, Effect: strongest(p)}
	for _, t := range p.Triggers {
		one.Triggers = append(one.Triggers, listTrigger{t.Kind, t.Name, t.Cron, t.Timezone, cmp.Or(t.Type, t.Label, t.Check, strings.Join(t.Paths, " "))})
	}
	for _, s := range p.Satisfies {
		one.Claims = append(one.Claims, listedClaims{s.Framework, s.Function, s.Stage, s.Controls})
	}
	return one
}

// strongest is the effect that decides how a runbook is reviewed.
func strongest(p *plan.Plan) kind.Effect {
	order := []kind.Effect{kind.Observe, kind.Change, kind.Grant, kind.Destroy}
	most := 0
	for _, s := range p.AllSteps() {
		most = max(most, slices.Index(order, s.Effect))
	}
	return order[most]
}
