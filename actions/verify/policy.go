package verify

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/attestary/attestary/actions/verify/samekey"
	"github.com/attestary/attestary/schemas/evidence"
)

// Policy is what the auditor trusts. It is the auditor's own, never that of the repository under audit.
// The zero value trusts nobody, and Check refuses it.
type Policy struct {
	// Origin is the one ledger that the policy speaks of; "" is whichever stands in the repository.
	Origin string
	// Keys may sign statements and checkpoints. At least one, or one of Workflows.
	Keys []Key
	// Roots are the authorities by which certificates and timestamps are judged.
	Roots []TrustedRoot
	// Workflows may sign statements and checkpoints, by a certificate of one of Roots.
	Workflows []Workflow
	// RefuseUntimed refutes claim 6 where nothing that somebody else stamped stands behind an entry.
	RefuseUntimed bool
	// People are whose words the auditor can tell. They sign what they say themselves, and nothing else: a
	// key that signs for the ledger is one of Keys. A word by a key that nobody here has is not judged.
	People []Person
	// LogKeys are C2SP verifier keys (NAME+ID+BASE64). Where any are listed, the checkpoint must hold a
	// line by one of them.
	LogKeys []string
	// Witnesses are C2SP keys of those who cosign checkpoints (cosignature/v1). A tip that one of them has cosigned
	// cannot be rewritten without them, and was there at the time that they tell.
	Witnesses []string
	// Require lists the ids of the claims that must be held; empty: 1, 2, 4, 5, 7a, 7b, 7c, 8, 9, 10, and of a
	// policy without workflows 1, 2, 4, 7a, 9, 10.
	Require []string
}

// Key is one ECDSA P-256 public key, and the part of the ledger that it may have signed.
type Key struct {
	Name string // for people: whose it is
	PEM  string // one "PUBLIC KEY" block (SPKI)
	From int64  // the first leaf that it may sign
	To   *int64 // the last one; nil: no end
	// FromTime and UntilTime bound when it may sign, beside that; zero: no bound. They need times that somebody
	// else stamped: what was signed at a time that nobody knows is not judged.
	FromTime, UntilTime time.Time
	// Follow lets this key say which one comes after it: from a rotation on the new one is trusted, and
	// followed too. Who holds the key can then hand the ledger on.
	Follow bool
}

// Person is somebody, under all the names that evidence may give them: two keys of one person are one
// person.
type Person struct {
	Login string
	ID    string   // of the forge, a number; "" where none knows them
	Keys  []string // each one "PUBLIC KEY" block (SPKI)
	// Emails are under which git names them as the author of commits.
	Emails []string
}

// keysOnly are the claims that a policy of keys requires when it does not say.
var keysOnly = []string{"1", "2", "4", "7a", "9", "10"}

// withIdentities are those that a policy with workflows requires when it does not say.
var withIdentities = []string{"1", "2", "4", "5", "7a", "7b", "7c", "8", "9", "10"}

// PolicyFromKey is the smallest policy: one key, valid for the whole ledger, and the default claims.
// data is one PEM block with a P-256 public key.
func PolicyFromKey(data []byte) (Policy, error) {
	p := Policy{Keys: []Key{{Name: "the given key", PEM: string(data)}}}
	return p, p.Check()
}

// Check tells all that is wrong with the policy: which key or claim, and what is allowed.
func (p Policy) Check() error {
	_, err := p.compile()
	return err
}

// trust is a Policy that was checked.
type trust struct {
	origin   string
	keys     map[string]*trusted // by hint
	roots    []*trustedRoot
	flows    []*workflow
	timed    bool                // an entry without a bound is refuted
	people   map[string]*speaker // by hint
	ids      map[string]int      // by the forge's number: which of the policy's people
	emails   map[string]int      // by address, in lower case: the same
	logKeys  note.Verifiers      // nil: none asked for
	witness  note.Verifiers      // nil: the policy knows none
	required []string
	tables   int // how many keys may have one (often)
}

// maxTables is how many keys get a table when they have signed often: it takes 0.8 MB.
const maxTables = 16

// often is a key by which many entries may be signed.
func (t *trust) often(key *ecdsa.PublicKey) *samekey.Key {
	if t.tables++; t.tables > maxTables {
		return samekey.New(key, samekey.Never)
	}
	return samekey.New(key, samekey.Usual)
}

// trusted is one public key, ready to verify with. The same key may be listed for several spans.
type trusted struct {
	key    *samekey.Key
	name   string
	spans  []span
	follow bool
}

// span is a run of leaves, both ends included; to < 0 has no end. since and until bound the time beside it.
type span struct {
	from, to     int64
	since, until time.Time
}

func (s span) holds(leaf int64) bool { return leaf >= s.from && (s.to < 0 || leaf <= s.to) }

