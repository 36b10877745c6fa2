package verify

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/verify/identity"
	"github.com/attestary/attestary/schemas/evidence"
)

// Offer is what a ledger itself says of who signed it. It is not trust: it is the question whom to trust, put in the
// words of a policy, so that a person can read it and say no. Nothing in it was verified but that a root of the
// person made the certificates.
type Offer struct {
	Origin    string
	Workflows []Workflow // by certificates of the given roots
	Keys      []SignedBy
	Strays    int64  // entries by certificates that no given root made, or that say what nobody knows
	Stray     string // why the first of them is one
}

// SignedBy is a key, of which a ledger holds the name alone, and what it signed.
type SignedBy struct {
	Hint        string
	Login       string // whose it is, where it signed the words of a person; else ""
	First, Last int64
	Entries     int64
}

// maxOffered is how many different signers an offer tells; nobody could read more.
const maxOffered = 200

// Offered reads who signed the entries of a ledger.
func Offered(entries iter.Seq2[ledger.Entry, error], roots []TrustedRoot) (*Offer, error) {
	t := &trust{}
	if err := t.addRoots(roots); err != nil {
		return nil, err
	}
	o, keys := &Offer{}, map[string]int{}
	for e, err := range entries {
		if err != nil {
			return nil, err
		}
		b, err := evidence.ParseBundle(e.Bundle)
		if err != nil {
			return nil, fmt.Errorf("entry %d: %w", e.Index, err)
		}
		if l, ok := e.Statement.(*evidence.Ledger); ok {
			o.Origin = l.Origin
		}
		if b.Verification.Certificate != nil {
			o.certificate(t, b.Verification.Certificate.Raw)
		} else {
			o.key(keys, b.Verification.Hint(), e)
		}
		if len(o.Keys)+len(o.Workflows) > maxOffered {
			return nil, errors.New("more than 200 different signers: write the policy by hand, for those that you know")
		}
	}
	return o, nil
}

func (o *Offer) key(known map[string]int, hint string, e ledger.Entry) {
	i, ok := known[hint]
	if !ok {
		i = len(o.Keys)
		known[hint] = i
		o.Keys = append(o.Keys, SignedBy{Hint: hint, First: e.Index})
	}
	k := &o.Keys[i]
	k.Last, k.Entries = e.Index, k.Entries+1
	if spoken, ok := e.Statement.(evidence.Spoken); ok && spoken.Speaker().How == "key" {
		k.Login = spoken.Speaker().Login
	}
}

// certificate takes what a certificate says into the workflow that is like it.
func (o *Offer) certificate(t *trust, der []byte) {
	c, err := signatures{trust: t}.made(der)
	if err == nil && len(c.who.Unknown) > 0 {
		err = fmt.Errorf("it has extension %s, which is not known", c.who.Unknown[0])
	}
	if err != nil {
		if o.Strays++; o.Strays == 1 {
			o.Stray = err.Error()
		}
		return
	}
	said := &c.who.Workflow
	i := slices.IndexFunc(o.Workflows, func(w Workflow) bool {
		return w.Root == c.root.name && w.Issuer == said.Issuer && w.Signer == said.Signer && w.RepositoryID == said.RepositoryID && w.Repository == said.Repository && w.OwnerID == said.OwnerID
	})
	if i < 0 {
		i = len(o.Workflows)
		o.Workflows = append(o.Workflows, Workflow{Name: fmt.Sprintf("workflow-%d", i+1), Root: c.root.name, Issuer: said.Issuer, Signer: said.Signer,
			Repository: said.Repository, RepositoryID: said.RepositoryID, OwnerID: said.OwnerID})
	}
	o.Workflows[i].learn(said)
}

func (w *Workflow) learn(c *identity.Workflow) {
	add := func(list *[]string, value string) {
		if !slices.Contains(*list, value) && len(*list) < maxOffered {
			*list = append(*list, value)
			slices.Sort(*list)
		}
	}
	add(&w.Refs, c.Ref)
	add(&w.Callers, c.Caller)
	if c.Environment != "" || len(w.Environments) > 0 {
		add(&w.Environments, c.Environment)
	}
	if c.SignerDigest != c.Commit || !strings.HasPrefix(c.Signer, c.Repository+"/") {
		add(&w.SignerDigests, c.SignerDigest)
	}
	if c.CallerDigest != c.Commit {
		add(&w.CallerDigests, c.CallerDigest)
	}
	if slices.Contains(safeTriggers, c.Trigger) {
		add(&w.Triggers, c.Trigger)
	} else {
		add(&w.UnsafeTriggers, c.Trigger)
	}
	if c.Runner == hosted {
		add(&w.Runners, c.Runner)
	} else {
		add(&w.UnsafeRunners, c.Runner)
	}
}

// HintOfKey is the name under which a ledger knows a public key (PEM).
func HintOfKey(pem []byte) (string, error) {
	_, hint, err := readKey(pem)
	return hint, err
}
