package plan

import (
	"fmt"

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
	if err := canon.Decode(data, p); err != nil {
		return nil, fmt.Errorf("plan: %w", err)
	}
	if err := p.Check(); err != nil {
		return nil, fmt.Errorf("plan: %w", err)
	}
	return p, nil
}

// Digest is the plan's name: the SHA-256 of its encoding.
func (p *Plan) Digest() (canon.Digest, error) {
	data, err := p.Encode()
	if err != nil {
		return "", err
	}
	return canon.Sum(data), nil
}
