package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/canon"
)

// What the forge says of the jobs before this one, and what they left. The forge's word is believed: it is who
// runs the jobs. What a job left is believed where it has the digest that the forge has from that job.

// need is one job before this one.
type need struct {
	Result  string            `json:"result"`
	Outputs map[string]string `json:"outputs"`
}

const (
	maxNeeds    = 4 << 20  // bytes of all that the forge says
	maxDocument = 64 << 20 // bytes of one document
)

// results are what becomes of a job.
var results = []string{"success", "failure", "cancelled", "skipped"}

// needs are the jobs before this one, by name.
func (w *World) needs() (map[string]need, error) {
	text := w.Getenv("ATTESTARY_NEEDS")
	needs := map[string]need{}
	if text == "" {
		return needs, nil
	}
	if len(text) > maxNeeds {
		return nil, usage("ATTESTARY_NEEDS has %d bytes; at most %d are read", len(text), maxNeeds)
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&needs); err != nil {
		return nil, usage("ATTESTARY_NEEDS is not what the forge says of the jobs before (toJSON(needs)): %v", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, usage("ATTESTARY_NEEDS: something follows the jobs")
	}
	for name, n := range needs {
		if !slices.Contains(results, n.Result) {
			return nil, usage("ATTESTARY_NEEDS: job %q came to %q; the forge says one of %s", name, n.Result, strings.Join(results, ", "))
		}
	}
	return needs, nil
}

var hexDigest = regexp.MustCompile(`^[0-9a-f]{64}$`)

// digestOf is a digest that a job gave as an output; "" where it gave none, or something else.
func (n need) digestOf(output string) canon.Digest {
	if text := strings.TrimPrefix(n.Outputs[output], "sha256:"); hexDigest.MatchString(text) {
		return canon.Digest("sha256:" + text)
	}
	return ""
}

// left reads a file of an artifact of this attempt: plain, and not endless. Nothing of an artifact leads out
// of the folder.
func (w *World) left(of job, artifact, name string) ([]byte, error) {
	folder := filepath.Join(of.in, fmt.Sprintf("attestary-%s-%d", artifact, of.forge.Attempt))
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	info, err := root.Lstat(name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular() || info.Size() > maxDocument:
		return nil, fmt.Errorf("%s/%s is no plain file, or has more than %d bytes", artifact, name, maxDocument)
	}
	file, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxDocument+1))
	if err == nil && len(data) > maxDocument {
		err = fmt.Errorf("%s/%s has more than %d bytes", artifact, name, maxDocument)
	}
	return data, err
}

// believed is a document that has the digest which the forge has from its job.
func (w *World) believed(of job, artifact, name string, digest canon.Digest) ([]byte, error) {
	if digest == "" {
		return nil, fmt.Errorf("job %s gave no digest of what it left", artifact)
	}
	data, err := w.left(of, artifact, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("job %s gave a digest, and left nothing", artifact)
	}
	if err == nil && canon.Sum(data) != digest {
		err = fmt.Errorf("what job %s left is not what it gave the digest of", artifact)
	}
	return data, err
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
