package engine

import (
	"crypto/hmac"
	"crypto/sha256"
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
