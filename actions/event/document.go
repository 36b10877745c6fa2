package event

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/attestary/attestary/schemas/expr"
)

// document is the part of an event's JSON that is read.
type document struct {
	Action     string         `json:"action"`
	Schedule   string         `json:"schedule"`
	Ref        string         `json:"ref"`
	Inputs     jsontext.Value `json:"inputs"`
	Payload    jsontext.Value `json:"client_payload"`
	Repository *repository    `json:"repository"`
	Sender     *account       `json:"sender"`
	Label      *label         `json:"label"`
	Issue      *issue         `json:"issue"`
	Comment    *comment       `json:"comment"`
}

type account struct {
	ID    int64  `json:"id"`
	Login string `json:"login"`
	Type  string `json:"type"`
}

type repository struct {
	ID      int64    `json:"id"`
	Name    string   `json:"full_name"`
	Private bool     `json:"private"`
	Owner   *account `json:"owner"`
}

type label struct {
	Name string `json:"name"`
}

type issue struct {
	Number int64          `json:"number"`
	Author *account       `json:"user"`
	Title  string         `json:"title"`
	Body   *string        `json:"body"`
	Labels []label        `json:"labels"`
	State  string         `json:"state"`
	Pull   jsontext.Value `json:"pull_request"`
}

type comment struct {
	ID       int64     `json:"id"`
	Author   *account  `json:"user"`
	Body     string    `json:"body"`
	Created  time.Time `json:"created_at"`
	Modified time.Time `json:"updated_at"`
	App      *struct {
		Slug string `json:"slug"`
	} `json:"performed_via_github_app"`
}

// person is the account; the zero Person where there is none.
func (a *account) person() Person {
	if a == nil {
		return Person{}
	}
	return Person{ID: a.ID, Login: a.Login, Bot: a.Type != "User"}
}

// check holds that somebody is there, by number and by name.
func (p Person) check(place string) error {
	switch {
	case p.ID < 1 || p.Login == "":
		return fmt.Errorf("%s: it does not say who that is, by number and login", place)
	case len(p.Login) > 100:
		return fmt.Errorf("%s: the login has %d characters", place, len(p.Login))
	}
	return nil
}

func (r *repository) into(to *Repository) error {
	if r == nil || r.Owner == nil || r.ID < 1 || r.Owner.ID < 1 {
		return errors.New("repository: it does not say which one, and whose, by number")
	}
	*to = Repository{ID: r.ID, Owner: r.Owner.ID, Name: r.Name, Private: r.Private}
	return nil
}

func (d *document) issue(e *Event) error {
	if d.Issue == nil {
		return errors.New("issue: there is none")
	}
	e.Issue = &Issue{
		Number: d.Issue.Number, Author: d.Issue.Author.person(), Title: d.Issue.Title, Open: d.Issue.State == "open",
		IsPull: len(d.Issue.Pull) > 0 && !bytes.Equal(bytes.TrimSpace(d.Issue.Pull), []byte("null")),
	}
	if d.Issue.Body != nil {
		e.Issue.Body = *d.Issue.Body
	}
	for _, l := range d.Issue.Labels {
		e.Issue.Labels = append(e.Issue.Labels, l.Name)
	}
	if d.Label != nil {
		e.Label = d.Label.Name
	}
	if e.Issue.Number < 1 {
		return errors.New("issue: it has no number")
	}
	return e.Issue.Author.check("issue.user")
}

func (d *document) comment(e *Event) error {
	if d.Comment == nil {
		return errors.New("comment: there is none")
	}
	c := d.Comment
	e.Comment = &Comment{ID: c.ID, Author: c.Author.person(), Body: c.Body, Created: c.Created, Modified: c.Modified}
	if c.App != nil {
		e.Comment.ByProgram = c.App.Slug
	}
	if c.ID < 1 || c.Created.IsZero() || c.Modified.IsZero() {
		return errors.New("comment: it does not say which one, of when")
	}
	return errors.Join(d.issue(e), e.Comment.Author.check("comment.user"))
}

// finished is a run of another workflow that is over, of which package forge reads the rest.
func (d *document) finished(*Event) error {
	if d.Action != "completed" {
		return fmt.Errorf("workflow_run: it is %.40q, and only one that is completed starts anything", d.Action)
	}
	return nil
}

// maxDepth is how many lists and objects may be within each other, as in a Value.
const maxDepth = 32

// valueOf reads JSON that somebody else wrote as a value. What a value cannot hold as it stands is refused.
func valueOf(data []byte) (expr.Value, error) {
	dec := jsontext.NewDecoder(bytes.NewReader(data))
	v, err := readValue(dec, 0)
	if err != nil {
		return expr.Nil(), err
	}
	if !v.Whole() {
		return expr.Nil(), errors.New("it has a number, or is of a size, that no value has")
	}
	if _, err := dec.ReadToken(); !errors.Is(err, io.EOF) {
		return expr.Nil(), errors.New("something follows it")
	}
	return v, nil
}

func readValue(dec *jsontext.Decoder, depth int) (expr.Value, error) {
	token, err := dec.ReadToken()
	if err != nil {
		return expr.Nil(), told(err)
	}
	if depth > maxDepth {
		return expr.Nil(), fmt.Errorf("it has more than %d lists and objects within each other", maxDepth)
	}
	switch token.Kind() {
	case jsontext.KindTrue, jsontext.KindFalse:
		return expr.OfBool(token.Bool()), nil
	case jsontext.KindString:
		return expr.OfText(token.String()), nil
	case jsontext.KindNumber:
		return expr.ReadNumber(token.String()), nil
	case jsontext.KindBeginArray:
		return readList(dec, depth+1)
	case jsontext.KindBeginObject:
		return readObject(dec, depth+1)
	}
	return expr.Nil(), nil
}

func readList(dec *jsontext.Decoder, depth int) (expr.Value, error) {
	items := []expr.Value{}
	for dec.PeekKind() != jsontext.KindEndArray {
		item, err := readValue(dec, depth)
		if err != nil {
			return expr.Nil(), err
		}
		items = append(items, item)
	}
	_, err := dec.ReadToken()
	return expr.OfList(items), err
}

func readObject(dec *jsontext.Decoder, depth int) (expr.Value, error) {
	members := []expr.Member{}
	for dec.PeekKind() != jsontext.KindEndObject {
		token, err := dec.ReadToken()
		if err != nil {
			return expr.Nil(), told(err)
		}
		name := token.String()
		v, err := readValue(dec, depth)
		if err != nil {
			return expr.Nil(), err
		}
		members = append(members, expr.Member{Name: name, Value: v})
	}
	_, err := dec.ReadToken()
	return expr.OfMembers(members), err
}
