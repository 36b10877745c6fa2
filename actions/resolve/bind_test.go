package resolve_test

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/miekg/dns"

	"github.com/attestary/attestary/actions/resolve"
)

// answers are what another program, BIND 9.18, said of zones that it had signed itself: testdata/bind/make.
const answers = "testdata/bind/answers.txt"

// TestBIND holds that we understand a signer and a server that we did not write.
func TestBIND(t *testing.T) {
	t.Parallel()
	server := replay(t)
	anchors, err := resolve.ReadAnchors(server.anchor)
	if err != nil {
		t.Fatal(err)
	}
	for asked, want := range map[string]string{
		"www.acme.example. A":            "secure exists 192.0.2.1 192.0.2.2",
		"www.acme.example. AAAA":         "secure exists 2001:db8::1",
		"also.acme.example. A":           "secure exists 192.0.2.1 192.0.2.2",
		"x.wild.acme.example. A":         "secure exists 192.0.2.3",
		"x.y.wild.acme.example. A":       "secure exists 192.0.2.3",
		"x.wild.acme.example. AAAA":      "secure exists",
		"new.old.acme.example. A":        "secure exists 192.0.2.3",
		"acme.example. MX":               "secure exists 10 mail.acme.example.",
		"acme.example. CAA":              `secure exists 0 issue "ca.example"`,
		"acme.example. AAAA":             "secure exists",
		"b.deep.acme.example. A":         "secure exists",
		"nothing.acme.example. A":        "secure nothing",
		"0.acme.example. A":              "secure nothing",
		"zz.acme.example. A":             "secure nothing",
		"_sip._tcp.acme.example. SRV":    "secure exists 1 2 5060 Sip.acme.example.",
		"www.hashed.example. A":          "secure exists 192.0.2.1 192.0.2.2",
		"also.hashed.example. A":         "secure exists 192.0.2.1 192.0.2.2",
		"x.wild.hashed.example. A":       "secure exists 192.0.2.3",
		"x.y.wild.hashed.example. A":     "secure exists 192.0.2.3",
		"x.wild.hashed.example. AAAA":    "secure exists",
		"new.old.hashed.example. A":      "secure exists 192.0.2.3",
		"b.deep.hashed.example. A":       "secure exists",
		"hashed.example. AAAA":           "secure exists",
		"nothing.hashed.example. A":      "secure nothing",
		"far.no.thing.hashed.example. A": "secure nothing",
		"www.out.example. A":             "secure exists 192.0.2.5",
		"nothing.out.example. A":         "insecure nothing",
		"www.plain.out.example. A":       "insecure exists 192.0.2.7",
		"www.plain.example. A":           "insecure exists 192.0.2.6",
		"nothing.plain.example. A":       "insecure nothing",
		"plain.example. DS":              "secure exists",
		"nothing.example. A":             "secure nothing",
		"nobody. A":                      "secure nothing",
	} {
		r := &resolve.Resolver{Servers: []string{server.address}, Anchors: anchors, Now: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), Random: rand.Reader}
		name, kind, _ := strings.Cut(asked, " ")
		got, err := r.Look(t.Context(), name, dns.StringToType[kind])
		if err != nil {
			t.Errorf("%s: %v", asked, err)
		}
		if said := inWords(got); said != want {
			t.Errorf("%s: %s, want %s", asked, said, want)
		}
	}
	server.keep()
}

func inWords(a resolve.Answer) string {
	words := []string{[]string{"unchecked", "insecure", "secure"}[a.Security], "nothing"}
	if a.Exists {
		words[1] = "exists"
	}
	list := texts(a.Records)
	slices.Sort(list)
	return strings.Join(append(words, list...), " ")
}

// recorded is a server that repeats what BIND said, or asks it and keeps what it says.
type recorded struct {
	t               *testing.T
	address, anchor string
	bind            string

	mu    sync.Mutex
	saved map[string][]byte // by question
}

func replay(t *testing.T) *recorded {
	t.Helper()
	r := &recorded{t: t, bind: os.Getenv("ATTESTARY_BIND"), anchor: os.Getenv("ATTESTARY_ANCHOR"), saved: map[string][]byte{}}
	if r.bind == "" {
		r.load()
	}
	packets, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = packets.Close() })
	r.address = packets.LocalAddr().String()
	go func() { _ = dns.ActivateAndServe(nil, packets, r) }()
	return r
}

func (r *recorded) load() {
	r.t.Helper()
	data, err := os.ReadFile(answers)
	if err != nil {
		r.t.Fatal(err)
	}
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, len(data)+1)
	for lines.Scan() {
		question, text, _ := strings.Cut(lines.Text(), "\t")
		if question == "anchor" {
			r.anchor = text
			continue
		}
		if r.saved[question], err = base64.StdEncoding.DecodeString(text); err != nil {
			r.t.Fatal(err)
		}
	}
}

func (r *recorded) ServeDNS(w dns.ResponseWriter, asked *dns.Msg) {
	r.mu.Lock()
	defer r.mu.Unlock()
	q := asked.Question[0]
	at := q.Name + " " + dns.Type(q.Qtype).String()
	if r.bind != "" {
		answer, _, err := (&dns.Client{Net: "tcp"}).Exchange(asked, r.bind)
		if err != nil {
			r.t.Error(err)
			return
		}
		if r.saved[at], err = answer.Pack(); err != nil {
			r.t.Error(err)
		}
	}
	said := bytes.Clone(r.saved[at])
	if len(said) < 2 {
		r.t.Errorf("BIND was not asked for %s", at)
		return
	}
	said[0], said[1] = byte(asked.Id>>8), byte(asked.Id)
	_, _ = w.Write(said)
}

func (r *recorded) keep() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.bind == "" || r.t.Failed() {
		return
	}
	lines := []string{}
	for at, said := range r.saved {
		lines = append(lines, at+"\t"+base64.StdEncoding.EncodeToString(said)+"\n")
	}
	slices.Sort(lines)
	text := fmt.Sprintf("anchor\t%s\n%s", r.anchor, strings.Join(lines, ""))
	if err := os.WriteFile(answers, []byte(text), 0o644); err != nil {
		r.t.Error(err)
	}
}
