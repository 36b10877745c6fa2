package evidence

import (
	"fmt"
	"strings"
	"sync/atomic"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/attestary/attestary/schemas/canon"
)

const (
	digits    = "0123456789"
	hexDigits = "0123456789abcdef"
	letters   = "abcdefghijklmnopqrstuvwxyz"
	nameTail  = letters + digits + "_-"

	// maxCount bounds counters that somebody else chose, and ids of a forge: what JSON keeps exactly.
	maxCount = 1<<53 - 1

	originPrefix = "attestary.dev/ledger/"
	instantForm  = "2006-01-02T15:04:05Z"
)

// FormatInstant writes t as documents do: in UTC, to the second before it.
func FormatInstant(t time.Time) string {
	second := t.Unix()
	if last := lastInstant.Load(); last != nil && last.second == second {
		return last.text
	}
	last := &writtenInstant{second, t.UTC().Format(instantForm)}
	lastInstant.Store(last)
	return last.text
}

// lastInstant is the one that was written last: those of thousands of items are of a few seconds.
var lastInstant atomic.Pointer[writtenInstant]

type writtenInstant struct {
	second int64
	text   string
}

// ParseInstant reads an instant of a document.
func ParseInstant(text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil || len(text) != len(instantForm) || text[len(text)-1] != 'Z' {
		return time.Time{}, fmt.Errorf("%.40q is not an instant YYYY-MM-DDTHH:MM:SSZ", text)
	}
	return t, nil
}

func isInstant(text string) bool {
	_, err := ParseInstant(text)
	return err == nil
}

// checkInstants checks pairs of a name and a text.
func checkInstants(pairs ...string) error {
	for i := 0; i < len(pairs); i += 2 {
		if _, err := ParseInstant(pairs[i+1]); err != nil {
			return fmt.Errorf("%s: %w", pairs[i], err)
		}
	}
	return nil
}

// CheckOrigin tells whether text can be the origin of a ledger.
func CheckOrigin(text string) error {
	random, ok := strings.CutPrefix(text, originPrefix)
	if !ok || len(random) != 32 || !consists(random, hexDigits) {
		return fmt.Errorf("origin: %.80q is not %s and 32 hex digits", text, originPrefix)
	}
	return nil
}

// NewOrigin names a ledger by 128 random bits.
func NewOrigin(random [16]byte) string { return fmt.Sprintf("%s%x", originPrefix, random) }

// isName tells whether text can name a runbook, an input or a check.
func isName(text string) bool {
	return text != "" && len(text) <= 40 && strings.IndexByte(letters, text[0]) >= 0 && consists(text, nameTail)
}

// consists tells whether text is of these characters alone, and not empty.
func consists(text, of string) bool {
	for i := range len(text) {
		if strings.IndexByte(of, text[i]) < 0 {
			return false
		}
	}
	return text != ""
}

// checkWords tells whether text is one line that a person may be shown, of 1 to most characters.
func checkWords(what, text string, most int) error {
	if text == "" || utf8.RuneCountInString(text) > most {
		return fmt.Errorf("%s: it has %d characters; 1 to %d are allowed", what, utf8.RuneCountInString(text), most)
	}
	for _, r := range text {
		if !unicode.IsPrint(r) {
			return fmt.Errorf("%s: it has a character that cannot be shown (%U)", what, r)
		}
	}
	return nil
}

func checkForgeID(what string, id int64) error {
	if id < 0 || id > maxCount {
		return fmt.Errorf("%s: %d is not between 0 and 2^53-1", what, id)
	}
	return nil
}

func checkCommit(id string) error {
	if len(id) != 40 && len(id) != 64 || !consists(id, hexDigits) {
		return fmt.Errorf("commit: %.80q is not a git object id", id)
	}
	return nil
}

func (b BlobRef) check() error {
	if b.Size < 1 || b.Size > canon.MaxSize {
		return fmt.Errorf("size: %d is not between 1 and %d", b.Size, canon.MaxSize)
	}
	return b.Digest.Check()
}

// sorted tells the first of items that does not come after the one before it.
func sorted[T any](items []T, less func(a, b *T) bool) (int, bool) {
	for i := 1; i < len(items); i++ {
		if !less(&items[i-1], &items[i]) {
			return i, false
		}
	}
	return 0, true
}
