package resolve_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"github.com/attestary/attestary/actions/internal/nameserver"
	"github.com/attestary/attestary/actions/resolve"
)

// wire is a server that says what a test wants, byte by byte: each answer on UDP is a list of messages.
func wire(t *testing.T, packets func(asked []byte) [][]byte, stream func(conn net.Conn, asked []byte)) *resolve.Resolver {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	udp, err := net.ListenPacket("udp", address)
	if err != nil {
		t.Skip("another process has the port on UDP")
	}
	t.Cleanup(func() { _, _ = listener.Close(), udp.Close() })
	go func() {
		buffer := make([]byte, 4096)
		for {
			n, from, err := udp.ReadFrom(buffer)
			if err != nil {
				return
			}
			for _, data := range packets(bytes.Clone(buffer[:n])) {
				_, _ = udp.WriteTo(data, from)
			}
		}
	}()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				buffer := make([]byte, 4096)
				if n, err := conn.Read(buffer); err == nil && n > 2 {
					stream(conn, buffer[2:n])
				}
			}()
		}
	}()
	return &resolve.Resolver{Servers: []string{address}, Now: time.Now(), Random: rand.Reader, Patience: 20 * time.Second}
}

// reply is an answer to a question on the wire.
func reply(asked []byte, change func(m *dns.Msg)) []byte {
	question := new(dns.Msg)
	if question.Unpack(asked) != nil {
		return nil
	}
	m := new(dns.Msg).SetReply(question)
	m.Answer = []dns.RR{&dns.A{Hdr: dns.RR_Header{Name: question.Question[0].Name, Rrtype: dns.TypeA, Class: dns.ClassINET, Ttl: 5}, A: net.IPv4(192, 0, 2, 1)}}
	change(m)
	data, err := m.Pack()
	if err != nil {
		return nil
	}
	return data
}

func plain(*dns.Msg) {}

// TestStrays: what answers another question, or none, is passed over; a flood of it is no answer.
func TestStrays(t *testing.T) {
	t.Parallel()
	loop := func(asked []byte) []byte { // a name that points at itself
		data := append(slices.Clone(asked[:12]), 0xc0, 12, 0, 1, 0, 1)
		data[2] |= 0x80
		return data
	}
	for what, stray := range map[string]func(asked []byte) []byte{
		"another id": func(asked []byte) []byte { return reply(asked, func(m *dns.Msg) { m.Id++ }) },
		"another name": func(asked []byte) []byte {
			return reply(asked, func(m *dns.Msg) { m.Question[0].Name = "evil.example." })
		},
		"another type": func(asked []byte) []byte { return reply(asked, func(m *dns.Msg) { m.Question[0].Qtype = dns.TypeMX }) },
		"no question":  func(asked []byte) []byte { return reply(asked, func(m *dns.Msg) { m.Question = nil }) },
		"two questions": func(asked []byte) []byte {
			return reply(asked, func(m *dns.Msg) { m.Question = append(m.Question, m.Question[0]) })
		},
		"itself":         func(asked []byte) []byte { return asked },
		"an update":      func(asked []byte) []byte { return reply(asked, func(m *dns.Msg) { m.Opcode = dns.OpcodeUpdate }) },
		"nothing":        func([]byte) []byte { return nil },
		"half a message": func(asked []byte) []byte { return reply(asked, plain)[:30] },
		"a ring":         loop,
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			r := wire(t, func(asked []byte) [][]byte { return [][]byte{stray(asked), reply(asked, plain)} }, nil)
			got, err := r.Look(t.Context(), "www.acme.example", dns.TypeA)
			if err != nil || len(got.Records) != 1 {
				t.Errorf("%+v %v", got, err)
			}
			flood := wire(t, func(asked []byte) [][]byte { return slices.Repeat([][]byte{stray(asked)}, 40) }, nil)
			if got, err := flood.Look(t.Context(), "www.acme.example", dns.TypeA); !errors.Is(err, resolve.ErrGarble) {
				t.Errorf("%+v %v", got, err)
			}
		})
	}
}

// TestElsewhere: records of another name or class are not the answer, whatever else is right.
func TestElsewhere(t *testing.T) {
	t.Parallel()
	for what, change := range map[string]func(m *dns.Msg){
		"another name":  func(m *dns.Msg) { m.Answer[0].Header().Name = "evil.example." },
		"another class": func(m *dns.Msg) { m.Answer[0].Header().Class = dns.ClassCHAOS },
		"another place": func(m *dns.Msg) { m.Answer, m.Extra = nil, m.Answer },
	} {
		r := wire(t, func(asked []byte) [][]byte { return [][]byte{reply(asked, change)} }, nil)
		got, err := r.Look(t.Context(), "www.acme.example", dns.TypeA)
		if err != nil || len(got.Records) != 0 || !got.Exists {
			t.Errorf("%s: %+v %v", what, got, err)
		}
	}
}

func cut(asked []byte) [][]byte {
	return [][]byte{reply(asked, func(m *dns.Msg) { m.Truncated, m.Answer = true, nil })}
}

// framed is a message as it goes over TCP.
func framed(data []byte) []byte {
	return append(binary.BigEndian.AppendUint16(nil, uint16(len(data))), data...)
}

