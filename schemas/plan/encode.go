package plan

import (
	"encoding/json"
	"fmt"
	"regexp"

	"github.com/attestary/attestary/schemas/canon"
)

// MaxDocument is the most bytes that a plan may have.
const MaxDocument = 4 << 20

// Encode gives the one encoding of the plan. It refuses a plan that breaks its own rules (Check).
func (p *Plan) Encode() ([]byte, error) {
	if err := p.Check(); err != nil {
		return nil, fmt.Errorf("plan: %w", err)
	}
	data, err := canon.Encode(p)
	if err != nil {
		return nil, fmt.Errorf("plan: %w", err)
	}
	if len(data) > MaxDocument {
		return nil, fmt.Errorf("plan: %d bytes; at most %d are allowed", len(data), MaxDocument)
	}
	return data, nil
}

// Parse reads a plan. It accepts exactly what Encode writes.
func Parse(data []byte) (*Plan, error) {
	if len(data) > MaxDocument {
		return nil, fmt.Errorf("plan: %d bytes; at most %d are read", len(data), MaxDocument)
	}
	p := new(Plan)
	err := canon.Decode(data, p)
	if err == nil {
		err = p.Check()
	}
	if err == nil {
		return p, nil
	}
	if other := otherFormat(data); other != "" {
		err = &UnknownFormat{other}
	}
	return nil, fmt.Errorf("plan: %w", err)
}

// UnknownFormat says that a document is a plan in a format of another version: whoever knows it can say more.
type UnknownFormat struct {
	Format string
}

func (u *UnknownFormat) Error() string {
	return fmt.Sprintf("format is %q; this program reads %q", u.Format, Format)
}

var formatForm = regexp.MustCompile(`^https://attestary\.dev/plan/v[1-9][0-9]{0,3}$`)

// otherFormat is the format that a document names, where it is a plan's and not this one; else "". Of the rest
// nothing is known but that its encoding is the one of every document.
func otherFormat(data []byte) string {
	var members map[string]json.RawMessage
	var format string
	if canon.Check(data) != nil || json.Unmarshal(data, &members) != nil || json.Unmarshal(members["format"], &format) != nil {
		return ""
	}
	if format == Format || !formatForm.MatchString(format) {
		return ""
	}
	return format
}

// Digest is the plan's name: the SHA-256 of its encoding.
func (p *Plan) Digest() (canon.Digest, error) {
	data, err := p.Encode()
	if err != nil {
		return "", err
	}
	return canon.Sum(data), nil
}
