// Package nameserver is a real DNS server on loopback for tests: it signs the zones that a test writes,
// and answers for all of them, as a resolver would that has them all at hand. Zones may be signed with
// NSEC or NSEC3 records, badly, too early or not at all, and a test may spoil what goes over the wire.
//
// Start at Start.
package nameserver

import (
	"context"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/miekg/dns"
)

// Server answers on UDP and TCP until the test ends.
type Server struct {
	Address string // host:port
	Anchors string // the DS record of the first zone, as in a zone file

	zones map[string]*zone

	mu    sync.Mutex
	spoil func(question dns.Question, network string, answer *dns.Msg) *dns.Msg
	asked []dns.Question
}

// Start signs the zones, of which the first is the top, and serves them at host, an address of loopback.
func Start(t testing.TB, host string, zones ...Zone) *Server {
	t.Helper()
	s := &Server{zones: map[string]*zone{}}
	for _, z := range zones {
		s.zones[z.Name] = newZone(t, z)
	}
	for _, z := range zones[1:] {
		s.parentOf(z.Name).delegate(s.zones[z.Name])
	}
	for _, z := range s.zones {
		z.order()
	}
	if top := s.zones[zones[0].Name]; top.key != nil {
		s.Anchors = top.key.ToDS(dns.SHA256).String()
	}
	s.listen(t, host)
	return s
}

// listen takes a port that is free for both, which is not so at the first try where others listen too.
func (s *Server) listen(t testing.TB, host string) {
	t.Helper()
	for range 20 {
		stream, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
		if err != nil {
			t.Fatal(err)
		}
		s.Address = stream.Addr().String()
		packets, err := net.ListenPacket("udp", s.Address)
		if err != nil {
			_ = stream.Close()
			continue
		}
		s.serve(t, &dns.Server{Listener: stream, Handler: s.handler("tcp")})
		s.serve(t, &dns.Server{PacketConn: packets, Handler: s.handler("udp")})
		return
	}
	t.Fatal("no port is free for UDP and TCP")
}

func (s *Server) serve(t testing.TB, server *dns.Server) {
	started := make(chan struct{})
	server.NotifyStartedFunc = func() { close(started) }
	go func() { _ = server.ActivateAndServe() }()
	<-started
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = server.ShutdownContext(ctx)
	})
}

// Spoil changes every answer on its way out; nil for an answer that is not sent.
func (s *Server) Spoil(change func(question dns.Question, network string, answer *dns.Msg) *dns.Msg) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.spoil = change
}

// Asked are the questions so far.
func (s *Server) Asked() []dns.Question {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]dns.Question(nil), s.asked...)
}

func (s *Server) handler(network string) dns.HandlerFunc {
	return func(w dns.ResponseWriter, asked *dns.Msg) {
		q := asked.Question[0]
		s.mu.Lock()
		s.asked = append(s.asked, q)
		spoil := s.spoil
		s.mu.Unlock()
		reply := s.reply(asked)
		if spoil != nil {
			reply = spoil(q, network, reply)
		}
		if reply == nil {
			return
		}
		if network == "udp" {
			reply.Truncate(dns.MinMsgSize * 2)
		}
		_ = w.WriteMsg(reply)
	}
}

// Reply is what the server says by itself to who wants signatures.
func (s *Server) Reply(name string, kind uint16) *dns.Msg {
	asked := new(dns.Msg).SetQuestion(name, kind)
	return s.reply(asked.SetEdns0(dns.DefaultMsgSize, true))
}

func (s *Server) reply(asked *dns.Msg) *dns.Msg {
	reply := new(dns.Msg).SetReply(asked)
	z := s.zoneOf(asked.Question[0])
	if z == nil {
		reply.Rcode = dns.RcodeRefused
		return reply
	}
	z.answer(asked.Question[0], reply)
	opt := asked.IsEdns0()
	if opt == nil || !opt.Do() {
		reply.Answer, reply.Ns = bare(reply.Answer), bare(reply.Ns)
	}
	if opt != nil {
		reply.SetEdns0(dns.DefaultMsgSize, opt.Do())
	}
	return reply
}

// bare leaves out what belongs to DNSSEC, as a server does for those who do not ask for it.
func bare(section []dns.RR) []dns.RR {
	var kept []dns.RR
	for _, rr := range section {
		switch rr.(type) {
		case *dns.RRSIG, *dns.NSEC, *dns.NSEC3:
		default:
			kept = append(kept, rr)
		}
	}
	return kept
}

// zoneOf is the zone that answers: for a DS record that of the parent.
func (s *Server) zoneOf(q dns.Question) *zone {
	name := dns.CanonicalName(q.Name)
	if q.Qtype == dns.TypeDS && name != "." {
		return s.parentOf(name)
	}
	if z := s.zones[name]; z != nil {
		return z
	}
	return s.parentOf(name)
}

// parentOf is the nearest zone above a name.
func (s *Server) parentOf(name string) *zone {
	for name != "." {
		next, end := dns.NextLabel(name, 0)
		if name = name[next:]; end {
			name = "."
		}
		if z := s.zones[name]; z != nil {
			return z
		}
	}
	return nil
}
