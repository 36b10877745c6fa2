package remote

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/go-git/go-git/v5/plumbing/transport"
)

// races are words of servers for: somebody else changes the branch right now.
var races = []string{"failed to update ref", "cannot lock ref", "unable to lock", "fetch first", "non-fast-forward", "reference already exists", "incorrect old value", "stale info", "failed to lock", "failed to write"}

func isRace(status string) bool {
	for _, words := range races {
		if strings.Contains(status, words) {
			return true
		}
	}
	return false
}

// refusesNames tells whether a server answered that it does not hand out objects by name.
func refusesNames(err error) bool {
	return err != nil && (strings.Contains(err.Error(), "not our ref") || strings.Contains(err.Error(), "not allowed"))
}

// explain makes an error of a journey one that a person can act on.
func (s *Store) explain(err error) error { return s.explainWith(err, "") }

func (s *Store) explainWith(err error, words string) error {
	text := err.Error() + " " + words
	switch {
	case errors.Is(err, transport.ErrRepositoryNotFound):
		return fmt.Errorf("remote %s: there is no git repository; check the address, or make one: git init --bare", s.name())
	case errors.Is(err, transport.ErrAuthenticationRequired), errors.Is(err, transport.ErrAuthorizationFailed):
		return fmt.Errorf("remote %s: it asks who we are, and does not let us in: check the token and its permissions", s.name())
	case strings.Contains(text, "knownhosts: key mismatch"):
		return fmt.Errorf("remote %s: the server shows another host key than it did: do not go on until you know why", s.name())
	case strings.Contains(text, "knownhosts: key is unknown"):
		return fmt.Errorf("remote %s: this machine does not know the server's host key: connect once with ssh, and compare what it shows", s.name())
	case strings.Contains(text, "unable to authenticate"):
		return fmt.Errorf("remote %s: it takes none of our keys: ask whoever keeps it, or add the right one (ssh-add -l lists them)", s.name())
	case strings.Contains(text, "object-format=sha256"):
		return fmt.Errorf("remote %s: its objects are named by SHA-256; a ledger needs a repository with SHA-1 names: git init --bare --object-format=sha1", s.name())
	case strings.Contains(text, "malformed zero-id ref") && strings.Contains(text, s.ref.String()):
		return fmt.Errorf("remote %s: branch %s is torn there; where it lies, git fsck --lost-found finds its commit, git update-ref %s COMMIT sets it again", s.name(), s.ref.Short(), s.ref)
	case strings.Contains(text, "dubious ownership"):
		return fmt.Errorf("remote %s: it belongs to another user, and git does not serve it: git config --global --add safe.directory %s", s.name(), s.endpoint.Path)
	case strings.Contains(text, "No space left"), strings.Contains(text, "Disk quota exceeded"):
		return fmt.Errorf("remote %s: its disk is full: %s", s.name(), clean(text))
	}
	return said{fmt.Sprintf("remote %s: %s", s.name(), clean(text)), err}
}

// said is an error in words that are safe to show.
type said struct {
	words string
	cause error
}

func (e said) Error() string { return e.words }
func (e said) Unwrap() error { return e.cause }

// maxWords is how many characters of a server's words are shown.
const maxWords = 400

// clean makes words from outside safe to show: one line, no control characters, not too long.
func clean(words string) string {
	text := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, words)
	text = strings.Trim(strings.Join(strings.Fields(text), " "), ": ")
	if runes := []rune(text); len(runes) > maxWords {
		text = string(runes[:maxWords]) + "…"
	}
	return text
}
