package engine

import (
	"errors"
	"fmt"
	"sync"

	"github.com/attestary/attestary/actions/redact"
)

// Secret is a capsule around the value of a secret. Printing, logging or encoding one never shows the value,
// whatever it is a part of: what is not meant to be seen must be asked for, with Reveal. The zero Secret is
// none.
//
// The value is wiped when the run is over; see Run.Forget for what that is worth.
type Secret struct{ held *held } // a pointer: fmt shows the address of one that it finds by reflection

type held struct {
	guard sync.RWMutex // an action that does not end may still ask while the value is wiped
	value []byte
}

// Conceal puts a value into a capsule; "" is none.
func Conceal(value string) Secret { return capsule([]byte(value)) }

// capsule puts a value into a capsule, which owns it from then on.
func capsule(value []byte) Secret {
	if len(value) == 0 {
		return Secret{}
	}
	return Secret{&held{value: value}}
}

// Given tells whether there is a value.
func (s Secret) Given() bool { return s.held != nil }

// Reveal is the value, for the one who shows it to a service; "" once it was wiped. It is a copy, which
// only the garbage collector takes away: so it is asked for late, and kept nowhere.
func (s Secret) Reveal() string {
	if s.held == nil {
		return ""
	}
	s.held.guard.RLock()
	defer s.held.guard.RUnlock()
	return string(s.held.value)
}

// wipe overwrites the value.
func (s Secret) wipe() {
	if s.held == nil {
		return
	}
	s.held.guard.Lock()
	defer s.held.guard.Unlock()
	clear(s.held.value)
	s.held.value = nil
}

// Format shows a mask, for every verb.
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.String()) }

// String is a mask.
func (s Secret) String() string {
	if s.held == nil {
		return ""
	}
	return redact.Mask
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
