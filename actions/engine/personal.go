package engine

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// concealed is a blob about a person. The salt keeps the digest from being found by trying values; who
// erases the blob erases both.
type concealed struct {
	Salt  string     `json:"salt"` // 128 random bits in hex
	Value expr.Value `json:"value"`
}

// conceal keeps v as a blob with a salt of its own, and gives the digest.
func (r *Run) conceal(v expr.Value) canon.Digest { return r.blob(r.salted(v)) }

// salted is v with a salt of its own.
func (r *Run) salted(v expr.Value) []byte {
	data, err := canon.Encode(v)
	if err != nil {
		panic("engine: a whole value has no encoding: " + err.Error())
	}
	if data, err = canon.Encode(concealed{r.saltOf(data), v}); err != nil {
		panic("engine: a whole value has no encoding: " + err.Error())
	}
	return data
}

// saltOf is the salt for some bytes: the same all through the run, in every process that goes on with it,
// and without the run's own salt not to be guessed.
func (r *Run) saltOf(data []byte) string {
	mac := hmac.New(sha256.New, r.salt[:])
	mac.Write(data)
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// season draws the run's salt.
func (r *Run) season() {
	if _, err := io.ReadFull(r.world.Random, r.salt[:]); err != nil {
		panic("engine: no randomness: " + err.Error())
	}
}

// concealKey is the salted digest of a key. Nobody keeps what it is of.
func (r *Run) concealKey(key string) string {
	return string(canon.Sum(r.salted(expr.OfText(key))))
}

// personalKeys tells whether the keys of a for_each may be about people: it mentions, through locals or not,
// something that is labelled so, or the items of what has such keys itself.
func (r *Run) personalKeys(forEach *expr.Node) bool {
	return (&tracing{run: r, seen: map[string]bool{}}).personal(forEach)
}

// tracing follows what an expression mentions to where that comes from.
type tracing struct {
	run  *Run
	seen map[string]bool
}

func (t *tracing) personal(n *expr.Node) bool {
	return n != nil && slices.ContainsFunc(n.References(), t.of)
}

// of tells whether what stands at a path is about people.
func (t *tracing) of(path []string) bool {
	p := t.run.job.Plan
	if len(path) < 2 || t.seen[expr.PathString(path)] {
		return false
	}
	t.seen[expr.PathString(path)] = true
	switch name := path[1]; path[0] {
	case "input":
		in := p.Input(name)
		return in != nil && in.Personal
	case "local":
		return t.personal(p.Locals[name])
	case "run":
		return name == "requester"
	case "approval", "ask":
		return len(path) == 2 || path[2] == "approved_by" || path[2] == "answered_by"
	case "step":
		s := p.Step(name)
		return s != nil && (t.personal(s.ForEach) || t.labelled(s, path[2:]))
	case "phase":
		f := p.Phase(name)
		return f != nil && (t.personal(f.ForEach) || slices.ContainsFunc(f.Steps, func(s plan.Step) bool { return t.of([]string{"step", s.Name}) }))
	}
	return false
}

// labelled tells whether the outputs of a step that are meant, or any where none is named, have the label.
func (t *tracing) labelled(s *plan.Step, path []string) bool {
	return slices.ContainsFunc(t.run.kindOf(s.Action).Outputs, func(o kind.Output) bool {
		meant := len(path) == 0 || s.ForEach != nil || path[0] == o.Name
		return meant && slices.Contains(o.Labels, kind.Personal)
	})
}
