package resolve

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/miekg/dns"
)

// question is what one message asks.
type question struct {
	name string
	kind uint16
}

func (q question) String() string { return q.name + " " + dns.Type(q.kind).String() }

const (
	rounds       = 3    // how often every server is tried
	strays       = 32   // how many messages that are no answer are passed over
	datagram     = 4096 // the longest answer that is read over UDP
	advertised   = 1232 // the longest that is asked for: it is never cut into pieces on the way
	ownPatience  = 2 * time.Second
	notOurAnswer = "it is an answer to something else"
)

// ask asks every server in turn, until one has an answer.
func (r *Resolver) ask(ctx context.Context, q question) (*dns.Msg, error) {
	if msg := r.told[q]; msg != nil {
		return msg, nil
	}
	if len(r.Servers) == 0 {
		return nil, fmt.Errorf("%s: there is no server to ask: %w", q, ErrServer)
	}
	if r.effort.questions++; r.effort.questions > maxQuestions {
		return nil, fmt.Errorf("%s: %w", q, ErrMuch)
	}
	var err error
	for i := range rounds * len(r.Servers) {
		var msg *dns.Msg
		if msg, err = r.askServer(ctx, r.Servers[i%len(r.Servers)], q); err == nil {
			return r.remember(q, msg), nil
		}
		if ctx.Err() != nil {
			return nil, fmt.Errorf("%s: %w", q, ctx.Err())
		}
	}
	return nil, fmt.Errorf("%s: %w", q, err)
}

func (r *Resolver) remember(q question, msg *dns.Msg) *dns.Msg {
	if r.told == nil {
		r.told = map[question]*dns.Msg{}
	}
	r.told[q] = msg
	return msg
}

// askServer asks one server, over TCP where the answer is too long for UDP. A server that does not
// understand EDNS is asked without.
func (r *Resolver) askServer(ctx context.Context, server string, q question) (*dns.Msg, error) {
	msg, err := r.exchange(ctx, "udp", server, q)
	if err == nil && msg.Truncated {
		msg, err = r.exchange(ctx, "tcp", server, q)
	}
	switch {
	case err != nil:
		return nil, err
	case msg.Truncated:
		return nil, fmt.Errorf("it is cut off: %w", ErrGarble)
	}
	switch msg.Rcode {
	case dns.RcodeSuccess, dns.RcodeNameError:
		return msg, nil
	case dns.RcodeFormatError, dns.RcodeNotImplemented, dns.RcodeBadVers:
		if !r.unaware[server] {
			r.note(server)
			return r.askServer(ctx, server, q)
		}
	}
	return nil, fmt.Errorf("it says %s: %w", cmp.Or(dns.RcodeToString[msg.Rcode], "no known code"), ErrServer)
}

// note keeps in mind that a server does not know EDNS.
func (r *Resolver) note(server string) {
	if r.unaware == nil {
		r.unaware = map[string]bool{}
	}
	r.unaware[server] = true
}

// request is the message that asks, with a new id.
func (r *Resolver) request(server string, q question) (*dns.Msg, []byte, error) {
	var id [2]byte
	if _, err := io.ReadFull(r.Random, id[:]); err != nil {
		return nil, nil, err
	}
	msg := new(dns.Msg).SetQuestion(q.name, q.kind)
	msg.Id, msg.CheckingDisabled = binary.BigEndian.Uint16(id[:]), true
	if !r.unaware[server] {
		msg.SetEdns0(advertised, len(r.Anchors) > 0)
	}
	wire, err := msg.Pack()
	return msg, wire, err
}

func (r *Resolver) exchange(ctx context.Context, network, server string, q question) (*dns.Msg, error) {
	asked, wire, err := r.request(server, q)
	if err != nil {
		return nil, err
	}
	patience := r.Patience
	if patience == 0 {
		patience = ownPatience
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, network, server)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })()
	if network == "tcp" {
		return askStream(conn, asked, wire)
	}
	return askPackets(conn, asked, wire)
}

// askPackets passes over what is no answer to the question: anybody can send that.
func askPackets(conn net.Conn, asked *dns.Msg, wire []byte) (*dns.Msg, error) {
	if _, err := conn.Write(wire); err != nil {
		return nil, err
	}
	buffer := make([]byte, datagram)
	var last error
	for range strays {
		n, err := conn.Read(buffer)
		if err != nil {
			return nil, cmp.Or(last, err)
		}
		msg, err := readAnswer(asked, buffer[:n])
		if err == nil {
			return msg, nil
		}
		last = err
	}
	return nil, last
}

// askStream sends and reads one message with its length before it.
func askStream(conn net.Conn, asked *dns.Msg, wire []byte) (*dns.Msg, error) {
	framed := append(binary.BigEndian.AppendUint16(nil, uint16(len(wire))), wire...)
	if _, err := conn.Write(framed); err != nil {
		return nil, err
	}
	var length [2]byte
	if _, err := io.ReadFull(conn, length[:]); err != nil {
		return nil, cutOff(err)
	}
	data := make([]byte, binary.BigEndian.Uint16(length[:]))
	if _, err := io.ReadFull(conn, data); err != nil {
		return nil, cutOff(err)
	}
	return readAnswer(asked, data)
}

func cutOff(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("it ends too soon: %w", ErrGarble)
	}
	return err
}

// readAnswer reads a message that answers what was asked.
func readAnswer(asked *dns.Msg, data []byte) (*dns.Msg, error) {
	if len(data) < 12 || binary.BigEndian.Uint16(data) != asked.Id {
		return nil, fmt.Errorf("%s: %w", notOurAnswer, ErrGarble)
	}
	msg := new(dns.Msg)
	if err := msg.Unpack(data); err != nil && !msg.Truncated {
		return nil, fmt.Errorf("it is no message of DNS: %w", ErrGarble)
	}
	if !msg.Response || msg.Opcode != dns.OpcodeQuery || !repeats(asked, msg) {
		return nil, fmt.Errorf("%s: %w", notOurAnswer, ErrGarble)
	}
	return msg, nil
}

// repeats tells whether a message names the question. A server that cannot read it may leave it out.
func repeats(asked, msg *dns.Msg) bool {
	if len(msg.Question) == 0 {
		return msg.Rcode == dns.RcodeFormatError || msg.Rcode == dns.RcodeNotImplemented
	}
	want, got := asked.Question[0], msg.Question[0]
	return len(msg.Question) == 1 && dns.CanonicalName(got.Name) == want.Name && got.Qtype == want.Qtype && got.Qclass == want.Qclass
}
