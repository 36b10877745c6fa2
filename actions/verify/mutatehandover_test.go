package verify_test

import (
	"testing"
	"time"

	"github.com/attestary/attestary/schemas/evidence"
)

// A ledger goes over from its key to certificates.

// shops are the workflows of the shop itself, which sign on its branch.
var shops = evidence.Identity{Issuer: "https://token.actions.githubusercontent.com", Owner: 2, Repository: 1, Signers: []string{flow}}

// shopSigner is a workflow of the shop, which is its own signer.
func shopSigner(id evidence.RunID, at time.Time) *signer {
	s := flowSigner(id, at)
	s.cert.request.Name = flow
	s.cert.request.Extensions[9], s.cert.request.Extensions[10] = flow, commit
	return s
}

// going is a ledger on its way, from the ledger's key to whom by makes certificates for.
type going struct {
	*forge
	by func(evidence.RunID, time.Time) *signer
}

// half appends one half of the handover.
func (g going) half(of *evidence.Handover, side evidence.Side, e edit) *draft {
	said := of.Half(side)
	key := g.key
	if side == evidence.NewKey {
		key = g.by(g.runID(5), must(evidence.ParseInstant(said.At)).Add(time.Second))
	}
	return g.add(&draft{kind: evidence.KindHandover, dir: folder("_", said.At), predicate: said, key: key}, e)
}

func (g going) offer(to evidence.Identity) *evidence.Handover {
	return &evidence.Handover{At: minute(len(g.leaves)), Old: g.key.spki(), Seen: g.seen(), SignedBy: evidence.OldKey, To: to}
}

// goes appends a run, signed by certificates.
func (g going) goes(n int) {
	as := func(e edit) edit {
		own := g.flowing(g.runID(n), e)
		return edit{predicate: func(d *draft) {
			own.predicate(d)
			d.key = g.by(g.runID(n), must(evidence.ParseInstant(d.predicate.Claimed())).Add(time.Second))
		}, payload: own.payload}
	}
	g.conclude(g.authorize(n, "tls", as(edit{})), nil, as(edit{}))
}

// sealed is the tree, with a checkpoint by a certificate.
func (g going) sealed() tree {
	g.key = g.by(g.runID(5), start.Add(40*time.Minute))
	return g.tree()
}

// goesOver is a scenario in which the ledger of the key goes over; the auditor follows its rotations, or lists the
// workflow. more tells what happens.
func goesOver(follow bool, more func(g going)) func(*testing.T) scenario {
	return func(t *testing.T) scenario {
		g := going{base(t, nil), shopSigner}
		s := scenario{flow: true, rootsOnly: follow, keys: []keyAt{{Name: "ledger", Follow: follow}}}
		if !follow {
			g.by = flowSigner
		}
		more(g)
		s.commits = []tree{g.sealed()}
		return s
	}
}

// over is the handover as it should be, to an identity; then a run.
func over(to evidence.Identity) func(g going) {
	return func(g going) {
		offer := g.offer(to)
		g.half(offer, evidence.OldKey, edit{})
		g.half(offer, evidence.NewKey, edit{})
		g.goes(5)
	}
}

// shared is the identity of the workflow that the policy of the tests lists.
func shared() evidence.Identity { to := shops; to.Signers = []string{runs}; return to }

