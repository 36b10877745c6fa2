package evidence

import (
	"errors"
	"fmt"
	"strings"

	"github.com/attestary/attestary/schemas/canon"
)

// KindDisposition is the kind of the word of somebody who had content removed, lawfully.
const KindDisposition Kind = "disposition"

// Disposition says that a blob may be absent, by what authority, and who says so. Its subject is the blob.
// Only what a record names as evidence can go: whoever verifies a run needs its plan and its record. The
// record keeps the digest, and as the salt is in the blob, nobody can find by trying what was there.
type Disposition struct {
	At        string       `json:"at"`
	Authority string       `json:"authority"` // the law, the order or the request that it follows
	Blob      BlobRef      `json:"blob"`
	By        By           `json:"by"`
	Reason    string       `json:"reason"`
	Result    canon.Digest `json:"result"` // of the statement of the run whose record names it
	Role      string       `json:"role"`   // in which they have it removed
	Run       canon.Digest `json:"run"`    // key of the run
	Seen      Seen         `json:"seen"`
	What      string       `json:"what"` // as the record calls it: evidence.NAME
}

func (*Disposition) Kind() Kind        { return KindDisposition }
func (d *Disposition) Claimed() string { return d.At }
func (d *Disposition) Saw() *Seen      { return &d.Seen }
func (d *Disposition) Speaker() By     { return d.By }
func (*Disposition) Blobs() []BlobRef  { return nil }

func (d *Disposition) subject([]byte) (string, canon.Digest) { return "blob", d.Blob.Digest }

// Check tells the first rule of its own that the predicate breaks.
func (d *Disposition) Check() error {
	if err := d.Blob.check(); err != nil {
		return fmt.Errorf("blob: %w", err)
	}
	if name, ok := strings.CutPrefix(d.What, evidencePrefix); !ok || !isName(name) {
		return fmt.Errorf("what: %.80q is not evidence.NAME", d.What)
	}
	if !isName(d.Role) {
		return fmt.Errorf("role: %.80q is not the name of a role", d.Role)
	}
	if err := checkDigests(named{"result", d.Result}, named{"run", d.Run}); err != nil {
		return err
	}
	return errors.Join(checkSpoken(d), checkWords("authority", d.Authority, maxSaid), checkWords("reason", d.Reason, maxSaid))
}

const evidencePrefix = "evidence."

// Erasable is what a disposition can call the blob with that digest: as the first evidence of the record that
// has it is called. False where none has.
func (r *Record) Erasable(d canon.Digest) (what string, ok bool) {
	for _, e := range r.Evidence {
		if e.Digest != nil && *e.Digest == d {
			return evidencePrefix + e.Name, true
		}
	}
	return "", false
}
