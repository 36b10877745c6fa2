package gitdata

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/attestary/attestary/actions/ledger"
)

// A commit is told by the API in parts, and some are not told as they were: times are in UTC, and a line break at the
// end of the message may be gone. So all that it can have been is tried, until it has its hash.

func (s *Store) fetchCommit(ctx context.Context, h ledger.Hash) error {
	told, _, err := s.client.Git.GetCommit(ctx, s.owner, s.name, h.String())
	if err != nil {
		return s.explain(err)
	}
	data := rebuild(told, h)
	if data == nil {
		return s.lied("commit", h)
	}
	s.keep(data)
	s.learnCommit(data)
	return nil
}

func (s *Store) learnCommit(data []byte) {
	c, err := parse(data)
	if err != nil {
		return
	}
	s.learn(c.tree, object{kind: "tree"})
	for _, p := range c.parents {
		s.learn(p, object{kind: "commit"})
	}
}

// maxCommit is how many bytes of a commit are tried with each zone of the world, twenty thousand times; one of a ledger
// has a few hundred.
const maxCommit = 16 << 10

// rebuild is the commit that was told, with that hash; nil where there is none.
func rebuild(told *github.Commit, h ledger.Hash) []byte {
	var head strings.Builder
	fmt.Fprintf(&head, "tree %s\n", told.GetTree().GetSHA())
	for _, p := range told.Parents {
		fmt.Fprintf(&head, "parent %s\n", p.GetSHA())
	}
	seal := ""
	if text := told.GetVerification().GetSignature(); text != "" {
		seal = "gpgsig " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n ") + "\n"
	}
	authors, committers := inZones("author", told.GetAuthor()), inZones("committer", told.GetCommitter())
	rest := seal + "\n" + told.GetMessage()
	if head.Len()+len(authors[0])+len(committers[0])+len(rest) > maxCommit {
		return nil
	}
	for _, end := range []string{"", "\n"} {
		for _, author := range authors {
			for _, committer := range committers {
				if data := ledger.Frame("commit", []byte(head.String()+author+committer+rest+end)); ledger.HashOf(data) == h {
					return data
				}
			}
		}
	}
	return nil
}

// inZones is the line of who made a commit, with each zone.
func inZones(role string, who *github.CommitAuthor) (lines []string) {
	for _, zone := range zones {
		lines = append(lines, fmt.Sprintf("%s %s <%s> %d %s\n", role, who.GetName(), who.GetEmail(), who.GetDate().Unix(), zone))
	}
	return lines
}

// zones are the time zones of the world, as git writes them. That of every ledger comes first.
var zones = func() []string {
	all := []string{"+0000"}
	for minutes := -12 * 60; minutes <= 14*60; minutes += 15 {
		sign, m := "+", minutes
		if m < 0 {
			sign, m = "-", -m
		}
		if m != 0 {
			all = append(all, fmt.Sprintf("%s%02d%02d", sign, m/60, m%60))
		}
	}
	return all
}()

// commit is one that is to be written.
type commit struct {
	tree              ledger.Hash
	parents           []ledger.Hash
	author, committer github.CommitAuthor
	message           string
}

var errForeign = errors.New("it is no commit of a ledger")

// parse reads a commit that this program wrote.
func parse(data []byte) (c commit, err error) {
	kind, body, err := ledger.Unframe(data)
	if err != nil || kind != "commit" {
		return c, errForeign
	}
	head, message, ok := bytes.Cut(body, []byte("\n\n"))
	if !ok {
		return c, errForeign
	}
	c.message = string(message)
	for line := range strings.SplitSeq(string(head), "\n") {
		key, value, _ := strings.Cut(line, " ")
		switch key {
		case "tree":
			c.tree, err = ledger.ParseHash(value)
		case "parent":
			var p ledger.Hash
			p, err = ledger.ParseHash(value)
			c.parents = append(c.parents, p)
		case "author":
			c.author, err = author(value)
		case "committer":
			c.committer, err = author(value)
		}
		if err != nil {
			return c, errForeign
		}
	}
	return c, nil
}

// author reads "NAME <ADDRESS> SECONDS ZONE".
func author(value string) (a github.CommitAuthor, err error) {
	name, rest, found := strings.Cut(value, " <")
	address, when, closed := strings.Cut(rest, "> ")
	seconds, zone, told := strings.Cut(when, " ")
	at, err := strconv.ParseInt(seconds, 10, 64)
	offset, off := time.Parse("-0700", zone)
	if !found || !closed || !told || err != nil || off != nil {
		return a, errForeign
	}
	_, east := offset.Zone()
	in := time.UTC
	if east != 0 {
		in = time.FixedZone("", east)
	}
	return github.CommitAuthor{Name: &name, Email: &address, Date: &github.Timestamp{Time: time.Unix(at, 0).In(in)}}, nil
}