var byHandover = []mutation{
	{"handover-followed", "the key hands the ledger over to certificates, and the policy follows it", "", none, []string{}, goesOver(true, over(shops))},
	{"handover-listed", "the key hands the ledger over to a workflow that the policy lists", "", none, []string{}, goesOver(false, over(shared()))},
	{"handover-not-followed", "the key hands the ledger over, and the policy neither follows it nor lists the workflow", "4", 9, []string{"4"}, func(t *testing.T) scenario {
		s := goesOver(true, over(shops))(t)
		s.keys[0].Follow = false
		s.keys = append(s.keys, keyAt{Name: "retired", Follow: true}) // of another ledger, perhaps
		return s
	}},
	{"handover-unknown-to-a-key", "an auditor who knows the key alone judges a ledger that went over", "4", 9, []string{"4"}, func(t *testing.T) scenario {
		s := goesOver(true, over(shops))(t)
		s.flow, s.rootsOnly = false, false
		return s
	}},
	{"handover-to-another-repository", "the half of the certificate is signed by a workflow of another repository than the one named", "5", 9, []string{"4", "5"}, goesOver(true, func(g going) {
		own := g.by
		g.by = func(id evidence.RunID, at time.Time) *signer {
			s := own(id, at)
			s.cert.request.Extensions[15] = "7"
			return s
		}
		over(shops)(g)
	})},
	{"handover-to-another-workflow", "the policy lists the workflow that signs, and the key named another one", "5", 9, []string{"4", "5"}, goesOver(false, over(shops))},
	{"handover-and-the-key-signs", "the key signs an authorization after it handed the ledger over", "4", 10, []string{"4"}, goesOver(true, func(g going) {
		offer := g.offer(shops)
		g.half(offer, evidence.OldKey, edit{})
		g.half(offer, evidence.NewKey, edit{})
		g.authorize(6, "tls", edit{})
	})},
	{"handover-and-the-key-seals", "the key signs the checkpoint after it handed the ledger over", "4", none, []string{"4"}, func(t *testing.T) scenario {
		g := going{base(t, nil), shopSigner}
		over(shops)(g)
		return scenario{flow: true, rootsOnly: true, keys: []keyAt{{Name: "ledger", Follow: true}}, commits: []tree{g.tree()}}
	}},
	{"handover-by-the-key-alone", "the key hands the ledger over, no certificate answers, and certificates sign", "4", 9, []string{"4", "5"}, goesOver(true, func(g going) {
		g.half(g.offer(shops), evidence.OldKey, edit{})
		g.goes(5)
	})},
	{"handover-by-a-certificate-alone", "a certificate says that it comes after the key, which never said so", "4", 8, []string{"4"}, goesOver(true, func(g going) {
		g.half(g.offer(shops), evidence.NewKey, edit{})
		g.goes(5)
	})},
	{"handover-not-there", "a workflow that the policy lists signs in the ledger of a key, which has not handed it over", "4", 8, []string{"4"}, goesOver(false, func(g going) { g.goes(5) })},
	{"handover-halves-differ", "the certificate answers another handover than the key's: to one workflow more", "4", 9, []string{"4"}, goesOver(true, func(g going) {
		offer := g.offer(shops)
		g.half(offer, evidence.OldKey, edit{})
		wider := *offer
		wider.To.Signers = []string{flow, flow + ".more"}
		g.half(&wider, evidence.NewKey, edit{})
		g.goes(5)
	})},
	{"handover-of-another-ledger", "both halves of a handover are replayed from another ledger of the same key", "2", 8, []string{"2", "3", "4"}, goesOver(true, func(g going) {
		offer := g.offer(shops)
		offer.Seen.Origin = "attestary.dev/ledger/ffffffffffffffffffffffffffffffff"
		offer.Seen.Root = "sha256:0000000000000000000000000000000000000000000000000000000000000000"
		g.half(offer, evidence.OldKey, edit{})
		g.half(offer, evidence.NewKey, edit{})
		g.goes(5)
	})},
	{"handover-by-a-stranger", "a key that is not the ledger's hands it over", "4", 8, []string{"4"}, goesOver(true, func(g going) {
		stranger := testKey(g.t, "stranger")
		offer := g.offer(shops)
		offer.Old = stranger.spki()
		g.half(offer, evidence.OldKey, edit{payload: func(d *draft) { d.key = stranger }})
		g.half(offer, evidence.NewKey, edit{})
		g.goes(5)
	})},
	{"handover-signed-by-the-key-twice", "the key signs the half of the certificate, too", "4", 9, []string{"4"}, func(t *testing.T) scenario {
		g := going{base(t, nil), shopSigner}
		offer := g.offer(shops)
		g.half(offer, evidence.OldKey, edit{})
		g.half(offer, evidence.NewKey, edit{payload: func(d *draft) { d.key = g.key }})
		return scenario{flow: true, rootsOnly: true, keys: []keyAt{{Name: "ledger", Follow: true}}, commits: []tree{g.tree()}}
	}},
	{"handover-from-a-fork", "certificates of the identity sign in a job that a fork can start", "5", 10, []string{"5"}, goesOver(true, func(g going) {
		offer := g.offer(shops)
		g.half(offer, evidence.OldKey, edit{})
		g.half(offer, evidence.NewKey, edit{})
		own := g.by
		g.by = func(id evidence.RunID, at time.Time) *signer {
			s := own(id, at)
			s.cert.request.Extensions[20] = "pull_request_target"
			return s
		}
		g.goes(5)
	})},
}
