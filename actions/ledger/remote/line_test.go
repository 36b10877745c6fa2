package remote_test

import (
	"io"
	"net"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/attestary/attestary/actions/ledger/internal/contract"
	"github.com/attestary/attestary/actions/ledger/remote"
)

// through puts a line between us and a server, which counts the bytes that go over it in both directions.
func through(t testing.TB, o *remote.Options) *atomic.Int64 {
	t.Helper()
	moved := new(atomic.Int64)
	at, err := url.Parse(o.URL)
	if err != nil || at.Host == "" {
		return moved
	}
	server := at.Host
	listener := contract.Must[net.Listener](t)(net.Listen("tcp", "127.0.0.1:0"))
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", server)
			if err != nil {
				near.Close()
				continue
			}
			go carry(near, far, moved)
			go carry(far, near, moved)
		}
	}()
	at.Host = listener.Addr().String()
	o.URL = at.String()
	for _, path := range o.SSH.Hosts {
		known := string(contract.Must[[]byte](t)(os.ReadFile(path)))
		_, port, _ := net.SplitHostPort(server)
		_, ours, _ := net.SplitHostPort(at.Host)
		if err := os.WriteFile(path, []byte(known+strings.Replace(known, ":"+port, ":"+ours, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return moved
}

func carry(to, from net.Conn, moved *atomic.Int64) {
	io.Copy(to, counter{from, moved})
	to.(*net.TCPConn).CloseWrite()
}

type counter struct {
	io.Reader
	moved *atomic.Int64
}

func (c counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.moved.Add(int64(n))
	return n, err
}
