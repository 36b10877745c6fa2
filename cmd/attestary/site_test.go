package main_test

import (
	"crypto/tls"
	"io"
	"net"
	"sync/atomic"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// site is a server that speaks TLS on loopback, and nothing else.
type site struct {
	listener net.Listener
	config   atomic.Pointer[tls.Config]
}

type sitesKey struct{}

// siteIs is "site PORT-VARIABLE good|expiring|ended|old|misnamed|down": starts a site, whose port is then in the
// variable, or makes one that is there so. The one that is old speaks TLS 1.1 and no newer.
func siteIs(ts *testscript.TestScript, neg bool, args []string) {
	days, known := map[string]int{"good": 90, "expiring": 10, "ended": -1, "old": 90, "misnamed": 90, "down": 90}[args[len(args)-1]]
	if neg || len(args) != 2 || !known {
		ts.Fatalf("usage: site PORT-VARIABLE good|expiring|ended|old|misnamed|down")
	}
	name := "127.0.0.1"
	if args[1] == "misnamed" {
		name = "elsewhere.example"
	}
	config := trusted(ts).until(name, time.Now().AddDate(0, 0, days))
	if args[1] == "old" {
		config.MinVersion, config.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	}
	s := siteOf(ts, args[0])
	s.config.Store(config)
	if args[1] == "down" {
		_ = s.listener.Close()
	}
}

// siteOf is the site whose port the variable holds; it is started if there is none.
func siteOf(ts *testscript.TestScript, variable string) *site {
	all := ts.Value(sitesKey{}).(map[string]*site)
	if s := all[variable]; s != nil {
		return s
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { _ = listener.Close() })
	_, port, err := net.SplitHostPort(listener.Addr().String())
	ts.Check(err)
	ts.Setenv(variable, port)
	s := &site{listener: listener}
	all[variable] = s
	go s.serve()
	return s
}

// serve shakes hands with everybody, and says nothing.
func (s *site) serve() {
	for {
		raw, err := s.listener.Accept()
		if err != nil {
			return
		}
		go func() {
			conn := tls.Server(raw, s.config.Load())
			defer conn.Close()
			_ = conn.SetDeadline(time.Now().Add(time.Minute))
			_, _ = io.Copy(io.Discard, conn)
		}()
	}
}
