//go:build unix

package steps_test

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/kind"
)

// holdEncryption: a server proves that it is the one which was meant; else nothing is said to it.
func holdEncryption(t *testing.T, d dialect) {
	secure := "select ssl from pg_stat_ssl where pid = pg_backend_pid()"
	if d.system == kind.MySQL {
		secure = "select variable_value <> '' as v from information_schema.session_status where variable_name = 'Ssl_cipher'"
	}
	told := map[string]string{kind.Postgres: "true false", kind.MySQL: `{"number":"1"} {"number":"0"}`}[d.system]
	with, without, _ := strings.Cut(told, " ")
	if got := cell(t, d.run(t, d.call(t, secure))); got != with {
		t.Errorf("it is not encrypted: %s", got)
	}
	call := d.call(t, secure)
	wants(t, runWith(t, steps.Machine{}, call), evidence.Unknown, engine.ReasonTLS, "no trusted TLS")
	call.Connection.URL = d.url("127.0.0.1", "") // which its certificate is not for
	wants(t, d.run(t, call), evidence.Unknown, engine.ReasonTLS, "no trusted TLS")
	call.Connection.URL = d.url("127.0.0.1", "?tls=off")
	if got := cell(t, d.run(t, call)); got != without {
		t.Errorf("it is encrypted: %s", got)
	}
	call.Connection.URL = d.url("db.acme.example", "?tls=off")
	wants(t, d.run(t, call), evidence.Unknown, engine.ReasonSetting, "for this machine alone")

	downgraded := *d.databaseServer
	downgraded.port = d.downgrade(t)
	wants(t, d.run(t, downgraded.call(t, secure)), evidence.Unknown, engine.ReasonTLS, "does not speak TLS")
	call.Connection.URL = downgraded.url("localhost", "?tls=off")
	if got := cell(t, d.run(t, call)); got != without {
		t.Errorf("nobody stands between: %s", got)
	}
}

// downgrade is somebody in the middle, who lets the server seem to speak no TLS. It gives a port.
func (d dialect) downgrade(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go d.between(client)
		}
	}()
	return listener.Addr().(*net.TCPAddr).Port
}

func (d dialect) between(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", d.port))
	if err != nil {
		return
	}
	defer server.Close()
	if d.system == kind.Postgres {
		request := make([]byte, 8)
		if _, err := io.ReadFull(client, request); err != nil {
			return
		}
		if request[6] == 0x16 { // SSLRequest
			_, _ = client.Write([]byte("N"))
		} else {
			_, _ = server.Write(request)
		}
	} else {
		greeting := make([]byte, 1024)
		n, err := server.Read(greeting)
		if err != nil {
			return
		}
		// After the header, the version and its end stand 4 bytes of the connection's id, 8 of salt, one empty one,
		// and the capabilities; CLIENT_SSL is bit 11.
		at := 5 + strings.IndexByte(string(greeting[5:]), 0) + 1 + 4 + 8 + 1
		greeting[at+1] &^= 0x08
		_, _ = client.Write(greeting[:n])
	}
	go func() { _, _ = io.Copy(server, client); _ = server.Close() }()
	_, _ = io.Copy(client, server)
}
