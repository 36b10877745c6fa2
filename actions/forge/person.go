package forge

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"github.com/google/go-github/v60/github"

	"github.com/attestary/attestary/schemas/evidence"
)

// Repository is one of the forge: how it is called today, and the number that stays.
type Repository struct {
	Owner, Name string
	ID          int64
}

var repositoryForm = regexp.MustCompile(`^([A-Za-z0-9][A-Za-z0-9_-]{0,38})/([A-Za-z0-9_.-]{1,100})$`)

// ParseRepository reads GITHUB_REPOSITORY and GITHUB_REPOSITORY_ID.
func ParseRepository(name, id string) (Repository, error) {
	parts := repositoryForm.FindStringSubmatch(name)
	n, err := strconv.ParseInt(id, 10, 64)
	switch {
	case parts == nil || parts[2] == "." || parts[2] == "..":
		return Repository{}, fmt.Errorf("%.100q is no repository: OWNER/NAME", name)
	case err != nil || n < 1:
		return Repository{}, fmt.Errorf("%.40q is no number of a repository", id)
	}
	return Repository{parts[1], parts[2], n}, nil
}

// String is OWNER/NAME.
func (r Repository) String() string { return r.Owner + "/" + r.Name }

// is holds that an answer is about this repository, and not one that got its name.
func (r Repository) is(id int64) error {
	if id != r.ID {
		return fmt.Errorf("%w: it is of repository %d, and not of %s, which is %d", errOdd, id, r, r.ID)
	}
	return nil
}

// errOdd is an answer that says what cannot be.
var errOdd = errors.New("the answer does not fit the question")

var loginForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,99}(\[bot\])?$`)

// by is the person behind an account. ok is false where there is none, as where the account was deleted.
func by(u *github.User) (who evidence.By, ok bool) {
	if u.GetID() < 1 || !loginForm.MatchString(u.GetLogin()) {
		return evidence.By{}, false
	}
	return evidence.By{How: "forge", ID: strconv.FormatInt(u.GetID(), 10), Login: u.GetLogin()}, true
}

// isPerson tells whether an account is somebody's, and not a program's.
func isPerson(u *github.User) bool { return u.GetType() == "User" }
