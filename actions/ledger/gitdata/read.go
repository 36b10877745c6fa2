package gitdata

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/google/go-github/v60/github"

	"github.com/attestary/attestary/actions/ledger"
)

// atOnce is how many objects are asked for at the same time; GitHub wants few.
const atOnce = 4

// Warm fetches the objects that are not here yet.
func (s *Store) Warm(ctx context.Context, hashes []ledger.Hash) error {
	var all sync.WaitGroup
	turn := make(chan struct{}, atOnce)
	failures := make([]error, len(hashes))
	for i, h := range hashes {
		if h.IsZero() || s.object(h) != nil {
			continue
		}
		turn <- struct{}{}
		all.Go(func() {
			defer func() { <-turn }()
			if err := s.fetch(ctx, h); !errors.Is(err, ledger.ErrNotFound) {
				failures[i] = err
			}
		})
	}
	all.Wait()
	return errors.Join(failures...)
}

// fetch brings one object, of whatever kind it is.
func (s *Store) fetch(ctx context.Context, h ledger.Hash) error {
	s.mu.Lock()
	o, told := s.known[h]
	s.mu.Unlock()
	kinds := []string{o.kind}
	if !told {
		kinds = []string{"commit", "tree", "blob"}
	}
	for _, kind := range kinds {
		err := s.fetchAs(ctx, h, object{kind, o.path})
		if !errors.Is(err, ledger.ErrNotFound) {
			return err
		}
	}
	return ledger.ErrNotFound
}

func (s *Store) fetchAs(ctx context.Context, h ledger.Hash, o object) error {
	var err error
	switch o.kind {
	case "commit":
		err = s.fetchCommit(ctx, h)
	case "tree":
		err = s.fetchTree(ctx, h, o.path)
	case "blob":
		err = s.fetchBlob(ctx, h)
	default:
		return ledger.ErrNotFound // a submodule, which no ledger has
	}
	switch statusOf(err) {
	case http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusConflict:
		return ledger.ErrNotFound
	}
	return err
}

// errLie says that an answer is not the object that it is said to be.
var errLie = errors.New("what it sends is not that object: its hash is another")

func (s *Store) fetchBlob(ctx context.Context, h ledger.Hash) error {
	blob, _, err := s.client.Git.GetBlob(ctx, s.owner, s.name, h.String())
	if err != nil {
		return s.explain(err)
	}
	body, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(blob.GetContent(), "\n", ""))
	if blob.GetEncoding() != "base64" {
		body, err = []byte(blob.GetContent()), nil
	}
	data := ledger.Frame("blob", body)
	if err != nil || ledger.HashOf(data) != h {
		return s.lied("blob", h)
	}
	s.keep(data)
	return nil
}

// deep are the folders that come with all that is below them: of many small folders that an append reads.
const deep = "tile"

func (s *Store) fetchTree(ctx context.Context, h ledger.Hash, at string) error {
	tree, err := s.tree(ctx, h, at == deep)
	if err == nil && tree.GetTruncated() && at == deep {
		tree, err = s.tree(ctx, h, false)
	}
	if err != nil {
		return s.explain(err)
	}
	if tree.GetTruncated() {
		return fmt.Errorf("github %s: folder %s has more files than the API tells", s.repository(), cleaned(at))
	}
	for folder, entries := range folders(tree.Entries) {
		data, err := frameTree(entries)
		of := ledger.HashOf(data)
		switch {
		case folder == "" && (err != nil || of != h):
			return s.lied("tree", h)
		case err != nil:
			continue // it is asked for again where it is needed
		}
		s.keep(data)
		s.learnEntries(path.Join(at, folder), entries)
	}
	return nil
}

func (s *Store) tree(ctx context.Context, h ledger.Hash, recursive bool) (*github.Tree, error) {
	tree, _, err := s.client.Git.GetTree(ctx, s.owner, s.name, h.String(), recursive)
	return tree, err
}

// folders are the entries of a tree, by the folder that they are in; "" is the tree itself.
func folders(entries []*github.TreeEntry) map[string][]*github.TreeEntry {
	all := map[string][]*github.TreeEntry{"": nil}
	for _, e := range entries {
		folder, _ := path.Split(e.GetPath())
		folder = strings.TrimSuffix(folder, "/")
		all[folder] = append(all[folder], e)
	}
	return all
}

// frameTree writes a folder as git does, in the order in which it is told.
func frameTree(entries []*github.TreeEntry) ([]byte, error) {
	var body []byte
	for _, e := range entries {
		h, err := ledger.ParseHash(e.GetSHA())
		if err != nil || e.GetMode() == "" {
			return nil, errLie
		}
		body = append(body, strings.TrimPrefix(e.GetMode(), "0")+" "+path.Base(e.GetPath())+"\x00"...)
		body = append(body, h[:]...)
	}
	return ledger.Frame("tree", body), nil
}

func (s *Store) learnEntries(at string, entries []*github.TreeEntry) {
	for _, e := range entries {
		if h, err := ledger.ParseHash(e.GetSHA()); err == nil {
			s.learn(h, object{e.GetType(), path.Join(at, path.Base(e.GetPath()))})
		}
	}
}

func (s *Store) lied(kind string, h ledger.Hash) error {
	return fmt.Errorf("github %s: %s %s: %w", s.repository(), kind, h, errLie)
}
