package database

import (
	"context"
	"net"
	"sync/atomic"
)

// maxWire is how many bytes come over one connection: as many as the cells may have, in the most wasteful
// way in which a database writes them, with room for what stands around.
const maxWire = 32 << 20

// wire is a connection that gives at most maxWire bytes, however much the other side sends.
type wire struct {
	net.Conn
	left atomic.Int64
	road *road
}

// road opens wires, and knows whether one of them had to be cut.
type road struct {
	dial func(ctx context.Context, network, address string) (net.Conn, error)
	cut  atomic.Bool
}

func (r *road) open(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := r.dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	w := &wire{Conn: conn, road: r}
	w.left.Store(maxWire)
	return w, nil
}

func (w *wire) Read(b []byte) (int, error) {
	left := w.left.Load()
	if left <= 0 {
		w.road.cut.Store(true)
		return 0, tooLarge()
	}
	n, err := w.Conn.Read(b[:min(int64(len(b)), left)])
	w.left.Add(int64(-n))
	return n, err
}
