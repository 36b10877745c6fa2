package steps_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/evidence"
)

// mailServer says what a real one says, up to the handshake. Some of it can be replaced.
type mailServer struct{ greeting, ehlo, starttls string }

func (m mailServer) serve(config *tls.Config) func(net.Conn) {
	return func(conn net.Conn) {
		lines := bufio.NewReader(conn)
		say := func(told, otherwise string) {
			if told == "" {
				told = otherwise
			}
			_, _ = conn.Write([]byte(told))
		}
		say(m.greeting, "220-mail.acme.example\r\n220 ESMTP\r\n")
		for {
			line, err := lines.ReadString('\n')
			switch command, rest, _ := strings.Cut(strings.TrimSpace(line), " "); {
			case err != nil:
				return
			case command == "EHLO" && strings.HasPrefix(rest, "[") && strings.HasSuffix(rest, "]"):
				say(m.ehlo, "250-mail.acme.example\r\n250-SIZE 1000\r\n250-starttls\r\n250 HELP\r\n")
			case command == "STARTTLS":
				say(m.starttls, "220 go ahead\r\n")
				server := tls.Server(conn, config)
				_ = server.Handshake()
				_, _ = server.Read(make([]byte, 1))
				return
			default:
				say("", "500 what?\r\n")
			}
		}
	}
}

func TestTLSProbeSMTP(t *testing.T) {
	t.Parallel()
	root := newAuthority(t)
	_, _, cert := issue(t, root, shop())
	config := &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS10}
	at := func(t *testing.T, m mailServer) engine.Call {
		return probe(t, root, given{"host": "127.0.0.1", "port": served(t, m.serve(config)), "starttls": "smtp", "server_name": "www.acme.example"})
	}
	wantOutputs(t, run(t, at(t, mailServer{})), map[string]any{"reached": true, "trusted": true, "version": "TLS 1.3", "versions": []string{"TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"}})

	for what, m := range map[string]mailServer{
		"no TLS":                 {ehlo: "250-mail.acme.example\r\n250 HELP\r\n"},
		"its name is STARTTLS":   {ehlo: "250 STARTTLS\r\n"},
		"another protocol":       {greeting: "+OK POP3\r\n"},
		"binary":                 {greeting: "\x00\x01\x02\n"},
		"it refuses":             {greeting: "554 go away\r\n"},
		"it refuses TLS":         {starttls: "501 no\r\n"},
		"it says more in clear":  {starttls: "220 go ahead\r\n250 injected\r\n"},
		"a line that breaks off": {greeting: "22\r\n"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			wantOutputs(t, run(t, at(t, m)), map[string]any{"reached": false, "trusted": nil})
		})
	}
	for what, m := range map[string]mailServer{"busy": {greeting: "421 too many\r\n"}, "not now": {starttls: "454 not now\r\n"}} {
		wants(t, run(t, at(t, m)), evidence.Unknown, engine.ReasonStatus, "it answers 4")
		_ = what
	}
	for what, m := range map[string]mailServer{
		"an endless line":   {greeting: "220-" + strings.Repeat("x", 1<<20)},
		"endless lines":     {greeting: strings.Repeat("220-hello\r\n", 1<<16)},
		"endless abilities": {ehlo: strings.Repeat("250-X\r\n", 1<<16)},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			wants(t, run(t, at(t, m)), evidence.Unknown, engine.ReasonTooLarge, "it says more than a mail server does")
		})
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	mute := probe(t, root, given{"host": "127.0.0.1", "starttls": "smtp", "port": served(t, func(conn net.Conn) { _, _ = conn.Read(make([]byte, 1)) })})
	wants(t, steps.All(steps.Machine{})["tls.probe"].Run(ctx, mute), evidence.Unknown, engine.ReasonTimeout, "no answer in time")
}
