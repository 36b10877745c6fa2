package engine

import (
	"errors"
	"fmt"
)

// Secret is a capsule around the value of a secret. Printing, logging or encoding one never shows the value,
// whatever it is a part of: what is not meant to be seen must be asked for, with Reveal. The zero Secret is
// none.
type Secret struct{ value *string } // a pointer: fmt shows the address of one that it finds by reflection

// Conceal puts a value into a capsule; "" is none.
func Conceal(value string) Secret {
	if value == "" {
		return Secret{}
	}
	return Secret{&value}
}

// Given tells whether there is a value.
func (s Secret) Given() bool { return s.value != nil }

// Reveal is the value, for the one who shows it to a service.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// Format shows a mask, for every verb.
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.String()) }

// String is a mask.
func (s Secret) String() string {
	if s.value == nil {
		return ""
	}
	return mask
}

var errCapsule = errors.New("a secret has no encoding")

// MarshalText fails: a secret stands in no document.
func (s Secret) MarshalText() ([]byte, error) { return nil, errCapsule }

// MarshalJSON fails, as MarshalText does.
func (s Secret) MarshalJSON() ([]byte, error) { return nil, errCapsule }

// MarshalBinary fails, as MarshalText does.
func (s Secret) MarshalBinary() ([]byte, error) { return nil, errCapsule }

// Format tells which action is called, for every verb. Settings may hold sensitive inputs.
func (c Call) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "a call of %s", c.Action) }

// MarshalJSON fails: a call stands in no document.
func (c Call) MarshalJSON() ([]byte, error) { return nil, errors.New("a call has no encoding") }
