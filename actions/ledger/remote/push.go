package remote

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/capability"
	"github.com/go-git/go-git/v5/storage/memory"

	"github.com/attestary/attestary/actions/ledger"
)

// Swap implements ledger.Store: it pushes what new reaches and the server does not have.
func (s *Store) Swap(ctx context.Context, old, new ledger.Hash) error {
	ctx, stop := s.journey(ctx)
	defer stop()
	session, err := s.transport.NewReceivePackSession(s.endpoint, s.auth)
	if err != nil {
		return s.explain(err)
	}
	defer session.Close()
	adverts, err := session.AdvertisedReferencesContext(ctx)
	if err != nil {
		return s.explain(errors.Join(err, context.Cause(ctx)))
	}
	if ledger.Hash(adverts.References[s.ref.String()]) != old {
		return ledger.ErrMoved
	}
	pack, sent, err := s.pack(new)
	if err != nil {
		return fmt.Errorf("remote %s: %w", s.name(), err)
	}
	var words bytes.Buffer
	req := packp.NewReferenceUpdateRequestFromCapabilities(adverts.Capabilities)
	req.Commands = []*packp.Command{{Name: s.ref, Old: plumbing.Hash(old), New: plumbing.Hash(new)}}
	req.Packfile = io.NopCloser(pack)
	req.Progress = &words
	if adverts.Capabilities.Supports(capability.Sideband64k) {
		_ = req.Capabilities.Set(capability.Sideband64k) // takes no argument, so cannot fail
	}
	report, err := session.ReceivePack(ctx, req)
	if err := s.judge(report, err, words.String()); err != nil {
		return err
	}
	s.keep(sent)
	return nil
}

// pack writes the objects that new reaches and that are not known to be at the server, and gives them.
func (s *Store) pack(new ledger.Hash) (*bytes.Buffer, map[ledger.Hash][]byte, error) {
	put, sent := memory.NewStorage(), map[ledger.Hash][]byte{}
	var hashes []plumbing.Hash
	wanted := []ledger.Hash{new}
	for len(wanted) > 0 {
		h := wanted[len(wanted)-1]
		wanted = wanted[:len(wanted)-1]
		s.mu.Lock()
		data := s.put[h]
		s.mu.Unlock()
		if sent[h] != nil || data == nil {
			continue
		}
		sent[h] = data
		object, next, err := reaches(data)
		if err != nil {
			return nil, nil, err
		}
		if _, err := put.SetEncodedObject(object); err != nil {
			return nil, nil, err
		}
		hashes, wanted = append(hashes, plumbing.Hash(h)), append(wanted, next...)
	}
	var pack bytes.Buffer
	_, err := packfile.NewEncoder(&pack, put, false).Encode(hashes, 0)
	return &pack, sent, err
}

// judge tells what became of a push, by the server's report and by its words. No report is no success: a
// server that died in the middle ends its answer in peace over http.
func (s *Store) judge(report *packp.ReportStatus, err error, words string) error {
	status := ""
	if report != nil {
		for _, c := range report.CommandStatuses {
			if c.ReferenceName == s.ref || c.Status != "ok" {
				status = c.Status
			}
		}
	}
	switch {
	case err == nil && status == "ok":
		return nil
	case err == nil && status == "":
		return s.explainWith(errNoWord, words)
	case status == "", strings.HasPrefix(status, "unpacker error"):
		return s.explainWith(err, words)
	case isRace(status):
		return fmt.Errorf("%w: %s", ledger.ErrMoved, clean(status))
	}
	return fmt.Errorf("remote %s %w the push: %s", s.name(), ledger.ErrRefused, clean(status+": "+words))
}

var errNoWord = errors.New("the server did not say what became of the push")

var errMalformed = errors.New("an object is not one of git's")
