package ledger

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
)

// Store holds the git objects of a ledger and its branch. Objects are whole, as git hashes them (type,
// length, NUL, body), so that the SHA-1 of the bytes is the name. All methods may be called by several
// goroutines at once.
type Store interface {
	// Head is the commit at the tip of the branch; ErrEmpty before the first entry.
	Head(ctx context.Context) (Hash, error)
	// Get gives an object's bytes, which the caller must not change; ErrNotFound where it is missing.
	Get(ctx context.Context, h Hash) ([]byte, error)
	// Put keeps an object. Twice is as good as once. It need not be durable before a Swap that reaches it.
	Put(ctx context.Context, object []byte) (Hash, error)
	// Swap makes new the tip, if old is it; the zero old means that there is none yet. It is atomic
	// across processes, and durable on return with all that new reaches. Else ErrMoved: somebody else
	// was faster. ErrRefused: whoever keeps the branch does not want this change, and will not want it
	// when asked again. After any other error it may have happened or not.
	Swap(ctx context.Context, old, new Hash) error
}

var (
	// ErrEmpty says that there is no ledger yet.
	ErrEmpty = errors.New("there is no ledger yet")
	// ErrNotFound says that an object is not there.
	ErrNotFound = errors.New("no such object")
	// ErrTooLarge says that an object is there, and larger than anything that a ledger holds. Whoever can
	// push can bring one: it says something of the ledger, not of the store.
	ErrTooLarge = fmt.Errorf("it has more than the %d bytes that a file of a ledger may have", maxObject)
	// ErrMoved says that the branch is not where it was.
	ErrMoved = errors.New("the branch moved")
	// ErrRefused says that a change will not be accepted, however often it is offered.
	ErrRefused = errors.New("refused")
)

// warmer is a store that is far away: what is asked for in one go comes in one journey.
type warmer interface {
	// Warm fetches objects, so that Get has them. Some may be there already, or nowhere.
	Warm(ctx context.Context, hashes []Hash) error
}

func warm(ctx context.Context, store Store, hashes ...Hash) error {
	if w, ok := store.(warmer); ok && len(hashes) > 0 {
		return w.Warm(ctx, hashes)
	}
	return nil
}

// Hash names a git object.
type Hash [sha1.Size]byte

// HashOf is the name of an object.
func HashOf(object []byte) Hash { return sha1.Sum(object) }

// ParseHash reads 40 lower-case hex digits.
func ParseHash(text string) (Hash, error) {
	var h Hash
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != len(h) || hex.EncodeToString(raw) != text {
		return h, fmt.Errorf("%.80q is not the name of a git object", text)
	}
	return Hash(raw), nil
}

func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// IsZero tells whether h names nothing.
func (h Hash) IsZero() bool { return h == Hash{} }
