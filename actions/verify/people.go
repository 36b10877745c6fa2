package verify

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/actions/verify/samekey"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// speaker is a key of somebody whom the policy knows.
type speaker struct {
	key    *samekey.Key
	login  string
	person int // index in the policy
}

// know takes a person of the policy.
func (t *trust) know(i int, who Person) error {
	switch {
	case who.Login == "":
		return errors.New("it has no login, so no fault could name them")
	case who.ID == "" && len(who.Keys) == 0:
		return errors.New("it has neither a key nor an id, so no word could be known as theirs")
	case who.ID != "" && (strings.Trim(who.ID, "0123456789") != "" || who.ID[0] == '0'):
		return fmt.Errorf("id: %.40q is not the number that a forge gives to people", who.ID)
	}
	if other, known := t.ids[who.ID]; known {
		return fmt.Errorf("id %s is that of person %d too", who.ID, other+1)
	}
	if who.ID != "" {
		t.ids[who.ID] = i
	}
	for _, email := range who.Emails {
		email = strings.ToLower(email)
		if !isEmail(email) {
			return fmt.Errorf("email: %.80q is not an address", email)
		}
		if other, known := t.emails[email]; known {
			return fmt.Errorf("email %s is that of person %d too", email, other+1)
		}
		t.emails[email] = i
	}
	for n, data := range who.Keys {
		key, hint, err := readKey([]byte(data))
		if err != nil {
			return fmt.Errorf("key %d: %w", n+1, err)
		}
		if other := t.people[hint]; other != nil {
			return fmt.Errorf("key %d is listed for person %d already", n+1, other.person+1)
		}
		t.people[hint] = &speaker{t.often(key), who.Login, i}
	}
	return nil
}

// knowsPeople tells whether the policy lists anybody.
func (t *trust) knowsPeople() bool { return len(t.people)+len(t.ids) > 0 }

// person is which of the policy's people it is.
func (t *trust) person(by evidence.By) (int, bool) {
	if by.How == "forge" {
		i, ok := t.ids[by.ID]
		return i, ok
	}
	if who := t.people[hintOf(by.ID)]; who != nil {
		return who.person, true
	}
	return 0, false
}

// same tells whether two are, or may be, one person.
func (t *trust) same(a, b evidence.By) bool {
	x, known := t.person(a)
	y, too := t.person(b)
	return rules.Same(a, b) || known && too && x == y
}

// hintOf is the hint of a key with that digest; "" where the digest is none.
func hintOf(digest string) string {
	sum, err := hex.DecodeString(canon.Digest(digest).Hex())
	if err != nil {
		return ""
	}
	return base64.StdEncoding.EncodeToString(sum)
}
