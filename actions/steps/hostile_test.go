package steps_test

import (
	"bytes"
	"net"
	"slices"
	"testing"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// TestEndlessDatabases: what a server sends is bounded, also before it has said who it is, and what it says of
// the length of a message is not believed.
func TestEndlessDatabases(t *testing.T) {
	t.Parallel()
	greeted := []byte("R\x00\x00\x00\x08\x00\x00\x00\x00") // AuthenticationOk
	for name, c := range map[string]struct {
		system       string
		begins, then []byte
		reason       engine.Reason
	}{
		"settings without end": {kind.Postgres, greeted, []byte("S\x00\x00\x00\x0aa\x00bcd\x00"), engine.ReasonTooLarge},
		"notices without end":  {kind.Postgres, greeted, []byte("N\x00\x00\x00\x08SX\x00\x00"), engine.ReasonTooLarge},
		"a message of 2 GiB":   {kind.Postgres, greeted, []byte("S\x7f\xff\xff\xff"), engine.ReasonTooLarge},
		"a packet without end": {kind.MySQL, nil, append([]byte("\xff\xff\xff\x00\x0a"), bytes.Repeat([]byte("x"), 1<<24-2)...), engine.ReasonNetwork},
		"a short greeting":     {kind.MySQL, nil, []byte("\x04\x00\x00\x00\x0aTTP"), engine.ReasonUnread},
		"noise, to PostgreSQL": {kind.Postgres, nil, []byte("HTTP/1.1 400 Bad Request\r\n\r\n"), engine.ReasonNetwork},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			call := callOf(t, "sql.query", given{"query": "select 1"})
			call.Connection = &plan.Connection{Name: "base", Kind: kind.SQL, URL: c.system + "://" + talker(t, c.begins, c.then) + "/app?tls=off", User: "auditor"}
			call.Allow, call.Effect = []string{"select"}, kind.Observe
			result := run(t, call)
			ended := []engine.Reason{c.reason, engine.ReasonTooLarge, engine.ReasonTimeout} // a slow machine reads less in its time
			if result.Outcome != evidence.Unknown || !slices.Contains(ended, result.Reason) {
				t.Errorf("%+v", result)
			}
		})
	}
}

// talker says something and then the same again, to whoever comes. It gives its address.
func talker(t *testing.T, begins, then []byte) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	then = bytes.Repeat(then, 1+(1<<16)/len(then))
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				for _, err := conn.Write(begins); err == nil; _, err = conn.Write(then) {
				}
			}()
		}
	}()
	return listener.Addr().String()
}
