package ledger

import (
	"context"
	"sync"
)

// Memory is a store in this process's memory. The zero Memory is empty.
type Memory struct {
	mu      sync.Mutex
	objects map[Hash][]byte
	head    Hash
}

// Head implements Store.
func (m *Memory) Head(context.Context) (Hash, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.head.IsZero() {
		return Hash{}, ErrEmpty
	}
	return m.head, nil
}

// Get implements Store.
func (m *Memory) Get(_ context.Context, h Hash) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	object, ok := m.objects[h]
	if !ok {
		return nil, ErrNotFound
	}
	return object, nil
}

// Put implements Store.
func (m *Memory) Put(_ context.Context, object []byte) (Hash, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.objects == nil {
		m.objects = map[Hash][]byte{}
	}
	h := HashOf(object)
	m.objects[h] = object
	return h, nil
}

// Swap implements Store.
func (m *Memory) Swap(_ context.Context, old, new Hash) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.head != old {
		return ErrMoved
	}
	m.head = new
	return nil
}
