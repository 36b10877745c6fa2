package verify_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"crypto/x509/pkix"

	"github.com/attestary/attestary/internal/authority"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// What a workflow signed that the policy does not name, or at another time than it says. The liar can start a
// workflow, and so gets certificates and stamps; the rest of the ledger is made to fit.

// flowing makes the workflow's ledger with edits of its entries.
func flowing(edits map[int]edit) func(*testing.T) scenario {
	return func(t *testing.T) scenario {
		return scenario{commits: []tree{flowBase(t, edits).tree()}, flow: true}
	}
}

// named lets the last entry, an authorization, be signed by a certificate that says something else.
func named(extension int, text string) func(*testing.T) scenario {
	return flowing(map[int]edit{5: certified(func(c *cert) { c.request.Extensions[extension] = text })})
}

const (
	stray  = "https://github.com/acme/other/.github/workflows/tls.yml@refs/heads/main"
	copied = "https://github.com/acme/shop/.github/workflows/copy.yml@refs/heads/main"
	later  = "2222222222222222222222222222222222222222"
)

var byWorkflow = []mutation{
	{"flow-good", "nothing is wrong: a workflow signed every entry, and an authority stamped each", "", none, []string{}, flowing(nil)},
	{"certificate-expired", "an entry is signed after its certificate had ended", "4", 5, []string{"4"}, flowing(map[int]edit{5: certified(func(c *cert) {
		c.request.To = c.stamps[0].Add(-time.Second)
	})})},
	{"certificate-not-yet", "an entry is signed before its certificate began", "4", 5, []string{"4"}, flowing(map[int]edit{5: certified(func(c *cert) {
		c.request.From = c.stamps[0].Add(time.Second)
	})})},
	{"certificate-by-stranger", "the certificate is by an authority that the policy does not know", "4", 5, []string{"4"}, flowing(map[int]edit{5: certified(func(c *cert) { c.by = stranger })})},
	{"stamp-by-stranger", "the timestamp is by an authority that the policy does not know", "4", 5, []string{"4"}, flowing(map[int]edit{5: certified(func(c *cert) { c.clock = stranger })})},
	{"stamp-over-other-bytes", "the timestamp is over another signature", "4", 5, []string{"4"}, flowing(map[int]edit{5: certified(func(c *cert) { c.over = []byte("another signature") })})},
	{"certificate-of-another-key", "the certificate is for another key than the one that signed", "4", 5, []string{"4"}, flowing(map[int]edit{5: certified(func(c *cert) {
		c.request.Key = &authority.Key("somebody", flowKey.Curve).PublicKey
	})})},
	{"log-entry-of-another-signature", "the entry in another log is one of another signature", "4", 5, []string{"4"}, flowing(map[int]edit{5: certified(func(c *cert) {
		c.body = must(json.Marshal(map[string]any{"kind": "hashedrekord", "spec": map[string]any{"signature": map[string]any{"content": []byte("another")}}}))
	})})},
	{"checkpoint-by-another-workflow", "a workflow that the policy does not name signed the checkpoint", "4", none, []string{"4"}, func(t *testing.T) scenario {
		f := flowBase(t, nil)
		f.key.cert.request.Extensions[18] = copied
		return scenario{commits: []tree{f.tree()}, flow: true}
	}},
	{"key-in-place-of-certificate", "a key signed an entry, where the policy trusts workflows alone", "4", 5, []string{"4"}, func(t *testing.T) scenario {
		return scenario{commits: []tree{flowBase(t, map[int]edit{5: {payload: func(d *draft) { d.key = testKey(t, "ledger") }}}).tree()}, flow: true}
	}},
	{"replayed-from-elsewhere", "the certificate and stamp of another repository's run, whose names are the same", "5", 5, []string{"5"}, flowing(map[int]edit{5: certified(func(c *cert) {
		c.request.Extensions[15], c.request.Extensions[17] = "7", "8"
	})})},
	{"foreign-caller", "another repository's workflow called the signer", "5", 5, []string{"5"}, named(18, stray)},
	{"copied-workflow", "a copy of the calling workflow, in the same repository", "5", 5, []string{"5"}, named(18, copied)},
	{"caller-of-another-commit", "the calling workflow is of another commit than the one that ran", "5", 5, []string{"5"}, named(19, later)},
	{"other-signer", "another workflow signed", "5", 5, []string{"5"}, flowing(map[int]edit{5: certified(func(c *cert) {
		c.request.Name, c.request.Extensions[9] = stray, stray
	})})},
	{"signer-of-another-commit", "the signer is of a commit that the policy does not list", "5", 5, []string{"5"}, named(10, later)},
	{"commit-of-the-certificate", "the certificate is of another commit than the statement", "5", 5, []string{"5"}, flowing(map[int]edit{5: certified(func(c *cert) {
		c.request.Extensions[13], c.request.Extensions[19] = later, later
	})})},
	{"other-ref", "it ran on another branch", "5", 5, []string{"5"}, named(14, "refs/heads/feature")},
	{"other-repository-id", "a repository of the same name, made anew", "5", 5, []string{"5"}, named(15, "7")},
	{"other-owner-id", "an owner of the same name, made anew", "5", 5, []string{"5"}, named(17, "7")},
	{"fork-trigger", "a fork's pull request started it", "5", 5, []string{"5"}, named(20, "pull_request_target")},
	{"trigger-untold", "it says that a schedule started it, and somebody did", "5", 5, []string{"5"}, named(20, "workflow_dispatch")},
	{"self-hosted", "it ran on a machine of one's own", "5", 5, []string{"5"}, named(11, "self-hosted")},
	{"runner-untold", "a result says that it ran elsewhere than its certificate", "5", 4, []string{"5"}, flowing(map[int]edit{4: {predicate: func(d *draft) { d.predicate.(*evidence.Run).Runner.Host = "local" }}})},
	{"other-issuer", "another issuer vouched for the token", "5", 5, []string{"5"}, named(8, "https://token.example")},
	{"unknown-extension", "the certificate has an extension of Fulcio that is not known", "5", 5, []string{"5"}, named(25, "production")},
	{"other-environment", "it ran in an environment that the policy does not list", "5", 5, []string{"5"}, named(23, "production")},
	{"unknown-other-extension", "the certificate has an extension that nobody knows", "5", 5, []string{"5"}, flowing(map[int]edit{5: certified(func(c *cert) {
		c.request.Others = []pkix.Extension{{Id: []int{1, 2, 3, 4}, Value: []byte{5, 0}}}
	})})},
	{"certificate-of-another-run", "an authorization is signed in another run", "5", 5, []string{"5"}, named(21, shop+"/actions/runs/1/attempts/1")},
	{"result-of-another-attempt", "a result is signed in a later attempt at its run", "5", 4, []string{"5"}, flowing(map[int]edit{4: certified(func(c *cert) {
		c.request.Extensions[21] = c.request.Extensions[21][:len(c.request.Extensions[21])-1] + "2"
	})})},
}

