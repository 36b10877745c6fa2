package relay

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/canon"
)

// Need is one job before this one, as the forge tells of it.
type Need struct {
	Result  string            `json:"result"`
	Outputs map[string]string `json:"outputs"`
}

const maxNeeds = 4 << 20 // bytes of all that the forge says

// results are what becomes of a job.
var results = []string{"success", "failure", "cancelled", "skipped"}

// ParseNeeds reads the jobs before this one, by name: what a workflow gives as toJSON(needs). "" is of a job that is
// the first.
func ParseNeeds(text string) (map[string]Need, error) {
	needs := map[string]Need{}
	if text == "" {
		return needs, nil
	}
	if len(text) > maxNeeds {
		return nil, fmt.Errorf("%d bytes; at most %d are read", len(text), maxNeeds)
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&needs); err != nil {
		return nil, fmt.Errorf("it is not what the forge says of the jobs before (toJSON(needs)): %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the jobs")
	}
	for name, n := range needs {
		if !slices.Contains(results, n.Result) {
			return nil, fmt.Errorf("job %q came to %q; the forge says one of %s", name, n.Result, strings.Join(results, ", "))
		}
	}
	return needs, nil
}

var hexDigest = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Digest is a digest that a job gave as an output; "" where it gave none, or something else.
func (n Need) Digest(output string) canon.Digest {
	if text := strings.TrimPrefix(n.Outputs[output], "sha256:"); hexDigest.MatchString(text) {
		return canon.Digest("sha256:" + text)
	}
	return ""
}

// Slot is where one job of a phase tells the digest of its tail, and the artifact that has it.
type Slot struct {
	Leg              int
	Output, Artifact string
}

var slotName = regexp.MustCompile(`^record(_(0|[1-9][0-9]{0,2}))?$`)

// Slots are those that a phase has filled. The job of a phase without legs fills the one without a number.
func (n Need) Slots(phase string) (slots []Slot) {
	for _, output := range slices.Sorted(maps.Keys(n.Outputs)) {
		found := slotName.FindStringSubmatch(output)
		if found == nil || n.Outputs[output] == "" {
			continue
		}
		s := Slot{Output: output, Artifact: Phase + phase}
		if found[2] != "" {
			fmt.Sscan(found[2], &s.Leg)
			s.Artifact += "-" + found[2]
		}
		slots = append(slots, s)
	}
	return slots
}
