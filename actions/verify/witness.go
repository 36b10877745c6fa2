package verify

import (
	"fmt"

	cosignature "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"

	"github.com/attestary/attestary/schemas/verdict"
)

// Who has seen the tip, besides those who write the ledger: a witness that cosigned its checkpoint, or another log
// that holds its signature. It makes the third tier.

func (t *trust) addWitnesses(vkeys []string) error {
	var list []note.Verifier
	for i, vkey := range vkeys {
		v, err := cosignature.NewVerifierForCosignatureV1(vkey)
		if err != nil {
			return fmt.Errorf("witness %d: %w; it is written NAME+ID+BASE64, as C2SP's cosignature/v1 has it", i+1, err)
		}
		list = append(list, v)
	}
	if list != nil {
		t.witness = note.VerifierList(list...)
	}
	return nil
}

// knowsTime tells whether the policy has anybody whose times it trusts.
func (t *trust) knowsTime() bool { return len(t.roots) > 0 || t.witness != nil }

// cosigned is when a witness of the policy had seen the tip's checkpoint; 0 where none has.
func (j *judge) cosigned() (first int64) {
	if j.trust.witness == nil {
		return 0
	}
	n, err := note.Open(j.text, j.trust.witness)
	if err != nil {
		return 0
	}
	for _, sig := range n.Sigs {
		at, err := cosignature.CoSigV1Timestamp(sig)
		if err == nil && (first == 0 || at.Unix() < first) {
			first = at.Unix()
		}
	}
	return first
}

// inOtherLog tells whether the signature of the checkpoint, which holds, stands in a log that its root lists, too.
func (s signatures) inOtherLog(x signed) bool {
	if x.material.Certificate == nil || len(x.material.LogEntries) == 0 || s.logs == nil {
		return false
	}
	c, err := s.made(x.material.Certificate.Raw)
	return err == nil && c.root.LogsSignatures
}

// tier is the one that every entry reaches: the weakest decides. Where entries are of several, all are told.
func (j *judge) tier() (string, []verdict.TierSum) {
	c, best := j.clocks, verdict.TierTimed
	if c == nil {
		return verdict.TierSigned, nil
	}
	claimed, late := c.claimed, c.late
	if j.since != nil {
		claimed, late = j.since.tiers(claimed, late)
	}
	if claimed == late {
		return verdict.TierSigned, nil
	}
	if j.witnessed {
		best = verdict.TierWitnessed
	}
	if late == 0 {
		return best, nil
	}
	return verdict.TierSigned, []verdict.TierSum{{Tier: verdict.TierSigned, Entries: late}, {Tier: best, Entries: claimed - late}}
}