var byTime = []mutation{
	{"written-too-late", "an authorization says that it was written an hour after it was stamped", "6", 5, []string{"6"}, flowing(map[int]edit{5: certified(func(c *cert) { c.shift(-time.Hour) })})},
	{"written-too-early", "an authorization says that it was written before what it had seen was stamped", "6", 3, []string{"6"}, flowing(map[int]edit{
		2: certified(func(c *cert) { c.shift(30 * time.Minute) }),
		3: certified(func(c *cert) { c.shift(30 * time.Minute) }),
		4: certified(func(c *cert) { c.shift(30 * time.Minute) }),
		5: certified(func(c *cert) { c.shift(30 * time.Minute) }),
	})},
	{"stamped-before-seen", "an entry was stamped before another that it had seen", "6", 3, []string{"6"}, flowing(map[int]edit{
		2: certified(func(c *cert) { c.shift(3 * time.Minute) }),
		3: {predicate: func(d *draft) {
			d.predicate.(*evidence.Authorization).At = minute(4)
			d.key.cert.shift(-20 * time.Second)
		}},
	})},
	{"seen-unstamped", "an entry names as stamped one that carries no stamp", "3", 8, []string{"3"}, appended(func(f *forge) {
		f.authorize(5, "tls", authorization(func(a *evidence.Authorization) {
			seven := int64(7)
			a.Seen.Entry, a.Seen.Bundle = &seven, &f.drafts[7].leaf.Bundle
		}))
	})},
	{"seen-another-bundle", "an entry names a stamped one with another bundle", "3", 5, []string{"3"}, flowing(map[int]edit{5: {predicate: func(d *draft) {
		other := canon.Sum([]byte("another"))
		d.predicate.(*evidence.Authorization).Seen.Bundle = &other
	}}})},
	{"stamp-moved", "somebody put the timestamp of another entry beside a signature; leaf and tree were made anew", "4", 5, []string{"4"}, flowing(map[int]edit{5: {bundle: func(d *draft) {
		stamp := d.key.cert.clock.Stamp([]byte("of entry 1"), start)
		own := d.key.cert.clock.Stamp(signatureIn(d.bundle), d.key.cert.stamps[0])
		d.bundle = bytes.Replace(d.bundle, []byte(b64(string(own))), []byte(b64(string(stamp))), 1)
	}}})},
}

// shift moves the stamps by a time, and the certificate with them.
func (c *cert) shift(by time.Duration) {
	for i := range c.stamps {
		c.stamps[i] = c.stamps[i].Add(by)
	}
	c.request.From, c.request.To = c.request.From.Add(by), c.request.To.Add(by)
}

// signatureIn is the signature of a bundle.
func signatureIn(bundle []byte) []byte {
	var b struct {
		Envelope struct {
			Signatures []struct{ Sig []byte }
		} `json:"dsseEnvelope"`
	}
	if err := json.Unmarshal(bundle, &b); err != nil {
		panic(err)
	}
	return b.Envelope.Signatures[0].Sig
}
