package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/actions/secret"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// offered is what a person gave for the inputs of a run: on the command line, and in files.
type offered struct {
	typed []string // NAME=VALUE
	files []string // NAME=PATH
}

func (g *offered) fileFlag(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&g.files, "input-file", nil, "a `NAME=PATH` of a file with an input, - for standard input; may be repeated")
}

// inputs are what was typed, what stands in files, or what the form sent as JSON, held against every rule of
// every input. A person at a terminal is asked for sensitive ones that are missing.
func (w *World) inputs(ctx context.Context, b *bound, t *plan.Trigger, g offered) (map[string]expr.Value, error) {
	texts, err := w.texts(b.plan, g)
	if err == nil {
		err = w.readInputs(b, g, texts)
	}
	if err != nil {
		return nil, err
	}
	if t.Kind != "manual" && len(texts) > 0 {
		return nil, usage("trigger %s starts by itself, and takes no input", t.Name)
	}
	if t.Kind != "manual" {
		return fitting(b.plan, func() (map[string]expr.Value, []rules.Finding) {
			return rules.TriggerInputs(b.plan, t, expr.Nil(), nil)
		})
	}
	if err := w.askInputs(ctx, b.plan, texts); err != nil {
		return nil, err
	}
	return fitting(b.plan, func() (map[string]expr.Value, []rules.Finding) { return rules.CheckInputs(b.plan, texts) })
}

// sensitive are the sensitive inputs of a run that goes on: no disk has kept them.
func (w *World) sensitive(ctx context.Context, b *bound, left conduct.Waiting, g offered) (map[string]expr.Value, error) {
	asked, err := conduct.Look(left.Path)
	if err != nil {
		return nil, err
	}
	of, err := plan.Parse(asked.Plan)
	if err != nil {
		return nil, err
	}
	of.Inputs = slices.DeleteFunc(of.Inputs, func(in plan.Input) bool { return !in.Sensitive })
	texts := map[string]string{}
	if err := w.readInputs(&bound{plan: of, repo: b.repo}, g, texts); err != nil {
		return nil, err
	}
	if err := w.askInputs(ctx, of, texts); err != nil {
		return nil, err
	}
	return fitting(of, func() (map[string]expr.Value, []rules.Finding) { return rules.CheckInputs(of, texts) })
}

// texts are the inputs that others may see: from the form, and from the command line. None of them is a
// sensitive one.
func (w *World) texts(p *plan.Plan, g offered) (map[string]string, error) {
	texts := map[string]string{}
	if form := w.Getenv("ATTESTARY_INPUTS"); form != "" {
		if err := json.Unmarshal([]byte(form), &texts); err != nil {
			return nil, usage("ATTESTARY_INPUTS is not a JSON object of texts: %v", err)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		if isSensitive(p, name) {
			return nil, usage("ATTESTARY_INPUTS has %s, which is sensitive, and what comes from a form can be read there; give it as --input-file %s=PATH", name, name)
		}
	}
	for _, pair := range g.typed {
		name, value, ok := strings.Cut(pair, "=")
		switch {
		case isSensitive(p, name):
			return nil, usage("--input %s: it is sensitive, and a command line stands in the list of processes and in the history of the shell;\n"+
				"  give it as --input-file %s=PATH, or leave it out and be asked for it. If the value was a real one, it has been seen: change it", name, name)
		case !ok:
			return nil, usage("--input %s: write NAME=VALUE", pair)
		}
		if old, twice := texts[name]; twice {
			value = old + "\n" + value // a list has one item a line
		}
		texts[name] = value
	}
	return texts, nil
}

func isSensitive(p *plan.Plan, name string) bool {
	in := p.Input(name)
	return in != nil && in.Sensitive
}

// readInputs reads those that stand in files. A sensitive one has the rules of a secret's file.
func (w *World) readInputs(b *bound, g offered, texts map[string]string) error {
	for _, pair := range g.files {
		name, path, ok := strings.Cut(pair, "=")
		if _, twice := texts[name]; twice {
			return usage("--input-file %s: the input is given twice", name)
		}
		if !ok || path == "" {
			return usage("--input-file %s: write NAME=PATH", name)
		}
		value, err := w.readInput(b, name, path)
		if err != nil {
			return err
		}
		texts[name] = value
	}
	return nil
}

func (w *World) readInput(b *bound, name, path string) (string, error) {
	if path == "-" {
		data, err := io.ReadAll(io.LimitReader(w.In, secret.MaxSize+1))
		if err != nil || len(data) > secret.MaxSize {
			return "", usage("--input-file %s=-: what stands on standard input is no input, or is endless", name)
		}
		return withoutLineEnd(string(data)), nil
	}
	if !isSensitive(b.plan, name) {
		data, err := readFile(w.path(path), "--input-file "+name)
		return withoutLineEnd(string(data)), err
	}
	answer := secret.Files{Home: w.Dir, Repository: b.repo.root}.Read(context.Background(), []string{filepath.Clean(path)})[0]
	if answer.Err != nil {
		return "", usage("--input-file %s: %v", name, answer.Err)
	}
	defer clear(answer.Value)
	return string(answer.Value), nil
}

func withoutLineEnd(text string) string {
	if cut, ok := strings.CutSuffix(text, "\n"); ok {
		return strings.TrimSuffix(cut, "\r")
	}
	return text
}

// askInputs asks on the terminal, without showing what is typed, for the sensitive inputs that are missing.
func (w *World) askInputs(ctx context.Context, p *plan.Plan, texts map[string]string) error {
	in := w.person()
	if in == nil {
		return nil
	}
	for _, input := range p.Inputs {
		if _, there := texts[input.Name]; there || !input.Sensitive || input.Default != nil {
			continue
		}
		question := input.Name
		if input.Title != "" {
			question += " (" + printable(input.Title) + ")"
		}
		answer, err := w.ask(ctx, in, question+", it will not be shown: ")
		if err != nil {
			return err
		}
		texts[input.Name] = string(answer)
		clear(answer)
	}
	return nil
}

// fitting is the values, or all that is wrong with them.
func fitting(p *plan.Plan, check func() (map[string]expr.Value, []rules.Finding)) (map[string]expr.Value, error) {
	values, findings := check()
	if len(findings) == 0 {
		return values, nil
	}
	next := "attestary plan " + p.Runbook
	messages := make([]string, len(findings))
	for i, f := range findings {
		messages[i] = "  " + f.Message
		if f.Rule == "required" && isSensitive(p, f.Input) {
			next = fmt.Sprintf("attestary run %s --input-file %s=PATH", p.Runbook, f.Input)
		}
	}
	return nil, problem{wrongUsage, "the inputs do not fit:\n" + strings.Join(slices.Compact(messages), "\n"), next}
}
