// Package gitdata is a ledger's store behind GitHub's Git Data API, for runners that have no git, and for networks
// that let its protocol not through.
//
// It reads single objects and writes the files that a commit changes: a tree over base_tree, with the text of files
// in it and a blob of its own for each other; one commit; and one PATCH of the branch with force: false. GitHub makes
// such a change only as a fast-forward, and a commit of a ledger has the tip as its only parent: so that is the
// compare-and-swap. It never forces.
//
// What the server says is believed in nothing. An object is what has the hash that was asked for: a commit, which
// the API tells in parts, is put together again until it has. What the server makes of a tree or a commit must have
// the hash that it has here, or the branch is not moved to it.
//
// A token of a job may ask a thousand times an hour, so requests are few, and counted (Store.Requests): the tiles of
// a ledger, a hundred folders of it, come in one. An append to a large ledger takes about twenty-five.
//
// Start at Open. The methods of Store are those of ledger.Store.
package gitdata

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/attestary/attestary/actions/forge/road"
	"github.com/attestary/attestary/actions/ledger"
)

// Options says which branch of which repository. The zero values of what follows Token are good.
type Options struct {
	API        string // GITHUB_API_URL, as https://api.github.com
	Repository string // OWNER/NAME
	Branch     string // evidence
	Token      string
	Road       http.RoundTripper // nil: that of package net/http
	// Sleep waits before something is asked for again; nil: by the clock.
	Sleep func(ctx context.Context, d time.Duration) error
}

// Store is the branch of a repository. It may be used by several goroutines at once.
type Store struct {
	client      *github.Client
	owner, name string
	branch      string
	road        *road.Road

	mu      sync.Mutex
	fetched map[ledger.Hash][]byte
	bytes   int // of fetched
	put     map[ledger.Hash][]byte
	known   map[ledger.Hash]object // what is known of objects that may not be here
}

// object is what a folder or a commit says of another object.
type object struct {
	kind string
	path string // of a folder or file, from the top; "" where that is not known
}

const maxKept = 64 << 20 // bytes of objects that are kept

// Open finds the branch. It fails where there is no such repository; one without the branch is good.
func Open(ctx context.Context, o Options) (*Store, error) {
	owner, name, ok := strings.Cut(o.Repository, "/")
	base, err := road.Address(o.API)
	if err != nil {
		return nil, err
	}
	if !ok || owner == "" || name == "" || strings.Contains(name, "/") || o.Branch == "" {
		return nil, fmt.Errorf("%q is not OWNER/NAME", o.Repository)
	}
	s := &Store{
		owner: owner, name: name, branch: o.Branch,
		fetched: map[ledger.Hash][]byte{}, put: map[ledger.Hash][]byte{}, known: map[ledger.Hash]object{},
		road: road.New(road.Options{
			Base: base, Token: road.Token(o.Token), Now: time.Now, Transport: o.Road, Sleep: o.Sleep, Timeout: timeout, Patience: patience, Most: most,
		}),
	}
	s.client = github.NewClient(s.road.Client())
	s.client.BaseURL, s.client.UserAgent = base, "attestary"
	if _, err := s.Head(ctx); err != nil && !errors.Is(err, ledger.ErrEmpty) {
		return nil, err
	}
	return s, nil
}

// Requests is how often the server was asked, attempts that failed among them.
func (s *Store) Requests() int64 { return s.road.Asked() }

// Close implements io.Closer: nothing is open.
func (s *Store) Close() error { return nil }

func (s *Store) ref() string { return "refs/heads/" + s.branch }

// Head implements ledger.Store. A branch that is not there is told from a repository that the token may not see.
func (s *Store) Head(ctx context.Context) (ledger.Hash, error) {
	ref, _, err := s.client.Git.GetRef(ctx, s.owner, s.name, s.ref())
	switch status := statusOf(err); {
	case status == http.StatusConflict:
		return ledger.Hash{}, ledger.ErrEmpty // a repository without any commit
	case status == http.StatusNotFound:
		if err := s.seen(ctx); err != nil {
			return ledger.Hash{}, err
		}
		return ledger.Hash{}, ledger.ErrEmpty
	case err != nil:
		return ledger.Hash{}, s.explain(err)
	}
	h, err := ledger.ParseHash(ref.GetObject().GetSHA())
	if err != nil || ref.GetRef() != s.ref() || ref.GetObject().GetType() != "commit" {
		return ledger.Hash{}, fmt.Errorf("github %s: it does not tell the commit of branch %s", s.repository(), s.branch)
	}
	s.learn(h, object{kind: "commit"})
	return h, nil
}

// seen tells why the token does not see the repository, or may not read its contents; nil where it does.
func (s *Store) seen(ctx context.Context) error {
	_, _, err := s.client.Git.ListMatchingRefs(ctx, s.owner, s.name, &github.ReferenceListOptions{Ref: "heads/" + s.branch})
	if statusOf(err) == http.StatusConflict {
		return nil
	}
	if err != nil {
		return s.explain(err)
	}
	return nil
}

func (s *Store) repository() string { return s.owner + "/" + s.name }

// Get implements ledger.Store.
func (s *Store) Get(ctx context.Context, h ledger.Hash) ([]byte, error) {
	if data := s.object(h); data != nil {
		return data, nil
	}
	if err := s.fetch(ctx, h); err != nil {
		return nil, err
	}
	if data := s.object(h); data != nil {
		return data, nil
	}
	return nil, ledger.ErrNotFound
}

// Put implements ledger.Store. The object travels with the Swap that reaches it.
func (s *Store) Put(_ context.Context, data []byte) (ledger.Hash, error) {
	h := ledger.HashOf(data)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fetched[h] == nil {
		s.put[h] = data
	}
	return h, nil
}

// object gives an object that is here, or nil.
func (s *Store) object(h ledger.Hash) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	if data := s.fetched[h]; data != nil {
		return data
	}
	return s.put[h]
}

// keep takes an object that the server has.
func (s *Store) keep(data []byte) {
	h := ledger.HashOf(data)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bytes > maxKept {
		s.fetched, s.bytes = map[ledger.Hash][]byte{}, 0
	}
	delete(s.put, h)
	if s.fetched[h] == nil {
		s.fetched[h] = data
		s.bytes += len(data)
	}
}

// learn remembers what an object is, for the time when it is asked for.
func (s *Store) learn(h ledger.Hash, o object) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.known) > 1<<20 {
		s.known = map[ledger.Hash]object{}
	}
	s.known[h] = o
}
