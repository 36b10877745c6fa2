package steps_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/evidence"
)

// TestTLSHostile: whatever the other side sends, the end is one sentence, and soon.
func TestTLSHostile(t *testing.T) {
	t.Parallel()
	forever := func(data string) func(net.Conn) {
		return func(conn net.Conn) {
			for {
				if _, err := conn.Write([]byte(data)); err != nil {
					return
				}
			}
		}
	}
	record := "\x16\x03\x03\x40\x00" + strings.Repeat("\x02", 1<<14)
	for name, serve := range map[string]func(net.Conn){
		"a gigabyte of text":    forever(strings.Repeat("x", 1<<16)),
		"a gigabyte of records": forever(record),
		"a huge message":        forever("\x16\x03\x03\x40\x00\x02\xff\xff\xff" + strings.Repeat("\x00", 1<<14-4)),
		"empty records":         forever("\x16\x03\x03\x00\x00"),
		"warnings":              forever("\x15\x03\x03\x00\x02\x01\x70"),
		"an alert":              func(conn net.Conn) { _, _ = conn.Write([]byte("\x15\x03\x03\x00\x02\x02\x28")) },
		"nothing, and an end":   func(net.Conn) {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			port := served(t, serve)
			wantOutputs(t, run(t, callOf(t, "tls.probe", given{"host": "127.0.0.1", "port": port})), map[string]any{"reached": false, "versions": nil, "trusted": nil})
		})
	}
	slow := func(conn net.Conn) {
		for _, b := range []byte(record) {
			if _, err := conn.Write([]byte{b}); err != nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	call := callOf(t, "tls.probe", given{"host": "127.0.0.1", "port": served(t, slow)})
	wants(t, steps.All(steps.Machine{})["tls.probe"].Run(ctx, call), evidence.Unknown, engine.ReasonTimeout, "no answer in time")
}

// TestTLSSilent: a server that lets old offers hang is looked at all the same; which versions it takes is
// not known then.
func TestTLSSilent(t *testing.T) {
	t.Parallel()
	root := newAuthority(t)
	_, _, cert := issue(t, root, shop())
	config := &tls.Config{Certificates: []tls.Certificate{cert}, MaxVersion: tls.VersionTLS12}
	config.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		if len(hello.SupportedVersions) == 1 && hello.SupportedVersions[0] == tls.VersionTLS13 {
			_, _ = hello.Conn.Read(make([]byte, 1)) // until the other side gives up
			return nil, errors.New("gone")
		}
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(t.Context(), 6*time.Second)
	defer cancel()
	call := probe(t, root, given{"host": "127.0.0.1", "port": site(t, config)})
	result := steps.All(steps.Machine{})["tls.probe"].Run(ctx, call)
	holdResult(t, "tls.probe", result)
	wantOutputs(t, result, map[string]any{"reached": true, "trusted": true, "version": "TLS 1.2", "versions": nil})
}

// served lets every connection be served in a way, and gives the port.
func served(t *testing.T, serve func(net.Conn)) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				serve(conn)
			}()
		}
	}()
	return listener.Addr().(*net.TCPAddr).Port
}
