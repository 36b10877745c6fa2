package verify

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/attestary/attestary/actions/verify/identity"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// Handovers: the key of a ledger gives way to certificates. Both halves must stand, the key's first, and the certificate
// of the other is one of the identity that they name: then no key signs the ledger any more, and certificates do that a
// workflow of the policy allows; or, where the policy follows rotations of the key that gave way, those of exactly that
// identity, by any root of the policy. Before, no certificate signs a ledger that a key began.
//
// As with rotations, whom handovers name is read before the entries stream by, and whether they count is judged in order.

// handed is how far a ledger has gone over.
type handed struct {
	keyed    bool         // a key began the ledger
	gives    map[sum]half // halves of keys, that hold, by their statements
	at       int64        // the entry with which certificates came; noEntry: they have not
	followed bool         // whom the handover names counts, whether the policy lists them or not
	why      string       // else: why not
}

// maxHandovers is how many halves of handovers are looked at: a ledger has one.
const maxHandovers = 100

// isHandover tells whether the file of that name is called as half a handover.
func isHandover(name string) bool {
	return strings.HasPrefix(name, "_."+string(evidence.KindHandover)+"-")
}

// readHandovers takes whom handovers name. What cannot be read is none, and its entry tells why.
func (j *judge) readHandovers(ctx context.Context, files []object) error {
	for _, id := range files {
		said, _, err := statementAt(ctx, j.git, id)
		if err != nil {
			return err
		}
		if h, ok := said.(*evidence.Handover); ok && h.SignedBy == evidence.NewKey && j.trust.follows() {
			j.signatures.hands = append(j.signatures.hands, j.trust.named(&h.To)...)
		}
	}
	if c := j.tally.claims[identified]; len(j.signatures.hands) > 0 && c.Outcome == verdict.NotJudged {
		c.Outcome, c.Why = verdict.Held, ""
	}
	return nil
}

// follows tells whether the policy lets any key say who comes after it.
func (t *trust) follows() bool {
	for _, key := range t.keys {
		if key.follow {
			return true
		}
	}
	return false
}

// named makes of an identity the workflows that it allows: what it does not say is what is safest.
func (t *trust) named(to *evidence.Identity) (flows []*workflow) {
	for _, root := range t.roots {
		for _, signer := range to.Signers {
			_, ref, _ := strings.Cut(signer, "@")
			flows = append(flows, &workflow{root: root, span: span{from: 0, to: -1}, Workflow: Workflow{
				Name: "handed over to", Issuer: to.Issuer, Signer: signer, Repository: repositoryOf(signer), RepositoryID: strconv.FormatInt(to.Repository, 10),
				OwnerID: strconv.FormatInt(to.Owner, 10), Refs: []string{ref}, Callers: to.Signers, Triggers: safeTriggers, Runners: []string{hosted},
			}})
		}
	}
	return flows
}

// repositoryOf is the address of the repository in which a workflow stands, as a forge writes both.
func repositoryOf(signer string) string {
	address, _, _ := strings.Cut(signer, "/.github/")
	return address
}

// gaveWay judges the signature of the key's half: it is of the key that it names.
func (j *judge) gaveWay(e *entry, said *evidence.Handover) {
	if hintOf(string(canon.Sum(said.Old))) != e.signed.hint {
		e.refute(signature, fmt.Sprintf("it says that the key which gives way signs it, and another did (hint %q)", e.signed.hint))
		return
	}
	why := j.signer(*e.signed, e.index, nil)
	if why != "" {
		e.refute(signature, why)
	}
	e.verified = why == ""
}

// strangeTo tells what a certificate says that is not the identity which a handover names.
func strangeTo(said *evidence.Handover, c *identity.Workflow) (out []string) {
	differ := func(what, certificate string, named ...string) {
		if !slices.Contains(named, certificate) {
			out = append(out, fmt.Sprintf("its certificate is of %s %s, and it hands over to %s", what, quoted(certificate), allowed(named)))
		}
	}
	differ("issuer", c.Issuer, said.To.Issuer)
	differ("signer", c.Signer, said.To.Signers...)
	differ("name", c.Name, c.Signer)
	differ("repository", c.RepositoryID, strconv.FormatInt(said.To.Repository, 10))
	differ("owner", c.OwnerID, strconv.FormatInt(said.To.Owner, 10))
	return out
}

// handedTo tells an auditor whose policy knows no certificate what a handover asks of them.
func handedTo(said evidence.Predicate) string {
	h, ok := said.(*evidence.Handover)
	if !ok {
		return ""
	}
	return fmt.Sprintf("; with it the ledger goes over from key %s to certificates of %s: a policy judges them that has a root, and a workflow or follow_rotations beside that key (attestary trust init)",
		canon.Sum(h.Old), strings.Join(h.To.Signers, ", "))
}

// handOver takes half a handover.
func (r *rotations) handOver(e *entry, said *evidence.Handover) {
	if said.SignedBy == evidence.OldKey {
		if r.refuse(e, r.counts(e.signed.hint, e.index)); e.verified {
			r.handed.gives[sumOf(e.leaf.Statement)] = half{e.index, e.signed.hint}
		}
		return
	}
	if e.signed.material.Certificate == nil {
		e.refute(signature, "it is the half of a certificate, and a key signed it")
		e.verified = false
		return
	}
	other, err := evidence.EncodeStatement(said.Half(evidence.OldKey))
	if err != nil {
		panic("verify: the other half of a handover that was parsed: " + err.Error())
	}
	first, ok := r.handed.gives[sumOf(canon.Sum(other))]
	if !ok {
		r.refuse(e, "it is half a handover: that the key gives way does not stand before it")
		return
	}
	r.refuse(e, r.counts(first.key, e.index))
	if len(e.faults) > 0 || !e.verified {
		return
	}
	if e.byHandover && !r.followed(first.key) {
		r.handed.why = fmt.Sprintf("it is signed by a certificate that no workflow of the policy allows; the handover of entry %d brings it in, and the policy does not follow rotations of %s (follow_rotations, or a workflow from entry %d on)",
			e.index, r.trust.name(first.key), e.index)
		r.refuse(e, r.handed.why)
		return
	}
	r.ended[first.key] = e.index
	r.handed.at, r.handed.followed = e.index, r.followed(first.key)
}

// certifies tells why a certificate does not count where the ledger is; "" if it does.
func (r *rotations) certifies(byHandover bool) string {
	switch h := r.handed; {
	case h.keyed && h.at == noEntry && h.why == "":
		return "it is signed by a certificate, and the ledger is a key's, which has not handed it over"
	case byHandover && !h.followed && h.why != "":
		return h.why
	case byHandover && !h.followed:
		return "it is signed by a certificate that no workflow of the policy allows; a handover names it, and was not complete before"
	}
	return ""
}

// sealing tells how a certificate that signed the checkpoint comes to be allowed.
type sealing struct{ certified, byHandover bool }

func (j *judge) sealing(b *evidence.Bundle) sealing {
	if b.Verification.Certificate == nil {
		return sealing{}
	}
	c, err := j.signatures.made(b.Verification.Certificate.Raw)
	if err != nil {
		return sealing{}
	}
	_, byHandover := j.signatures.unlike(c, j.checkpoint.Size-1)
	return sealing{true, byHandover}
}
