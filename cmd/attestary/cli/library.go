package cli

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/emit/page"
	"github.com/attestary/attestary/runbooks"
	"github.com/attestary/attestary/schemas/plan"
)

// search is what a person looks for in the library; every part that is said must fit.
type search struct {
	function, stage, control, system string
	words                            []string
}

func libraryCommand(w *World) *cobra.Command {
	var s search
	var format string
	cmd := &cobra.Command{
		Use:   "library [WORD …]",
		Short: "Which runbooks can be adopted",
		Long: `Lists the runbooks that come with this program, with what each proves and which systems of yours it needs.
Words narrow the list: each must stand in the folder, the name, the title or the summary, or be a system, a
pillar, a function, a stage or a control. The name of a runbook alone tells all about it.`,
		Example: "  attestary library stale okta\n  attestary library identity optimal\n  attestary library --function identity.access-management\n  attestary library --control 'AC-2(3)'",
		RunE: func(_ *cobra.Command, words []string) error {
			s.words = words
			return w.showLibrary(s, format)
		},
	}
	cmd.Flags().StringVar(&s.function, "function", "", "only what proves something of this `function`, or of this pillar")
	cmd.Flags().StringVar(&s.stage, "stage", "", "only what proves this `stage`")
	cmd.Flags().StringVar(&s.control, "control", "", "only what serves this `control`, as AC-2(3)")
	cmd.Flags().StringVar(&s.system, "system", "", "only what uses this `system`, as okta")
	formats(cmd, &format, "human", "json")
	return cmd
}

func (w *World) showLibrary(s search, format string) error {
	result, err := compiledLibrary()
	if err != nil {
		return err
	}
	plans := libraryPlans(result)
	if len(s.words) == 1 && format == "human" {
		if p := result.Written(s.words[0]); p != nil {
			fmt.Fprint(w.Out, printable(page.New(p, result.Framework).Text(w.Width)))
			fmt.Fprintf(w.Err, "\n  next: attestary add %s\n", p.Runbook)
			return nil
		}
	}
	found := slices.DeleteFunc(plans, func(p *plan.Plan) bool { return !s.fits(p) })
	if format == "json" {
		return w.showLibraryJSON(found)
	}
	if len(found) == 0 {
		return problem{foundWrong, "no runbook of the library fits", "attestary library"}
	}
	viewLibrary(w.Out, found, w.Width)
	fmt.Fprintf(w.Err, "%d %s\n  next: attestary library NAME   (all about one), attestary add NAME   (bring it in)\n", len(found), plural(len(found), "runbook"))
	return nil
}

func (w *World) showLibraryJSON(plans []*plan.Plan) error {
	all := struct {
		Format   string   `json:"format"`
		Runbooks []listed `json:"runbooks"`
	}{"attestary.dev/library/v1", []listed{}}
	for _, p := range plans {
		all.Runbooks = append(all.Runbooks, listOne(p))
	}
	data, err := json.MarshalIndent(all, "", "  ")
	if err == nil {
		_, err = fmt.Fprintln(w.Out, string(data))
	}
	return err
}

// compiledLibrary compiles the library as the project that it is in its own repository, without its tests, which take
// half of the time and tell nothing here.
func compiledLibrary() (*compiler.Result, error) {
	library, files := runbooks.Library(), map[string][]byte{}
	err := fs.WalkDir(library, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, ".runbooktest.hcl") {
			return err
		}
		files[compiler.Dir+"/"+path], err = fs.ReadFile(library, path)
		return err
	})
	if err != nil {
		return nil, err
	}
	return compiledFrom(files)
}

// libraryPlans are the plans of the library, by name.
func libraryPlans(result *compiler.Result) []*plan.Plan {
	plans := slices.Concat(result.Plans, result.Drafts)
	slices.SortFunc(plans, func(a, b *plan.Plan) int { return strings.Compare(a.Runbook, b.Runbook) })
	return plans
}

// fits tells whether a runbook is what somebody looks for.
func (s search) fits(p *plan.Plan) bool {
	text := strings.ToLower(searched(p))
	for _, word := range s.words {
		if !strings.Contains(text, strings.ToLower(word)) && !slices.ContainsFunc(p.Satisfies, serves(word)) {
			return false
		}
	}
	uses := func(c plan.Connection) bool { return c.Name == s.system }
	return (s.system == "" || slices.ContainsFunc(p.Connections, uses)) &&
		(s.function+s.stage+s.control == "" || slices.ContainsFunc(p.Satisfies, s.proven))
}

// searched is all that words are looked for in, but for controls.
func searched(p *plan.Plan) string {
	text := []string{path.Dir(p.File), p.Runbook, p.Title, p.Summary}
	for _, c := range p.Connections {
		text = append(text, c.Name)
	}
	for _, c := range p.Satisfies {
		text = append(text, c.Function, c.Stage)
	}
	return strings.Join(text, " ")
}

// serves tells of a claim whether a word is one of its controls, or a control that one of them is a part of: AU-1 is no
// part of AU-11.
func serves(word string) func(plan.Satisfies) bool {
	word = strings.ToUpper(word)
	return func(c plan.Satisfies) bool {
		return slices.ContainsFunc(c.Controls, func(label string) bool { return label == word || strings.HasPrefix(label, word+"(") })
	}
}

// proven tells whether a claim is one that somebody looks for.
func (s search) proven(c plan.Satisfies) bool {
	return (s.function == "" || c.Function == s.function || strings.HasPrefix(c.Function, s.function+".")) &&
		(s.stage == "" || c.Stage == s.stage) &&
		(s.control == "" || slices.ContainsFunc(c.Controls, func(label string) bool { return strings.EqualFold(label, s.control) }))
}
