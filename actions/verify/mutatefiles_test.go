package verify_test

import (
	"strings"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// What anybody can do who can write to the branch.

var byFile = []mutation{
	{"edited-bundle", "a byte of a bundle was changed", "2", 2, []string{"1", "2", "4"}, files(func(t tree) {
		replaced(t, t.find("05/"+key(t, 2)+".run.sigstore.json"), `"payload":"eyJ`, `"payload":"fyJ`)
	})},
	{"edited-leaf", "a leaf names another bundle", "2", 0, []string{"2", "3"}, files(func(t tree) {
		replaced(t, "tile/entries/000.p/8", `{"bundle":"sha256:`+strings.Split(t["tile/entries/000.p/8"].data, "sha256:")[1][:4], `{"bundle":"sha256:0000`)
	})},
	{"edited-tile", "a hash in a tile was changed", "2", none, []string{"2"}, files(func(t tree) { flip(t, "tile/0/000.p/8") })},
	{"edited-checkpoint", "the checkpoint tells of another size", "2", none, []string{"2", "4"}, files(func(t tree) { replaced(t, "checkpoint", "\n8\n", "\n7\n") })},
	{"size-beyond-all-bounds", "the checkpoint tells of more entries than a document can", "1", none, []string{"1"}, files(func(t tree) { replaced(t, "checkpoint", "\n8\n", "\n9223372036854775807\n") })},
	{"edited-readme", "a line was added to README.md", "2", none, []string{"2"}, files(func(t tree) { t["README.md"] = plainFile(t["README.md"].data + "\n") })},
	{"deleted-file", "the file of an entry is gone", "2", 4, []string{"2"}, files(func(t tree) { delete(t, t.find(key(t, 4)+".run.sigstore.json")) })},
	{"deleted-tile", "an entry tile is gone", "2", 0, []string{"2"}, files(func(t tree) { delete(t, "tile/entries/000.p/8") })},
	{"symlink", "README.md is a symbolic link", "2", none, []string{"2"}, files(func(t tree) { t["README.md"] = fileAt{"120000", "checkpoint"} })},
	{"executable", "README.md may be executed", "2", none, []string{"2"}, files(func(t tree) { t["README.md"] = fileAt{"100755", t["README.md"].data} })},
	{"extra-file", "a file stands among the entries that no leaf has", "2", none, []string{"2"}, files(func(t tree) { t["runs/tls/2026/01/05/notes.txt"] = plainFile("x") })},
	{"extra-blob", "a blob is stored that no statement names", "2", none, []string{"2"}, files(func(t tree) {
		hex := canon.Sum([]byte("x")).Hex()
		t["blobs/sha256/"+hex[:2]+"/"+hex] = plainFile("x")
	})},
	{"copied-folder", "the entries of a day stand in the folder of another day too", "2", none, []string{"2"}, files(func(t tree) {
		for path, f := range t.clone() {
			if strings.HasPrefix(path, "runs/tls/2026/01/05/") {
				t[strings.Replace(path, "/05/", "/06/", 1)] = f
			}
		}
	})},
	{"path-leaves-tree", "a folder is named ..", "2", none, []string{"2"}, files(func(t tree) { t["runs/../x"] = plainFile("x") })},
}

// flip changes one byte in the middle of a file.
func flip(t tree, path string) {
	data := []byte(t[path].data)
	data[len(data)/2] ^= 1
	t[path] = plainFile(string(data))
}

// key is the beginning of the key of the run that entry index is of.
func key(t tree, index int) string {
	leaf := strings.Split(t["tile/entries/000.p/8"].data, `"run":"`)[index+1]
	return strings.TrimPrefix(leaf, "sha256:")[:16]
}

var byChain = []mutation{
	{"leaf-of-other-kind", "a leaf calls an authorization a run", "2", 8, []string{"2"}, appended(func(f *forge) {
		f.authorize(5, "tls", edit{leaf: func(d *draft) {
			d.leaf.Kind, d.path = evidence.KindRun, strings.Replace(d.path, ".authorization.", ".run.", 1)
			d.raw = must(canon.Encode(d.leaf))
		}})
	})},
	{"leaf-of-other-statement", "a leaf names another statement", "2", 8, []string{"2"}, appended(func(f *forge) {
		f.authorize(5, "tls", edit{leaf: func(d *draft) { d.leaf.Statement = canon.Sum(nil); d.raw = must(canon.Encode(d.leaf)) }})
	})},
	{"misplaced", "a bundle stands in the folder of another day", "2", 8, []string{"2"}, appended(func(f *forge) {
		f.authorize(5, "tls", edit{leaf: func(d *draft) { d.path = strings.Replace(d.path, "/01/05/", "/01/06/", 1) }})
	})},
	{"replay-from-another-ledger", "an authorization of another ledger of the same signer was appended, as it is", "2", 8, []string{"2", "3"}, appended(func(f *forge) {
		other := newForge(f.t)
		other.origin = strings.Replace(f.origin, "0001", "ffff", 1)
		other.genesis(edit{})
		d := other.authorize(5, "tls", edit{})
		f.files[d.path] = string(d.bundle)
		f.put(d.raw)
	})},
	{"second-genesis", "the ledger begins again in its middle", "2", 8, []string{"2"}, appended(func(f *forge) {
		f.genesis(edit{predicate: func(d *draft) {
			l := d.predicate.(*evidence.Ledger)
			l.At, l.Seen = minute(8), evidence.Seen{Origin: f.origin, Root: canon.Sum(nil)}
		}})
	})},
	{"deleted-entry", "an entry was cut out of the entry tile, by one without the key", "2", 0, []string{"1", "2", "3"}, files(func(t tree) {
		data := t["tile/entries/000.p/8"].data
		n := 2 + int(data[0])<<8 + int(data[1])
		t["tile/entries/000.p/8"] = plainFile(data[n:])
	})},
	{"reordered-entries", "two entries changed places in the entry tile, by one without the key", "2", none, []string{"2", "3", "9"}, files(func(t tree) {
		data := t["tile/entries/000.p/8"].data
		var entries []string
		for len(data) > 0 {
			n := 2 + int(data[0])<<8 + int(data[1])
			entries, data = append(entries, data[:n]), data[n:]
		}
		entries[5], entries[6] = entries[6], entries[5]
		t["tile/entries/000.p/8"] = plainFile(strings.Join(entries, ""))
	})},
	{"edited-record", "a byte of a record was changed", "2", 2, []string{"2", "10"}, files(func(t tree) { replaced(t, t.holding(`"id":"00000000000000000000000000000001"`), `"30"`, `"31"`) })},
	{"deleted-record", "a record is gone", "2", 2, []string{"2", "10"}, files(func(t tree) { delete(t, t.holding(`"id":"00000000000000000000000000000001"`)) })},
	{"edited-plan", "a byte of a plan was changed", "7a", 3, []string{"2", "7a", "10"}, files(func(t tree) { replaced(t, t.holding(`"runbook":"backup"`), "Are our", "Are all") })},
}

// holding is the one blob that holds a text.
func (t tree) holding(text string) string {
	for path, f := range t {
		if strings.HasPrefix(path, "blobs/") && strings.Contains(f.data, text) {
			return path
		}
	}
	panic("no blob holds " + text)
}