func TestStream(t *testing.T) {
	t.Parallel()
	many := func(m *dns.Msg) {
		for i := range 4000 {
			m.Answer = append(m.Answer, &dns.A{Hdr: *m.Answer[0].Header(), A: net.IPv4(10, 0, byte(i>>8), byte(i))})
		}
		m.Compress = true
	}
	for what, test := range map[string]struct {
		stream func(conn net.Conn, asked []byte)
		count  int
		want   error
	}{
		"an answer":      {func(c net.Conn, asked []byte) { _, _ = c.Write(framed(reply(asked, plain))) }, 1, nil},
		"64 KB":          {func(c net.Conn, asked []byte) { _, _ = c.Write(framed(reply(asked, many))) }, 4001, nil},
		"another id":     {func(c net.Conn, asked []byte) { _, _ = c.Write(framed(reply(asked, func(m *dns.Msg) { m.Id++ }))) }, 0, resolve.ErrGarble},
		"cut off again":  {func(c net.Conn, asked []byte) { _, _ = c.Write(framed(cut(asked)[0])) }, 0, resolve.ErrGarble},
		"nothing":        {func(net.Conn, []byte) {}, 0, resolve.ErrGarble},
		"half a length":  {func(c net.Conn, _ []byte) { _, _ = c.Write([]byte{1}) }, 0, resolve.ErrGarble},
		"half an answer": {func(c net.Conn, asked []byte) { _, _ = c.Write(framed(reply(asked, plain))[:20]) }, 0, resolve.ErrGarble},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			got, err := wire(t, cut, test.stream).Look(t.Context(), "www.acme.example", dns.TypeA)
			if !errors.Is(err, test.want) || len(got.Records) != test.count {
				t.Errorf("%d records, %v", len(got.Records), err)
			}
		})
	}
}

// TestSlow: a server that says nothing, or one byte after the other, is not waited for longer than the
// context allows.
func TestSlow(t *testing.T) {
	t.Parallel()
	endless := func(conn net.Conn, asked []byte) {
		for _, b := range framed(reply(asked, plain)) {
			if _, err := conn.Write([]byte{b}); err != nil {
				return
			}
			<-time.After(50 * time.Millisecond)
		}
	}
	for what, r := range map[string]*resolve.Resolver{
		"nothing": wire(t, func([]byte) [][]byte { return nil }, nil), "bytes": wire(t, cut, endless),
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if _, err := r.Look(ctx, "www.acme.example", dns.TypeA); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestServers: the next server is asked where one does not answer, or refuses; one that knows no EDNS is
// asked without.
func TestServers(t *testing.T) {
	t.Parallel()
	server := nameserver.Start(t, "127.0.0.1", world...)
	refuses := nameserver.Start(t, "127.0.0.1", nameserver.Zone{Name: "other."})
	silent := wire(t, func([]byte) [][]byte { return nil }, nil)
	r := resolver(t, server)
	r.Servers, r.Patience = []string{refuses.Address, silent.Servers[0], server.Address}, 50*time.Millisecond
	got, err := r.Look(t.Context(), "acme.example", dns.TypeSOA)
	if err != nil || got.Security != resolve.Secure {
		t.Errorf("%+v %v", got, err)
	}

	first := true
	lossy := wire(t, func(asked []byte) [][]byte {
		if first {
			first = false
			return nil
		}
		return [][]byte{reply(asked, plain)}
	}, nil)
	lossy.Patience = 50 * time.Millisecond
	if got, err := lossy.Look(t.Context(), "www.acme.example", dns.TypeA); err != nil || len(got.Records) != 1 {
		t.Errorf("%+v %v", got, err)
	}

	old := wire(t, func(asked []byte) [][]byte {
		return [][]byte{reply(asked, func(m *dns.Msg) {
			if bytes.Contains(asked[12:], []byte{0, 0, byte(dns.TypeOPT)}) {
				m.Rcode, m.Question, m.Answer = dns.RcodeFormatError, nil, nil
			}
		})}
	}, nil)
	if got, err := old.Look(t.Context(), "www.acme.example", dns.TypeA); err != nil || len(got.Records) != 1 {
		t.Errorf("%+v %v", got, err)
	}

	none := &resolve.Resolver{Random: rand.Reader}
	if _, err := none.Look(t.Context(), "www.acme.example", dns.TypeA); !errors.Is(err, resolve.ErrServer) {
		t.Error(err)
	}
}

// TestEffort: keys and signatures that share a number cost no more than a few tries each.
func TestEffort(t *testing.T) {
	t.Parallel()
	server := nameserver.Start(t, "127.0.0.1", world...)
	server.Spoil(func(q dns.Question, _ string, m *dns.Msg) *dns.Msg {
		if q.Qtype != dns.TypeA {
			return m
		}
		for i := range 400 {
			forged := dns.Copy(m.Answer[len(m.Answer)-1]).(*dns.RRSIG)
			forged.OrigTtl = uint32(i)
			m.Answer = append([]dns.RR{forged}, m.Answer...)
		}
		return m
	})
	if _, err := resolver(t, server).Look(t.Context(), "www.acme.example", dns.TypeA); !errors.Is(err, resolve.ErrBogus) {
		t.Error(err)
	}
}

func TestTruncated(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("t TXT \""+strings.Repeat("x", 250)+"\"\n", 1) + strings.Repeat("u TXT \""+strings.Repeat("y", 250)+"\"\n", 1)
	for i := range 40 {
		long += "many TXT \"" + strings.Repeat("z", 200) + string(rune('a'+i%26)) + string(rune('a'+i/26)) + "\"\n"
	}
	server := nameserver.Start(t, "127.0.0.1", nameserver.Zone{Name: ".", Records: long})
	got, err := resolver(t, server).Look(t.Context(), "many", dns.TypeTXT)
	if err != nil || len(got.Records) != 40 || got.Security != resolve.Secure {
		t.Errorf("%d records: %v", len(got.Records), err)
	}
}
