package verify_test

import (
	"context"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/attestary/attestary/actions/ledger"
)

// tree is the files of a ledger's branch, by path. A part of a path may be anything, also "..".
type tree map[string]fileAt

// fileAt is one file: its mode as git writes it, and its bytes.
type fileAt struct{ mode, data string }

func plainFile(data string) fileAt { return fileAt{"100644", data} }

func (t tree) clone() tree { return maps.Clone(t) }

// repository is a git object store in memory. It does not care what it is given, as a hostile one.
type repository struct {
	mu      sync.RWMutex
	objects map[ledger.Hash][]byte
	head    ledger.Hash
}

func newRepository() *repository { return &repository{objects: map[ledger.Hash][]byte{}} }

func (r *repository) Head(context.Context) (ledger.Hash, error) { return r.head, nil }

func (r *repository) Get(_ context.Context, h ledger.Hash) ([]byte, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	data, ok := r.objects[h]
	if !ok {
		return nil, fmt.Errorf("object %s: %w", h, ledger.ErrNotFound)
	}
	return data, nil
}

func (r *repository) put(kind string, body []byte) ledger.Hash {
	data := fmt.Appendf(nil, "%s %d\x00%s", kind, len(body), body)
	h := ledger.Hash(sha1.Sum(data))
	r.objects[h] = data
	return h
}

// commit puts a tree on top of the branch, or on the parents that are named.
func (r *repository) commit(t tree, parents ...ledger.Hash) {
	r.repeat(r.folder(t, ""), parents...)
}

// repeat commits a tree that is there.
func (r *repository) repeat(tree ledger.Hash, parents ...ledger.Hash) {
	if len(parents) == 0 && r.head != (ledger.Hash{}) {
		parents = []ledger.Hash{r.head}
	}
	body := fmt.Sprintf("tree %s\n", tree)
	for _, p := range parents {
		body += fmt.Sprintf("parent %s\n", p)
	}
	r.head = r.put("commit", []byte(body+"author a <a@example.com> 0 +0000\ncommitter a <a@example.com> 0 +0000\n\nentries\n"))
}

// folder writes the git tree of what stands below a prefix.
func (r *repository) folder(t tree, prefix string) ledger.Hash {
	lines := map[string]string{} // by git's order
	for path, f := range t {
		rest, below := strings.CutPrefix(path, prefix)
		name, deeper, isFolder := strings.Cut(rest, "/")
		switch {
		case !below:
		case isFolder && lines[name+"/"] == "" && deeper != "":
			sub := tree{}
			for p, f := range t {
				if strings.HasPrefix(p, prefix+name+"/") {
					sub[p] = f
				}
			}
			h := r.folder(sub, prefix+name+"/")
			lines[name+"/"] = "40000 " + name + "\x00" + string(h[:])
		case !isFolder:
			h := r.put("blob", []byte(f.data))
			lines[name] = f.mode + " " + name + "\x00" + string(h[:])
		}
	}
	var body strings.Builder
	for _, name := range slices.Sorted(maps.Keys(lines)) {
		body.WriteString(lines[name])
	}
	return r.put("tree", []byte(body.String()))
}

func b64(data string) string { return base64.StdEncoding.EncodeToString([]byte(data)) }
