package steps_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// TestAdmit: whatever a name leads to, it is the address that decides. What is not encrypted goes to this
// machine alone; a private network must be meant, and metadata written out.
func TestAdmit(t *testing.T) {
	t.Parallel()
	at := func(url string, hosts ...string) *plan.Connection {
		return &plan.Connection{Name: "c", Kind: "http", URL: url, Hosts: hosts}
	}
	public, private, localhost := at("https://wiki.acme.example"), at("https://wiki.acme.example", "WIKI.acme.example"), at("https://localhost:8443")
	for _, test := range []struct {
		c    *plan.Connection
		host string
		to   string // addresses, of which all or none are admitted
		want bool
	}{
		{at("http://localhost"), "localhost", "127.0.0.1:80 127.8.0.1:80 [::1]:80 [::ffff:127.0.0.1]:80", true},
		{at("http://localhost"), "localhost", "192.0.2.1:80 [2001:db8::1]:80 0.0.0.0:80 169.254.169.254:80 10.0.0.1:80 localhost:80 127.0.0.1", false},
		{at("http://localhost", "10.0.0.1"), "10.0.0.1", "10.0.0.1:80", false},
		{public, "wiki.acme.example", "198.51.100.7:443 [2001:db8::7]:443 [64:ff9b::198.51.100.7]:443", true},
		{public, "wiki.acme.example", "127.0.0.1:443 [::1]:443 10.1.2.3:443 172.16.0.1:443 172.31.255.255:443 192.168.1.1:443 100.64.0.1:443 [fd00::1]:443 [::ffff:10.1.2.3]:443 [64:ff9b::10.1.2.3]:443", false},
		{public, "wiki.acme.example", "169.254.169.254:443 [fe80::1]:443 [fe80::1%eth0]:443 0.0.0.0:443 [::]:443 224.0.0.1:443 255.255.255.255:443 [ff02::1]:443 [::169.254.169.254]:443", false},
		{private, "wiki.acme.example", "10.1.2.3:443 192.168.1.1:443 [fd00::1]:443 127.0.0.1:443 198.51.100.7:443", true},
		{private, "Wiki.Acme.Example", "10.1.2.3:443", true},
		{private, "other.acme.example", "10.1.2.3:443 127.0.0.1:443", false},
		{private, "wiki.acme.example", "169.254.169.254:443 100.100.100.200:443 168.63.129.16:443 [fd00:ec2::254]:443 [fd20:ce::254]:443 [64:ff9b::169.254.169.254]:443 [2002:a9fe:a9fe::]:443 [fe80::1]:443 0.0.0.0:443", false},
		{localhost, "localhost", "127.0.0.1:8443 [::1]:8443", true},
		{localhost, "localhost", "169.254.169.254:8443", false},
		{at("https://10.0.0.7"), "10.0.0.7", "10.0.0.7:443", true},
		{at("https://10.0.0.7"), "10.0.0.8", "10.0.0.8:443", false},
		{at("https://[fd00::7]:8443"), "fd00::7", "[fd00::7]:8443", true},
		{at("https://a.example", "169.254.169.254"), "169.254.169.254", "169.254.169.254:443", true},
		{at("https://a.example", "10.0.0.7:8443"), "a.example", "10.0.0.7:443", true},
	} {
		for _, address := range strings.Fields(test.to) {
			if err := steps.Admit(test.c, test.host, address); (err == nil) != test.want {
				t.Errorf("%s %q: %s to %s: %v", test.c.URL, test.c.Hosts, test.host, address, err)
			}
		}
	}
	for _, hosts := range []string{"https://a.example", "*.a.example", "a.example/x", ""} {
		if err := steps.Admit(at("https://a.example", hosts), "a.example", "198.51.100.7:443"); err == nil || !strings.Contains(err.Error(), "no host") {
			t.Errorf("%q: %v", hosts, err)
		}
	}
}

