package verdict

import (
	"fmt"

	"github.com/attestary/attestary/schemas/canon"
)

// Encode gives the one encoding of the verdict. It refuses one that breaks its own rules.
func (v *Verdict) Encode() ([]byte, error) {
	if err := v.Check(); err != nil {
		return nil, err
	}
	return canon.Encode(v)
}

// Parse reads a verdict. It accepts exactly what Encode writes.
func Parse(data []byte) (*Verdict, error) {
	v := new(Verdict)
	if err := decode(data, v); err != nil {
		return nil, fmt.Errorf("verdict: %w", err)
	}
	return v, nil
}

// Encode gives the one encoding of the scorecard. It refuses one that breaks its own rules.
func (s *Scorecard) Encode() ([]byte, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	return canon.Encode(s)
}

// ParseScorecard reads a scorecard. It accepts exactly what Encode writes.
func ParseScorecard(data []byte) (*Scorecard, error) {
	s := new(Scorecard)
	if err := decode(data, s); err != nil {
		return nil, fmt.Errorf("scorecard: %w", err)
	}
	return s, nil
}

func decode(data []byte, doc interface{ Check() error }) error {
	if err := canon.Decode(data, doc); err != nil {
		return err
	}
	return doc.Check()
}
