package remote

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/capability"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/sideband"
	"github.com/go-git/go-git/v5/plumbing/transport"
	"github.com/go-git/go-git/v5/storage/memory"

	"github.com/attestary/attestary/actions/ledger"
)

// Warm fetches the objects that are not here yet, in one journey. Where the server does not hand out
// single objects there is nothing to do: Head fetched everything.
func (s *Store) Warm(ctx context.Context, hashes []ledger.Hash) error {
	var wants []plumbing.Hash
	for _, h := range hashes {
		if !h.IsZero() && !s.has(h) {
			wants = append(wants, plumbing.Hash(h))
		}
	}
	if len(wants) == 0 || s.local != nil || s.isWhole() {
		return nil
	}
	ctx, stop := s.journey(ctx)
	defer stop()
	session, err := s.transport.NewUploadPackSession(s.endpoint, s.auth)
	if err != nil {
		return s.explain(err)
	}
	defer session.Close()
	adverts, err := session.AdvertisedReferencesContext(ctx)
	if err != nil {
		return s.explain(errors.Join(err, context.Cause(ctx)))
	}
	return s.fetch(ctx, session, adverts, wants)
}

func (s *Store) isWhole() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.whole
}

// fetch brings objects by their names; or, from a server that does not do so, the newest states whole.
func (s *Store) fetch(ctx context.Context, session transport.UploadPackSession, adverts *packp.AdvRefs, wants []plumbing.Hash) error {
	single := adverts.Capabilities.Supports(capability.Filter) && adverts.Capabilities.Supports(capability.AllowReachableSHA1InWant)
	if single && !s.isWhole() {
		err := s.upload(ctx, session, request(adverts, wants, 1, packp.FilterTreeDepth(0)))
		if !refusesNames(err) {
			return err
		}
	}
	return s.fetchWhole(ctx)
}

// wholeDepth is how many states are fetched whole: the newest, and the one that it must continue.
const wholeDepth = 2

func (s *Store) fetchWhole(ctx context.Context) error {
	session, err := s.transport.NewUploadPackSession(s.endpoint, s.auth)
	if err != nil {
		return s.explain(err)
	}
	defer session.Close()
	adverts, err := session.AdvertisedReferencesContext(ctx)
	if err != nil {
		return s.explain(err)
	}
	s.mu.Lock()
	first := !s.whole
	s.whole = true
	s.mu.Unlock()
	if first && s.options.Tell != nil {
		s.options.Tell(s.name() + " does not hand out single objects, so the whole ledger is fetched each time; whoever keeps it can allow it: git config uploadpack.allowFilter true && git config uploadpack.allowAnySHA1InWant true")
	}
	head, ok := adverts.References[s.ref.String()]
	if !ok {
		return fmt.Errorf("remote %s: branch %s went away", s.name(), s.options.Branch)
	}
	return s.upload(ctx, session, request(adverts, []plumbing.Hash{head}, wholeDepth, ""))
}

func request(adverts *packp.AdvRefs, wants []plumbing.Hash, depth int, filter packp.Filter) *packp.UploadPackRequest {
	req := packp.NewUploadPackRequestFromCapabilities(adverts.Capabilities)
	req.Wants = wants
	if adverts.Capabilities.Supports(capability.Shallow) {
		req.Depth = packp.DepthCommits(depth)
		_ = req.Capabilities.Set(capability.Shallow) // takes no argument, so cannot fail
	}
	if filter != "" {
		req.Filter = filter
		_ = req.Capabilities.Set(capability.Filter)
	}
	return req
}

// upload asks for a pack, and keeps the objects in it under the hashes of their bytes.
func (s *Store) upload(ctx context.Context, session transport.UploadPackSession, req *packp.UploadPackRequest) error {
	answer, err := session.UploadPack(ctx, req)
	if err != nil {
		return s.explain(err)
	}
	defer answer.Close()
	var pack io.Reader = answer
	switch {
	case req.Capabilities.Supports(capability.Sideband64k):
		pack = sideband.NewDemuxer(sideband.Sideband64k, answer)
	case req.Capabilities.Supports(capability.Sideband):
		pack = sideband.NewDemuxer(sideband.Sideband, answer)
	}
	received, err := receive(pack)
	if err != nil {
		return s.explain(err)
	}
	into := memory.NewStorage()
	if err := packfile.UpdateObjectStorage(into, received); err != nil {
		return s.explain(err)
	}
	objects, err := framed(into)
	if err != nil {
		return s.explain(err)
	}
	s.keep(objects)
	return nil
}

func framed(from *memory.Storage) (map[ledger.Hash][]byte, error) {
	objects := map[ledger.Hash][]byte{}
	for _, object := range from.Objects {
		r, err := object.Reader()
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(r)
		if err := errors.Join(err, r.Close()); err != nil {
			return nil, err
		}
		data := ledger.Frame(object.Type().String(), body)
		objects[ledger.HashOf(data)] = data
	}
	return objects, nil
}
