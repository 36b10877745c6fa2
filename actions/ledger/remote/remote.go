// Package remote is a ledger's store behind git's own protocol: a path on this machine, ssh, http.
//
// A path on this machine is read as a directory. From anything with a URL it reads the few objects that
// an append needs, by their names: commits at depth one, trees and blobs with the filter tree:0, each
// folder's level of a path in one journey. A server must allow that (a bare repository by
// uploadpack.allowFilter and uploadpack.allowAnySHA1InWant; GitHub does). From one that does not, the
// newest two states are fetched whole, and Options.Tell says so.
//
// It writes by one push of the new objects, with the old and the new commit: the server changes the
// branch only from the one to the other, so a push is a compare-and-swap. It never forces.
//
// What a server sends is believed in nothing: objects are known by the hash of their bytes, sizes are
// bounded, words are cut and cleaned before a person sees them.
//
// Start at Open. The methods of Store are those of ledger.Store.
package remote

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/transport"
	"github.com/go-git/go-git/v5/plumbing/transport/client"
	githttp "github.com/go-git/go-git/v5/plumbing/transport/http"

	"github.com/attestary/attestary/actions/ledger"
)

// Options says which branch of which repository. The zero values of the rest are good.
type Options struct {
	URL    string // a path, or what git takes: https://…, ssh://…, user@host:path, file://…
	Branch string // evidence
	Token  string // for http; "": none
	SSH    SSH    // for ssh
	// Patience is how long one journey may take; 0: ten minutes.
	Patience time.Duration
	// Tell is told what makes this remote slow; nil: nobody listens.
	Tell func(words string)
}

// Store is the branch of a remote repository. It may be used by several goroutines at once.
type Store struct {
	options   Options
	ref       plumbing.ReferenceName
	endpoint  *transport.Endpoint
	transport transport.Transport
	auth      transport.AuthMethod
	line      *line       // the connection over ssh; nil where it is another way
	local     *ledger.Dir // the same repository as a directory; nil where it is far away

	mu      sync.Mutex
	fetched map[ledger.Hash][]byte
	bytes   int                    // of fetched
	put     map[ledger.Hash][]byte // not known to be at the server
	whole   bool                   // the server does not hand out single objects
}

const maxKept = 64 << 20 // bytes of objects that are kept

// Open finds the repository. It fails where there is none; an empty one is good.
func Open(ctx context.Context, o Options) (*Store, error) {
	s := &Store{options: o, ref: plumbing.NewBranchReferenceName(o.Branch),
		fetched: map[ledger.Hash][]byte{}, put: map[ledger.Hash][]byte{}}
	if err := s.connect(o); err != nil {
		return nil, fmt.Errorf("remote %s: %w", o.URL, err)
	}
	if _, err := s.Head(ctx); err != nil && !errors.Is(err, ledger.ErrEmpty) {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) connect(o Options) error {
	url := o.URL
	if info, err := os.Stat(url); err == nil {
		if url, err = filepath.Abs(url); err != nil {
			return err
		}
		if !info.IsDir() {
			return errors.New("it is a file, not a git repository")
		}
		if s.local, err = ledger.OpenDir(url, s.ref.String()); err != nil {
			return err
		}
	} else if !strings.Contains(url, ":") {
		return errors.New("there is no such folder; make one: git init --bare")
	}
	var err error
	if s.endpoint, err = transport.NewEndpoint(url); err != nil {
		return err
	}
	if s.transport, err = client.NewClient(s.endpoint); err != nil {
		return err
	}
	switch protocol := s.endpoint.Protocol; {
	case protocol == "ssh":
		if s.auth, err = o.SSH.auth(s.endpoint); err != nil {
			return err
		}
		s.line = &line{}
		s.transport = s.line
	case strings.HasPrefix(protocol, "http"):
		s.transport = githttp.NewClient(&http.Client{Transport: bounded{http.DefaultTransport}})
		if o.Token != "" {
			s.auth = &githttp.BasicAuth{Username: "x-access-token", Password: o.Token}
		}
	}
	return s.ref.Validate()
}

// name is the remote as people may see it: without a password.
func (s *Store) name() string {
	shown := *s.endpoint
	shown.Password = ""
	if shown.Protocol == "file" {
		return shown.Path
	}
	return shown.String()
}

// Close gives back what is open.
func (s *Store) Close() error {
	if s.line != nil {
		return s.line.Close()
	}
	if s.local == nil {
		return nil // every journey has its own connection
	}
	return s.local.Close()
}

// Head implements ledger.Store.
func (s *Store) Head(ctx context.Context) (ledger.Hash, error) {
	if s.local != nil {
		return s.local.Head(ctx)
	}
	ctx, stop := s.journey(ctx)
	defer stop()
	session, err := s.transport.NewUploadPackSession(s.endpoint, s.auth)
	if err != nil {
		return ledger.Hash{}, s.explain(err)
	}
	defer session.Close()
	adverts, err := session.AdvertisedReferencesContext(ctx)
	if errors.Is(err, transport.ErrEmptyRemoteRepository) {
		return ledger.Hash{}, ledger.ErrEmpty
	}
	if err != nil {
		return ledger.Hash{}, s.explain(errors.Join(err, context.Cause(ctx)))
	}
	head, ok := adverts.References[s.ref.String()]
	if !ok {
		return ledger.Hash{}, ledger.ErrEmpty
	}
	if s.has(ledger.Hash(head)) {
		return ledger.Hash(head), nil
	}
	return ledger.Hash(head), s.fetch(ctx, session, adverts, []plumbing.Hash{head})
}

func (s *Store) has(h ledger.Hash) bool { return s.object(h) != nil }

// object gives an object that is here, or nil.
func (s *Store) object(h ledger.Hash) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	if object := s.fetched[h]; object != nil {
		return object
	}
	return s.put[h]
}

// Get implements ledger.Store.
func (s *Store) Get(ctx context.Context, h ledger.Hash) ([]byte, error) {
	if object := s.object(h); object != nil {
		return object, nil
	}
	if s.local != nil {
		return s.local.Get(ctx, h)
	}
	if err := s.Warm(ctx, []ledger.Hash{h}); err != nil {
		return nil, err
	}
	if object := s.object(h); object != nil {
		return object, nil
	}
	return nil, ledger.ErrNotFound
}

// Put implements ledger.Store. The object travels with the Swap that reaches it.
func (s *Store) Put(_ context.Context, object []byte) (ledger.Hash, error) {
	h := ledger.HashOf(object)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fetched[h] == nil {
		s.put[h] = object
	}
	return h, nil
}

// keep takes objects that came from the server.
func (s *Store) keep(objects map[ledger.Hash][]byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bytes > maxKept {
		s.fetched, s.bytes = map[ledger.Hash][]byte{}, 0
	}
	for h, object := range objects {
		delete(s.put, h)
		s.fetched[h] = object
		s.bytes += len(object)
	}
}
