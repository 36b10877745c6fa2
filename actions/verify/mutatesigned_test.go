package verify_test

import (
	"bytes"
	"crypto/elliptic"
	"fmt"
	"math/big"
	"slices"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// What is signed, and spelt, signed or placed as it must not be.

var byForm = []mutation{
	{"trailing-bytes", "a line break follows a bundle; leaf and tree were made anew", "1", 2, []string{"1"}, edited(map[int]edit{2: {bundle: func(d *draft) { d.bundle = append(d.bundle, '\n') }}})},
	{"duplicate-keys", "a statement names its type twice", "1", 8, []string{"1"}, appendedEdit(respell(`{"_type"`, `{"_type":"x","_type"`))},
	{"white-space", "a statement has a space too many", "1", 8, []string{"1"}, appendedEdit(respell(`"predicate":`, `"predicate": `))},
	{"unknown-member", "a predicate has a member that its schema does not know", "1", 8, []string{"1"}, appendedEdit(respell(`"trigger":{`, `"trigger":{"event":"x",`))},
	{"wrong-payload-type", "the payload is of another type, and signed as such", "1", 8, []string{"1"}, appended(func(f *forge) {
		f.authorize(5, "tls", edit{bundle: func(d *draft) { d.bundle = f.envelope("application/json", d.payload, d.key) }})
	})},
	{"wrong-predicate-type", "an authorization says that it is a run", "1", 8, []string{"1"}, appendedEdit(respell("dev/authorization/v1", "dev/run/v1"))},
	{"unknown-version", "a predicate is of a version to come", "1", 8, []string{"1"}, appendedEdit(respell("dev/authorization/v1", "dev/authorization/v2"))},
	{"unknown-leaf-version", "a leaf is of a version to come", "1", 8, []string{"1", "2"}, appended(func(f *forge) {
		f.authorize(5, "tls", edit{leaf: func(d *draft) { d.raw = bytes.Replace(d.raw, []byte(`"v":1`), []byte(`"v":2`), 1) }})
	})},
	{"flipped-s", "a signature is spelt with the other s, which is as valid", "1", 2, []string{"1"}, edited(map[int]edit{2: {bundle: func(d *draft) {
		sig := d.key.sign(pae(d.payload))
		other := withS(sig, func(s *big.Int) *big.Int { return new(big.Int).Sub(order(), s) })
		d.bundle = bytes.Replace(d.bundle, []byte(b64(string(sig))), []byte(b64(string(other))), 1)
	}}})},
	{"inserted-unsigned", "an entry without a signature was appended", "1", 8, []string{"1"}, appended(func(f *forge) {
		f.authorize(5, "tls", edit{bundle: func(d *draft) {
			start := bytes.Index(d.bundle, []byte(`"signatures":[`)) + len(`"signatures":[`)
			d.bundle = slices.Concat(d.bundle[:start], d.bundle[start+bytes.IndexByte(d.bundle[start:], ']'):])
		}})
	})},
}

// appendedEdit appends an authorization that was edited.
func appendedEdit(e edit) func(*testing.T) scenario {
	return appended(func(f *forge) { f.authorize(5, "tls", e) })
}

var bySignature = []mutation{
	{"inserted-by-stranger", "an entry was appended that somebody signed whom the policy does not know", "4", 8, []string{"4"}, appended(func(f *forge) {
		f.authorize(5, "tls", edit{payload: func(d *draft) { d.key = testKey(f.t, "stranger") }})
	})},
	{"borrowed-signature", "an entry carries the signature of another", "4", 8, []string{"4"}, appended(func(f *forge) {
		f.authorize(5, "tls", edit{bundle: func(d *draft) {
			d.bundle = bytes.Replace(d.bundle, []byte(b64(string(d.key.sign(pae(d.payload))))), []byte(b64(string(d.key.sign([]byte("x"))))), 1)
		}})
	})},
	{"borrowed-hint", "a stranger's signature names the ledger's key", "4", 8, []string{"4"}, appended(func(f *forge) {
		f.authorize(5, "tls", edit{payload: func(d *draft) {
			d.key = &signer{private: testKey(f.t, "stranger").private, hint: f.key.hint}
		}})
	})},
	{"checkpoint-by-stranger", "a stranger signed the checkpoint", "4", none, []string{"4"}, func(t *testing.T) scenario {
		f := base(t, nil)
		f.key = testKey(t, "stranger")
		return scenario{commits: []tree{f.tree()}}
	}},
	{"key-outside-its-validity", "an entry is signed by a key that was trusted up to the entry before", "4", 7, []string{"4"}, func(t *testing.T) scenario {
		last := int64(6)
		return scenario{commits: []tree{base(t, map[int]edit{7: {payload: func(d *draft) { d.key = testKey(t, "retired") }}}).tree()},
			keys: []keyAt{{Name: "ledger"}, {Name: "retired", To: &last}}}
	}},
}

// pae is DSSE's pre-authentication encoding of a statement, written from its specification.
func pae(payload []byte) []byte {
	return fmt.Appendf(nil, "DSSEv1 %d %s %d %s", len(evidence.PayloadType), evidence.PayloadType, len(payload), payload)
}

func order() *big.Int { return elliptic.P256().Params().N }
