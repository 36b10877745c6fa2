package verify_test

import (
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// What is made up about the keys of the ledger, by those who hold one of them, or none.

// followed is the policy of somebody who trusts the first key, and whom it names.
var followed = []keyAt{{Name: "ledger", Follow: true}}

// rotate appends one half of a rotation, or both in their order.
func (f *forge) rotate(old, new string, e edit, sides ...evidence.Side) {
	f.t.Helper()
	r := &evidence.Rotation{At: minute(len(f.leaves)), New: testKey(f.t, new).spki(), Old: testKey(f.t, old).spki(), Seen: f.seen()}
	for _, side := range sides {
		key := map[evidence.Side]string{evidence.OldKey: old, evidence.NewKey: new}[side]
		f.add(&draft{kind: r.Kind(), dir: folder("_", r.At), predicate: r.Half(side), key: testKey(f.t, key)}, e)
	}
}

// handed appends a whole rotation from the ledger's key to another, which signs from then on.
func (f *forge) handed(to string) {
	f.rotate("ledger", to, edit{}, evidence.OldKey, evidence.NewKey)
	f.key = testKey(f.t, to)
}

// signedBy lets a key sign what was made.
func signedBy(t testing.TB, name string) edit {
	return edit{payload: func(d *draft) { d.key = testKey(t, name) }}
}

// rotating appends to the good ledger; the auditor has those keys.
func rotating(keys []keyAt, more func(f *forge)) func(*testing.T) scenario {
	return func(t *testing.T) scenario {
		f := base(t, nil)
		more(f)
		return scenario{commits: []tree{f.tree()}, keys: keys}
	}
}

var byRotation = []mutation{
	{"rotated", "the key gave way to another, which the policy follows", "", none, []string{}, rotating(followed, func(f *forge) {
		f.handed("retired")
		f.authorize(5, "tls", edit{})
	})},
	{"rotated-twice", "the key gave way to another, and that one to a third", "", none, []string{}, rotating(followed, func(f *forge) {
		f.handed("retired")
		f.authorize(5, "tls", edit{})
		f.rotate("retired", "ada", edit{}, evidence.OldKey, evidence.NewKey)
		f.key = testKey(f.t, "ada")
		f.authorize(6, "tls", edit{})
	})},
	{"rotated-and-listed", "the key gave way to another, which the policy lists from there on", "", none, []string{},
		rotating([]keyAt{{Name: "ledger"}, {Name: "retired", From: 9}}, func(f *forge) {
			f.handed("retired")
			f.authorize(5, "tls", edit{})
		})},
	{"rotation-begun", "the key said which one will come after it, and goes on", "", none, []string{}, rotating(followed, func(f *forge) {
		f.rotate("ledger", "retired", edit{}, evidence.OldKey)
		f.authorize(5, "tls", edit{})
	})},
	{"key-after-its-rotation", "an entry is signed by the key that gave way", "4", 10, []string{"4"}, rotating(followed, func(f *forge) {
		f.handed("retired")
		f.authorize(5, "tls", signedBy(f.t, "ledger"))
	})},
	{"listed-key-after-its-rotation", "an entry is signed by the key that gave way, which the policy trusts without an end", "4", 10, []string{"4"},
		rotating([]keyAt{{Name: "ledger"}, {Name: "retired", From: 9}}, func(f *forge) {
			f.handed("retired")
			f.authorize(5, "tls", signedBy(f.t, "ledger"))
		})},
	{"checkpoint-after-its-rotation", "the checkpoint is signed by the key that gave way", "4", none, []string{"4"}, rotating(followed, func(f *forge) {
		f.handed("retired")
		f.key = testKey(f.t, "ledger")
	})},
	{"half-rotated", "the old key said which one comes after it; that one signs without having said so", "4", 9, []string{"4"}, rotating(followed, func(f *forge) {
		f.rotate("ledger", "retired", edit{}, evidence.OldKey)
		f.authorize(5, "tls", signedBy(f.t, "retired"))
	})},
	{"half-rotated-by-the-new", "a key says that it comes after the old one, which has not said so", "4", 8, []string{"4"}, rotating(followed, func(f *forge) {
		f.rotate("ledger", "retired", edit{}, evidence.NewKey)
		f.key = testKey(f.t, "retired")
	})},
	{"rotated-backwards", "the new key says that it is there before the old one has said that it gives way", "4", 8, []string{"4"}, rotating(followed, func(f *forge) {
		f.rotate("ledger", "retired", edit{}, evidence.NewKey, evidence.OldKey)
	})},
	{"rotation-by-a-stranger", "two keys that nobody knows hand a ledger on that is not theirs", "4", 8, []string{"4"}, rotating(followed, func(f *forge) {
		f.rotate("stranger", "retired", edit{}, evidence.OldKey, evidence.NewKey)
	})},
	{"rotation-signed-by-a-stranger", "a stranger signs that the ledger's key gives way", "4", 8, []string{"4"}, rotating(followed, func(f *forge) {
		f.rotate("ledger", "stranger", signedBy(f.t, "stranger"), evidence.OldKey, evidence.NewKey)
	})},
	{"rotation-not-followed", "the key gave way to another, and the policy does not follow", "4", 9, []string{"4"}, rotating([]keyAt{{Name: "ledger"}}, func(f *forge) {
		f.handed("retired")
		f.authorize(5, "tls", edit{})
	})},
	{"rotated-to-two", "the key gave way to one, and then to another", "4", 11, []string{"4"}, rotating(followed, func(f *forge) {
		f.rotate("ledger", "retired", edit{}, evidence.OldKey)
		f.rotate("ledger", "stranger", edit{}, evidence.OldKey)
		f.complete(8, "retired")
		f.complete(9, "stranger")
		f.key = testKey(f.t, "retired")
	})},
	{"rotated-back", "a key that gave way comes back", "4", 11, []string{"4"}, rotating(followed, func(f *forge) {
		f.handed("retired")
		f.rotate("retired", "ledger", edit{}, evidence.OldKey, evidence.NewKey)
		f.key = testKey(f.t, "retired")
	})},
	{"truncated-to-before-a-rotation", "a commit goes back to a tree without the rotation, by whose key the newest state was signed", "3", none, []string{"3"}, func(t *testing.T) scenario {
		f := base(t, nil)
		f.handed("retired")
		f.authorize(5, "tls", edit{})
		// One commit had it all: no older one tells, by the first key, that the ledger was longer.
		return scenario{commits: []tree{f.tree(), base(t, nil).tree()}, keys: followed}
	}},
	{"junk-with-a-rotation", "an earlier commit holds a longer ledger, whose key is brought in by a rotation that a stranger signed", "", none, []string{}, func(t *testing.T) scenario {
		junk := base(t, nil)
		junk.rotate("ledger", "stranger", signedBy(t, "stranger"), evidence.OldKey, evidence.NewKey)
		junk.key = testKey(t, "stranger")
		return scenario{commits: []tree{junk.tree(), base(t, nil).tree()}, keys: followed}
	}},
}

// complete appends the half of the new key to that of the old one, which stands at an entry.
func (f *forge) complete(first int, new string) {
	f.t.Helper()
	r := f.drafts[first].predicate.(*evidence.Rotation)
	f.add(&draft{kind: r.Kind(), dir: f.drafts[first].dir, predicate: r.Half(evidence.NewKey), key: testKey(f.t, new)}, edit{})
}
