package remote

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/go-git/go-git/v5/plumbing/format/packfile"
)

// What a server sends is bounded in four ways: how long a journey takes, how many bytes it brings, how large
// an object of it becomes, and how large all of them become. A few bytes of a pack can become a great many.
const (
	usualPatience = 10 * time.Minute
	maxFetch      = 256 << 20 // bytes that one journey may bring
	maxRefs       = 16 << 20  // bytes in which a server tells its branches
	maxObject     = 64 << 20  // bytes of one object, as package ledger reads it
	maxInflated   = 1 << 30   // bytes of all objects of a journey
)

var (
	errSlow    = errors.New("it did not answer in time")
	errEndless = errors.New("it sends more than any ledger has")
	errLarge   = fmt.Errorf("it sends objects that are larger than those of any ledger (%d bytes each, %d together)", maxObject, maxInflated)
)

// journey is ctx for one journey to the server.
func (s *Store) journey(ctx context.Context) (context.Context, context.CancelFunc) {
	patience := s.options.Patience
	if patience <= 0 {
		patience = usualPatience
	}
	return context.WithTimeoutCause(ctx, patience, errSlow)
}

// receive reads a pack, which is no larger than it may be when it is unpacked.
func receive(from io.Reader) (*bytes.Reader, error) {
	data, err := io.ReadAll(io.LimitReader(from, maxFetch+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxFetch {
		return nil, errEndless
	}
	return bytes.NewReader(data), weigh(data)
}

// weigh tells whether what a pack becomes is too large. The scanner unpacks no object beyond the size that it
// declares.
func weigh(pack []byte) error {
	scanner := packfile.NewScanner(bytes.NewReader(pack))
	_, count, err := scanner.Header()
	if err != nil {
		return err
	}
	var total int64
	for range count {
		header, err := scanner.NextObjectHeader()
		if err != nil {
			return err
		}
		if header.Length > maxObject {
			return errLarge
		}
		size := header.Length
		if header.Type.IsDelta() {
			if size, err = becomes(scanner); err != nil {
				return err
			}
		}
		if total += max(size, header.Length); size > maxObject || total > maxInflated {
			return errLarge
		}
	}
	return nil
}

// becomes is the size of what the delta makes that comes next (gitformat-pack, "Deltified representation").
func becomes(scanner *packfile.Scanner) (int64, error) {
	var delta start
	if _, _, err := scanner.NextObject(&delta); err != nil {
		return 0, err
	}
	var sizes [2]int64 // of the base, of the result
	for i := range sizes {
		for shift := 0; ; shift += 7 {
			if len(delta) == 0 || shift > 35 {
				return 0, fmt.Errorf("a delta: %w", errMalformed)
			}
			c := delta[0]
			delta = delta[1:]
			sizes[i] |= int64(c&0x7f) << shift
			if c&0x80 == 0 {
				break
			}
		}
	}
	return sizes[1], nil
}

// start keeps the first bytes that are written to it: more than the two sizes of a delta need.
type start []byte

func (s *start) Write(p []byte) (int, error) {
	*s = append(*s, p[:min(len(p), max(0, 20-len(*s)))]...)
	return len(p), nil
}

// bounded cuts answers off that have no end, before anybody looks for what is in them.
type bounded struct{ http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		most := int64(maxFetch)
		if r.Method == http.MethodGet {
			most = maxRefs
		}
		answer.Body = &cut{ReadCloser: answer.Body, left: most}
	}
	return answer, err
}

type cut struct {
	io.ReadCloser
	left int64
}

func (c *cut) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, errEndless
	}
	n, err := c.ReadCloser.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	return n, err
}
