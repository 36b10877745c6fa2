package pack

import (
	"bytes"
	"crypto/sha1"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"

	"github.com/attestary/attestary/actions/ledger"
)

// A set keeps each name once, in the order in which they came, however many there are.
func TestSet(t *testing.T) {
	t.Parallel()
	s, known := newSet(), map[ledger.Hash]bool{}
	var order []ledger.Hash
	for i := range 20_000 {
		h := ledger.Hash(sha1.Sum(fmt.Append(nil, i%13_000)))
		if s.has(h) != known[h] || s.add(h) == known[h] || !s.has(h) {
			t.Fatalf("name %d is told wrong", i)
		}
		if !known[h] {
			known[h], order = true, append(order, h)
		}
	}
	if got := slices.Collect(s.each); !slices.Equal(got, order) || s.count != len(order) {
		t.Errorf("%d names came out, of %d", len(got), len(order))
	}
}

// Objects whose names begin alike are told apart by the rest, and one that stands there twice is found.
func TestAlike(t *testing.T) {
	t.Parallel()
	var pack bytes.Buffer
	g := newGather(new(ledger.Memory))
	var names []ledger.Hash
	s := &store{}
	for i := range 3 {
		h, err := g.store.(*ledger.Memory).Put(t.Context(), ledger.Frame("blob", fmt.Append(nil, i)))
		if err != nil {
			t.Fatal(err)
		}
		g.take(h)
		names = append(names, h)
	}
	if err := g.write(t.Context(), &pack); err != nil {
		t.Fatal(err)
	}
	s.from = io.NewSectionReader(bytes.NewReader(pack.Bytes()), 0, int64(pack.Len()))
	if err := s.index(t.Context()); err != nil {
		t.Fatal(err)
	}
	asked := names[1]
	for i := range s.places { // as if all names began as the one does that is asked for
		s.places[i].first = first(asked)
	}
	if object, err := s.read(asked, nil); err != nil || ledger.HashOf(object) != asked {
		t.Errorf("among names alike, %s is %q (%v)", asked, object, err)
	}
	other := asked
	other[19] ^= 1
	if _, err := s.read(other, nil); !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("a name that nothing has gave %v", err)
	}
	if err := s.sort(); err != nil {
		t.Errorf("different objects are taken for one: %v", err)
	}
	s.places = append(s.places, s.places[2])
	if err := s.sort(); err == nil {
		t.Error("an object is there twice, and nobody tells")
	}
}