// TestPrivateNetwork: a name that somebody else's name server lets lead to this machine is not asked anything
// there, until the connection says that it is meant.
func TestPrivateNetwork(t *testing.T) {
	t.Parallel()
	server, asked := silentService(t)
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	names := &nameServer{addresses: []string{"127.0.0.1"}}
	machine := steps.Machine{Roots: poolOf(server.Certificate()), Names: names.start(t)}
	call := request(t, "https://example.com:"+port, "GET", "/echo", nil) // the name that the server's certificate is for
	call.Token = engine.Conceal(canary)
	wants(t, runWith(t, machine, call), evidence.Blocked, engine.ReasonDenied, `example.com leads to 127.0.0.1, an address of a private network; where that is meant, connection service says so: hosts = ["example.com"]`)
	if len(asked) > 0 {
		t.Error("it was asked")
	}
	call.Connection.Hosts = []string{"example.com"}
	wantOutputs(t, runWith(t, machine, call), map[string]any{"status": 200})
}

// TestRebinding: a name that leads elsewhere the next time it is asked about gains nothing: it is the address
// that is dialled which is looked at. Of several addresses, those that are allowed are tried.
func TestRebinding(t *testing.T) {
	t.Parallel()
	server, asked := silentService(t)
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	names := &nameServer{addresses: []string{"169.254.169.254"}}
	machine := steps.Machine{Roots: poolOf(server.Certificate()), Names: names.start(t)}
	runners := steps.All(machine)
	call := request(t, "https://example.com:"+port, "GET", "/echo", nil)
	call.Connection.Hosts = []string{"example.com"}
	ask := func() engine.Result { return runners["http.request"].Run(t.Context(), call) }
	wants(t, ask(), evidence.Blocked, engine.ReasonDenied, "example.com leads to 169.254.169.254, an address that machines use among themselves")
	names.say("127.0.0.1")
	wantOutputs(t, ask(), map[string]any{"status": 200})
	names.say("169.254.169.254", "127.0.0.1")
	server.CloseClientConnections()
	wantOutputs(t, ask(), map[string]any{"status": 200})
	names.say("169.254.169.254")
	server.CloseClientConnections()
	wants(t, ask(), evidence.Blocked, engine.ReasonDenied, "169.254.169.254")
	if len(asked) != 2 {
		t.Errorf("it was asked %d times", len(asked))
	}
}

// silentService answers everything with nothing, and tells what it was asked.
func silentService(t *testing.T) (*httptest.Server, <-chan string) {
	t.Helper()
	asked := make(chan string, 64)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked <- r.Host + r.URL.Path + " " + r.Header.Get("Authorization")
	}))
	server.Config.ErrorLog = quiet
	server.StartTLS()
	t.Cleanup(server.Close)
	return server, asked
}

// nameServer is a real name server on loopback, for which every name leads to the same addresses.
type nameServer struct {
	guard     sync.Mutex
	addresses []string
}

func (n *nameServer) say(addresses ...string) {
	n.guard.Lock()
	defer n.guard.Unlock()
	n.addresses = addresses
}

// start gives who asks it.
func (n *nameServer) start(t *testing.T) *net.Resolver {
	t.Helper()
	socket, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = socket.Close() })
	go func() {
		buffer := make([]byte, 1500)
		for {
			size, from, err := socket.ReadFrom(buffer)
			if err != nil {
				return
			}
			var query dnsmessage.Message
			if err := query.Unpack(buffer[:size]); err != nil {
				continue
			}
			if data, err := n.answer(query); err == nil {
				_, _ = socket.WriteTo(data, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", socket.LocalAddr().String())
	}}
}

func (n *nameServer) answer(query dnsmessage.Message) ([]byte, error) {
	n.guard.Lock()
	defer n.guard.Unlock()
	answer := dnsmessage.Message{Header: dnsmessage.Header{ID: query.ID, Response: true, RecursionAvailable: true}, Questions: query.Questions}
	for _, address := range n.addresses {
		if query.Questions[0].Type == dnsmessage.TypeA {
			head := dnsmessage.ResourceHeader{Name: query.Questions[0].Name, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET}
			answer.Answers = append(answer.Answers, dnsmessage.Resource{Header: head, Body: &dnsmessage.AResource{A: netip.MustParseAddr(address).As4()}})
		}
	}
	return answer.Pack()
}
