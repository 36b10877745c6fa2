package cli

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/attestary/attestary/actions/attest/key"
	"github.com/attestary/attestary/actions/export"
	"github.com/attestary/attestary/actions/export/oscal"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/spf13/cobra"
)

// exporting is what to say, in whose words, and who signs it.
type exporting struct {
	scoring
	keyFile string
}

// Of a run, and of the whole: formats know which they are for.
var (
	ofRun = map[string]func(*export.Source) ([]byte, error){"test-result": export.TestResult, "vsa": export.VSA}
	// What claims say needs no ledger: the runbooks and the framework are enough.
	ofClaims = map[string]func(*export.Claims) ([]byte, error){
		"oscal-catalog": oscal.Catalog, "oscal-components": oscal.Components, "oscal-plan": oscal.Plan,
	}
	ofScore = map[string]func(*export.Scored) ([]byte, error){
		"oscal-results": oscal.Results, "sarif": export.SARIF, "csv": export.CSV, "badge": export.Badge,
	}
)

func exportCommand(w *World) *cobra.Command {
	var e exporting
	cmd := &cobra.Command{
		Use:   "export [RUN]",
		Short: "Tell runs, claims and the score in the words of other tools",
		Long: `Verifies the ledger of this clone, and tells what it holds as others read it.

Of one RUN (an entry's number, or the beginning of a run's key): --format test-result, an in-toto test
result, or vsa, a SLSA verification summary. Either names the bundle in the ledger by its digest.
Of the score: oscal-results, sarif (what is claimed and not met, at its line), csv, or badge (a picture).
Each names the scorecard by its digest: sha256 of what score --format json prints as of the same instant,
without the end of its line. Of the runbooks and the framework: oscal-plan, oscal-components, oscal-catalog.`,
		Example: "  attestary export 2 --format test-result --key runner.pub\n  attestary export --format oscal-results --key runner.pub >results.json\n" +
			"  attestary export --format badge >maturity.svg",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return w.export(cmd.Context(), args, &e) },
	}
	e.trust.flags(cmd)
	e.lookFlags(cmd)
	formats(cmd, &e.format, "test-result", "vsa", "oscal-results", "oscal-plan", "oscal-components", "oscal-catalog", "sarif", "csv", "badge")
	format := cmd.Flags().Lookup("format")
	format.Usage, format.DefValue = "`one` of those above (default test-result)", ""
	cmd.Flags().StringVar(&e.keyFile, "key-file", "", "sign what is told of a run with this private key `file`")
	return cmd
}

func (w *World) export(ctx context.Context, args []string, e *exporting) error {
	data, err := w.exportAs(ctx, args, e)
	if err != nil {
		return err
	}
	if !bytes.HasSuffix(data, []byte("\n")) {
		data = append(data, '\n')
	}
	_, err = w.Out.Write(data)
	return err
}

// exportAs makes what the format asks for, from no more than it needs.
func (w *World) exportAs(ctx context.Context, args []string, e *exporting) ([]byte, error) {
	run, isOfRun := ofRun[e.format]
	switch {
	case isOfRun && len(args) == 0:
		return nil, usage("--format %s tells of one run: name it; attestary log lists them. Of the score: --format oscal-results, sarif, csv or badge", e.format)
	case !isOfRun && len(args) > 0:
		return nil, usage("--format %s tells of the whole, so it takes no run; of one run: --format test-result or vsa", e.format)
	case !isOfRun && e.keyFile != "":
		return nil, usage("--key-file signs what is told of one run; a signed score is attestary score --publish")
	case isOfRun:
		return w.exportRun(ctx, args[0], e, run)
	}
	if made, ok := ofClaims[e.format]; ok {
		claims, _, err := w.claims(&e.scoring)
		if err != nil {
			return nil, err
		}
		return exported(made(claims))
	}
	scored, err := w.exportScored(ctx, &e.scoring)
	if err != nil {
		return nil, err
	}
	return exported(ofScore[e.format](scored))
}

// exported is what was made, or why there is nothing to export.
func exported(data []byte, err error) ([]byte, error) {
	if err != nil {
		return nil, problem{foundWrong, err.Error(), ""}
	}
	return data, nil
}

func (w *World) exportRun(ctx context.Context, which string, e *exporting, made func(*export.Source) ([]byte, error)) ([]byte, error) {
	s, err := w.sourceOf(ctx, which, &e.trust)
	if err != nil {
		return nil, err
	}
	data, err := made(s)
	if err != nil {
		return nil, problem{foundWrong, err.Error(), "attestary verify"}
	}
	if e.keyFile != "" {
		return w.signExport(ctx, e.keyFile, data)
	}
	return data, nil
}

// sourceOf verifies the ledger and finds the result of the run, in the very state that was verified.
func (w *World) sourceOf(ctx context.Context, which string, t *trusting) (*export.Source, error) {
	audit, err := w.openAudit(t)
	if err != nil {
		return nil, err
	}
	v, err := audit.verdict(ctx, nil)
	if err != nil {
		return nil, err
	}
	at, err := ledger.ParseHash(v.Commit)
	if err != nil {
		return nil, err
	}
	snapshot, err := ledger.OpenAt(ctx, audit.store, at)
	if err != nil {
		return nil, friendly(err)
	}
	story, err := w.findRunIn(ctx, snapshot, which)
	if err != nil {
		return nil, err
	}
	if story.record == nil {
		return nil, problem{foundWrong, "that run has no result, so there is nothing to export", ""}
	}
	s := &export.Source{Verdict: v, Entry: story.runEntry, Run: story.run, Record: story.record, Plan: story.plan, Version: Version()}
	if s.Policy, err = w.trustDigest(t); err != nil {
		return nil, err
	}
	return s, locate(ctx, snapshot, s)
}

// locate finds the bundle of the result, and refuses one that was revoked.
func locate(ctx context.Context, snapshot *ledger.Snapshot, s *export.Source) error {
	for entry, err := range snapshot.Entries(ctx) {
		if err != nil {
			return unreadable(err)
		}
		if entry.Index == s.Entry {
			s.Path, s.Bundle = entry.Path, canon.Sum(entry.Bundle)
		}
		said, ok := entry.Statement.(*evidence.Revocation)
		if ok && slices.ContainsFunc(said.Entries, func(r evidence.Revoked) bool { return r.Index == s.Entry }) {
			return problem{foundWrong, fmt.Sprintf("entry %d says that entry %d turned out wrong, so it is not exported", entry.Index, s.Entry), ""}
		}
	}
	return nil
}

// trustDigest is the digest of the file by which is trusted.
func (w *World) trustDigest(t *trusting) (canon.Digest, error) {
	path := w.path(t.key)
	switch {
	case t.file != "":
		path = w.path(t.file)
	case t.key == "":
		own, err := w.ownPublicKey()
		if err != nil {
			return "", err
		}
		path = own
	}
	data, err := readFile(path, "the trust policy")
	return canon.Sum(data), err
}

func (w *World) signExport(ctx context.Context, path string, statement []byte) ([]byte, error) {
	passphrase, err := w.passphrase(ctx, path, opening)
	if err != nil {
		return nil, err
	}
	signer, err := key.Open(w.path(path), passphrase)
	if err != nil {
		return nil, friendly(err)
	}
	return export.Sign(ctx, signer, statement)
}
