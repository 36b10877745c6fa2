package cli

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/cmd/attestary/live"
	"github.com/attestary/attestary/schemas/plan"
)

// onForge tells whether a forge's runner started this process.
func (w *World) onForge() bool { return w.Getenv("GITHUB_ACTIONS") == "true" }

// gitHub is the GitHub whose runner this is; nowhere on other machines, whose token is not meant for runbooks.
func (w *World) gitHub() steps.GitHub {
	if !w.onForge() {
		return steps.GitHub{}
	}
	return steps.GitHub{
		API: w.Getenv("GITHUB_API_URL"), Repository: w.Getenv("GITHUB_REPOSITORY"), Token: engine.Conceal(w.Getenv("GITHUB_TOKEN")),
	}
}

// forge is what the runner's environment says of the repository and the run. Off a forge it is nothing.
func (w *World) forge() (conduct.Forge, error) {
	if !w.onForge() {
		return conduct.Forge{}, nil
	}
	f := conduct.Forge{Run: w.Getenv("GITHUB_RUN_ID")}
	for name, into := range map[string]*int64{
		"GITHUB_REPOSITORY_OWNER_ID": &f.Owner, "GITHUB_REPOSITORY_ID": &f.Repository, "GITHUB_RUN_ATTEMPT": &f.Attempt,
	} {
		n, err := strconv.ParseInt(w.Getenv(name), 10, 64)
		if err != nil || n < 1 {
			return f, problem{couldNotLook, fmt.Sprintf("%s is %q; a runner of a forge says a number there", name, w.Getenv(name)), ""}
		}
		*into = n
	}
	f.URL = fmt.Sprintf("%s/%s/actions/runs/%s", w.Getenv("GITHUB_SERVER_URL"), w.Getenv("GITHUB_REPOSITORY"), f.Run)
	return f, nil
}

// runnerClass is the kind of machine, as evidence names it; never a machine's own name.
func (w *World) runnerClass() string {
	if !w.onForge() {
		return "local"
	}
	if class := w.Getenv("RUNNER_ENVIRONMENT"); class != "" {
		return class
	}
	return "unknown"
}

// summarise writes what came of the run where the forge shows it beside the job.
func (w *World) summarise(p *plan.Plan, result *conduct.Result) {
	path := w.Getenv("GITHUB_STEP_SUMMARY")
	if path == "" || !w.onForge() {
		return
	}
	plain := *w
	plain.Color = false
	var story bytes.Buffer
	plain.viewRecord(&story, p, result.Whole)
	// What a step saw stands in the story: it must not end the block that makes it plain text.
	text := fmt.Sprintf("### %s %s: %s\n\n~~~~~text\n%s~~~~~\n", live.Signs[result.Record.Outcome], p.Runbook, result.Record.Outcome,
		strings.ReplaceAll(story.String(), "~~~", "~ ~ ~"))
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o644)
	if err == nil {
		defer file.Close()
		_, err = file.WriteString(w.hidden.Text(text))
	}
	if err != nil {
		fmt.Fprintf(w.Err, "the job summary could not be written: %v\n", err)
	}
}
