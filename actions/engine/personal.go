package engine

import (
	"encoding/hex"
	"io"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/expr"
)

// concealed is a blob about a person. The salt keeps the digest from being found by trying values; who
// erases the blob erases both.
type concealed struct {
	Salt  string     `json:"salt"` // 128 random bits in hex
	Value expr.Value `json:"value"`
}

// conceal keeps v as a blob with a salt of its own, and gives the digest.
func (r *Run) conceal(v expr.Value) canon.Digest {
	var salt [16]byte
	if _, err := io.ReadFull(r.world.Random, salt[:]); err != nil {
		panic("engine: no randomness: " + err.Error())
	}
	data, err := canon.Encode(concealed{hex.EncodeToString(salt[:]), v})
	if err != nil {
		panic("engine: a whole value has no encoding: " + err.Error())
	}
	return r.blob(data)
}

// concealKey is the salted digest of a key, the same all through the run.
func (r *Run) concealKey(key string) string {
	digest, known := r.keys[key]
	if !known {
		digest = string(r.conceal(expr.OfText(key)))
		r.keys[key] = digest
	}
	return digest
}

// personalKeys tells whether the keys of a for_each come from a personal input, through locals or not.
func (r *Run) personalKeys(forEach *expr.Node) bool {
	if forEach == nil {
		return false
	}
	seen := map[string]bool{}
	todo := forEach.References()
	for len(todo) > 0 {
		path := todo[0]
		todo = todo[1:]
		if len(path) < 2 {
			continue
		}
		in, local := r.job.Plan.Input(path[1]), r.job.Plan.Locals[path[1]]
		if path[0] == "input" && in != nil && in.Personal {
			return true
		}
		if path[0] == "local" && local != nil && !seen[path[1]] {
			seen[path[1]] = true
			todo = append(todo, local.References()...)
		}
	}
	return false
}