func (s span) String() string {
	text := fmt.Sprintf("from entry %d on", s.from)
	if s.to >= 0 {
		text = fmt.Sprintf("from entry %d to %d", s.from, s.to)
	}
	if !s.since.IsZero() {
		text += ", from " + evidence.FormatInstant(s.since)
	}
	if !s.until.IsZero() {
		text += ", until " + evidence.FormatInstant(s.until)
	}
	return text
}

func (p Policy) compile() (*trust, error) {
	t := &trust{origin: p.Origin, keys: map[string]*trusted{}, people: map[string]*speaker{}, ids: map[string]int{}, emails: map[string]int{}, timed: p.RefuseUntimed, required: p.Requires()}
	var errs []error
	if len(p.Keys)+len(p.Workflows) == 0 {
		errs = append(errs, errors.New("the policy trusts no key and no workflow, so nothing could be held; list at least one"))
	}
	errs = append(errs, t.addRoots(p.Roots), t.addWorkflows(p.Workflows))
	for i, k := range p.Keys {
		if err := t.add(k); err != nil {
			errs = append(errs, fmt.Errorf("key %d (%s): %w", i+1, k.Name, err))
		}
	}
	for i, who := range p.People {
		if err := t.know(i, who); err != nil {
			errs = append(errs, fmt.Errorf("person %d (%s): %w", i+1, who.Login, err))
		}
	}
	if err := t.addLogKeys(p.LogKeys); err != nil {
		errs = append(errs, err)
	}
	if err := t.addWitnesses(p.Witnesses); err != nil {
		errs = append(errs, err)
	}
	for _, id := range t.required {
		if !slices.ContainsFunc(claims, func(c claim) bool { return c.id == id }) {
			errs = append(errs, fmt.Errorf("required claim %q: there is none with that number; the claims are %s", id, allIDs()))
		}
	}
	return t, errors.Join(errs...)
}

func (t *trust) add(k Key) error {
	key, hint, err := readKey([]byte(k.PEM))
	if err != nil {
		return err
	}
	s := span{k.From, -1, k.FromTime, k.UntilTime}
	if k.To != nil {
		s.to = *k.To
	}
	if k.From < 0 || k.To != nil && *k.To < k.From {
		return fmt.Errorf("it is valid from entry %d to %d; the first must be at least 0, the last not before it", s.from, s.to)
	}
	if !k.FromTime.IsZero() && !k.UntilTime.IsZero() && k.UntilTime.Before(k.FromTime) {
		return fmt.Errorf("it is valid until %s, which is before it begins, %s", evidence.FormatInstant(k.UntilTime), evidence.FormatInstant(k.FromTime))
	}
	if t.keys[hint] == nil {
		t.keys[hint] = &trusted{key: t.often(key), name: k.Name}
	}
	t.keys[hint].spans = append(t.keys[hint].spans, s)
	t.keys[hint].follow = t.keys[hint].follow || k.Follow
	return nil
}

func (t *trust) addLogKeys(vkeys []string) error {
	var list []note.Verifier
	for i, vkey := range vkeys {
		v, err := note.NewVerifier(vkey)
		if err != nil {
			return fmt.Errorf("log key %d: %w; it is written NAME+ID+BASE64", i+1, err)
		}
		list = append(list, v)
	}
	if list != nil {
		t.logKeys = note.VerifierList(list...)
	}
	return nil
}

// readKey reads one PEM block with a P-256 public key, and gives its hint: base64(SHA-256(SPKI)).
func readKey(data []byte) (*ecdsa.PublicKey, string, error) {
	block, rest := pem.Decode(data)
	if block == nil {
		return nil, "", errors.New("it is not PEM; a public key starts with -----BEGIN PUBLIC KEY-----")
	}
	if block.Type != "PUBLIC KEY" {
		return nil, "", fmt.Errorf("it is a %q; only a public key (PUBLIC KEY) can be trusted", block.Type)
	}
	if len(bytes.TrimSpace(rest)) != 0 {
		return nil, "", errors.New("something follows the key; list each key on its own")
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, "", fmt.Errorf("it is no public key: %w", err)
	}
	key, ok := parsed.(*ecdsa.PublicKey)
	if !ok || key.Curve != elliptic.P256() {
		return nil, "", errors.New("it is not ECDSA P-256, the one kind of key that a ledger is signed with")
	}
	sum := sha256.Sum256(block.Bytes)
	return key, base64.StdEncoding.EncodeToString(sum[:]), nil
}

// Requires lists the ids of the claims that must be held.
func (p Policy) Requires() []string {
	switch {
	case len(p.Require) > 0:
		return slices.Clone(p.Require)
	case len(p.Workflows) > 0:
		return slices.Clone(withIdentities)
	}
	return slices.Clone(keysOnly)
}

// When says where and when the key may sign, for people.
func (k Key) When() string {
	s := span{k.From, -1, k.FromTime, k.UntilTime}
	if k.To != nil {
		s.to = *k.To
	}
	return s.String()
}
