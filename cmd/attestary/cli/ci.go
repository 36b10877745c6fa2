package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

// ciCommand is what the jobs of the workflows call that compile writes. A person may call each of them too.
func ciCommand(w *World) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "ci",
		Short:   "What the jobs of the workflows call",
		Example: "  attestary ci validate --base main    what CI would say of my change",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	for _, command := range ciCommands() {
		cmd.AddCommand(command(w))
	}
	return cmd
}

// ciCommands are the jobs, in the order in which a change meets them.
func ciCommands() []func(*World) *cobra.Command {
	return []func(*World) *cobra.Command{ciValidateCommand, ciPublishCommand, ciGatesCommand, ciAuthorizeCommand, ciPhaseCommand, ciAttestCommand, ciNotifyCommand, ciVerifyCommand, ciMissedCommand, ciAnswerCommand}
}

// eventFile is what the forge says of why this job runs.
func (w *World) eventFile(most int64) ([]byte, error) {
	path := w.Getenv("GITHUB_EVENT_PATH")
	if path == "" {
		return nil, problem{wrongUsage, "GITHUB_EVENT_PATH is not set: this is for a job of a workflow", "attestary ci --help"}
	}
	file, err := os.Open(w.path(path))
	if err != nil {
		return nil, problem{couldNotLook, fmt.Sprintf("the event file cannot be read: %v", err), ""}
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, most+1))
	if err != nil {
		return nil, problem{couldNotLook, fmt.Sprintf("the event file cannot be read: %v", err), ""}
	}
	return data, nil
}

// outFolder is where a job leaves its documents for the artifact: the folder that was asked for, else the
// usual one below the runner's own; "" on a machine that has none.
func (w *World) outFolder(asked string) string {
	if asked != "" {
		return w.path(asked)
	}
	if temp := w.Getenv("RUNNER_TEMP"); temp != "" && w.onForge() {
		return filepath.Join(temp, "attestary-out")
	}
	return ""
}

// leave writes documents into a folder; nothing where there is none.
func leave(folder string, files map[string][]byte) error {
	if folder == "" {
		return nil
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return problem{couldNotLook, fmt.Sprintf("the results cannot be kept: %v", err), ""}
	}
	for name, data := range files {
		if err := replace(filepath.Join(folder, name), data); err != nil {
			return problem{couldNotLook, fmt.Sprintf("the results cannot be kept: %v", err), ""}
		}
	}
	return nil
}

// tellPage writes Markdown where the forge shows it beside the job. That it could not is said, and changes
// nothing.
func (w *World) tellPage(text string) {
	path := w.Getenv("GITHUB_STEP_SUMMARY")
	if path == "" || !w.onForge() {
		return
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o644)
	if err == nil {
		defer file.Close()
		_, err = file.WriteString(w.hidden.Text(text))
	}
	if err != nil {
		fmt.Fprintf(w.Err, "the job summary could not be written: %v\n", err)
	}
}

// runPage is the address of this run at the forge, or "".
func (w *World) runPage() string {
	run, err := strconv.ParseInt(w.Getenv("GITHUB_RUN_ID"), 10, 64)
	server, repository := w.Getenv("GITHUB_SERVER_URL"), w.Getenv("GITHUB_REPOSITORY")
	if err != nil || !plainServer.MatchString(server) || !plainRepository.MatchString(repository) {
		return ""
	}
	return fmt.Sprintf("%s/%s/actions/runs/%d", server, repository, run)
}

// output gives the forge an output of this job. It is one line, so that none can be smuggled in behind it.
func (w *World) output(name, value string) error {
	if !outputName.MatchString(name) || strings.ContainsAny(value, "\r\n\x00") {
		return fmt.Errorf("output %q is not one line, or has no good name", name)
	}
	path := w.Getenv("GITHUB_OUTPUT")
	if path == "" {
		fmt.Fprintf(w.Err, "output %s=%s\n", name, printable(value))
		return nil
	}
	file, err := os.OpenFile(w.path(path), os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o644)
	if err == nil {
		_, err = fmt.Fprintf(file, "%s=%s\n", name, value)
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		return problem{couldNotLook, fmt.Sprintf("the forge could not be told what came of this job: %v", err), ""}
	}
	return nil
}

var outputName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,99}$`)

// fenced is text that stands between tildes in a page of the forge: it must not end the block that makes it plain.
func fenced(text string) string {
	return strings.ReplaceAll(printable(text), "~~~", "~ ~ ~")
}
