package vault

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/go-json-experiment/json"
)

// client speaks with one server.
type client struct {
	address, namespace string
	token              []byte
	transport          *http.Transport
}

const (
	maxAnswer  = 1 << 20
	maxConnect = 10 * time.Second
	maxWait    = 15 * time.Second // for one answer
)

// client is that of the server that the environment names. No variable's value stands in its errors but
// the address.
func (v Vault) client() (*client, error) {
	address, ok := v.Lookup("VAULT_ADDR")
	if !ok {
		return nil, errors.New("the environment variable VAULT_ADDR does not say where the server is: https://HOST:8200")
	}
	if skip, ok := v.Lookup("VAULT_SKIP_VERIFY"); ok && skip != "false" && skip != "0" {
		return nil, errors.New("VAULT_SKIP_VERIFY is set, and a secret is not taken from a server that anybody could be: unset it, and name its certificates in VAULT_CACERT")
	}
	if err := checkURL("VAULT_ADDR", address); err != nil {
		return nil, err
	}
	roots, err := v.roots()
	if err != nil {
		return nil, err
	}
	c := &client{address: strings.TrimRight(address, "/"), transport: newTransport(roots, strings.HasPrefix(address, "http:"))}
	c.namespace, _ = v.Lookup("VAULT_NAMESPACE")
	return c, nil
}

// checkURL holds that a URL is one to show a secret to.
func checkURL(name, address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || u.Scheme != "https" && u.Scheme != "http" {
		return fmt.Errorf("%s is not https://HOST:PORT", name)
	}
	if ip := net.ParseIP(u.Hostname()); u.Scheme == "http" && u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("%s is not encrypted: http:// is for this machine alone", name)
	}
	return nil
}

// roots are whom TLS trusts; nil for the machine's own.
func (v Vault) roots() (*x509.CertPool, error) {
	path, ok := v.Lookup("VAULT_CACERT")
	if !ok {
		return nil, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("VAULT_CACERT: %w", err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(data) {
		return nil, fmt.Errorf("VAULT_CACERT: %s has no certificate in it", path)
	}
	return roots, nil
}

// newTransport speaks TLS with those who can be trusted; where it is told to be here, it reaches nothing
// but this machine, wherever a name may lead.
func newTransport(roots *x509.CertPool, here bool) *http.Transport {
	dialer := &net.Dialer{Timeout: maxConnect}
	if here {
		dialer.Control = func(_, address string, _ syscall.RawConn) error {
			if place, err := netip.ParseAddrPort(address); err != nil || !place.Addr().Unmap().IsLoopback() {
				return errElsewhere
			}
			return nil
		}
	}
	return &http.Transport{
		DialContext: dialer.DialContext, TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2: true, TLSHandshakeTimeout: maxConnect, ResponseHeaderTimeout: maxWait, MaxResponseHeaderBytes: 64 << 10,
	}
}

func (c *client) idle() { c.transport.CloseIdleConnections() }

// get reads a path of the server's API into v.
func (c *client) get(ctx context.Context, path string, v any) error {
	data, err := c.do(ctx, http.MethodGet, path, nil)
	if err != nil {
		return err
	}
	defer clear(data)
	if json.Unmarshal(data, v) != nil {
		return c.says("answered with something else than JSON")
	}
	return nil
}

// do sends one request to the server's API and gives the body of the answer.
func (c *client) do(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, c.address+"/v1/"+escaped(path), bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("this is no path of a server")
	}
	request.Header.Set("X-Vault-Request", "true")
	if len(c.token) > 0 {
		request.Header.Set("X-Vault-Token", string(c.token))
	}
	if c.namespace != "" {
		request.Header.Set("X-Vault-Namespace", c.namespace)
	}
	status, data, err := send(c.transport, request)
	if err != nil {
		return nil, c.says(err.Error())
	}
	if status >= 200 && status <= 299 {
		return data, nil
	}
	clear(data)
	return nil, c.refused(status)
}

// send sends a request and reads the answer. Its errors are words of ours: a library's own may repeat what
// was sent.
func send(transport *http.Transport, request *http.Request) (status int, body []byte, err error) {
	ctx, cancel := context.WithTimeout(request.Context(), maxWait)
	defer cancel()
	request.Header.Set("User-Agent", "attestary")
	response, err := transport.RoundTrip(request.WithContext(ctx))
	if err != nil {
		return 0, nil, why(err)
	}
	defer response.Body.Close()
	body, err = io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	switch {
	case err != nil:
		clear(body)
		return 0, nil, fmt.Errorf("broke off its answer: %w", why(err))
	case len(body) > maxAnswer:
		clear(body)
		return 0, nil, fmt.Errorf("answered with more than %d bytes", maxAnswer)
	}
	return response.StatusCode, body, nil
}

// errNotFound tells that the server has nothing there.
var errNotFound = errors.New("there is nothing at this path")

// refused tells what a status means. What the server itself says is not repeated: it may be somebody else.
func (c *client) refused(status int) error {
	words := map[int]string{
		400: "does not understand the request, or the login", 401: "does not let us in", 403: "does not let us in: the token has ended, or no policy of it allows this",
		412: "has not caught up yet", 429: "wants fewer requests", 472: "is a standby of another data centre", 473: "is a standby for reading",
		500: "has a problem of its own", 501: "is not initialised", 502: "has a problem behind it", 503: "is sealed, or being maintained",
	}
	switch {
	case status == 404:
		return errNotFound
	case status >= 300 && status <= 399:
		return c.says("sends us to another address; VAULT_ADDR has to name the one that answers")
	case words[status] != "":
		return c.says(fmt.Sprintf("%s (status %d)", words[status], status))
	}
	return c.says(fmt.Sprintf("answered with status %d", status))
}

func (c *client) says(words string) error { return fmt.Errorf("%s %s", c.address, words) }

var errElsewhere = errors.New("is not on this machine, and http:// is for this machine alone")

// why puts what went wrong on the way into words.
func why(err error) error {
	var (
		dns     *net.DNSError
		timeout net.Error
	)
	switch {
	case errors.Is(err, errElsewhere):
		return errElsewhere
	case errors.Is(err, context.Canceled):
		return errors.New("was not waited for: the run was ended")
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return errors.New("gave no answer in time")
	case errors.As(err, &dns):
		return errors.New("has a name that leads nowhere")
	case errors.Is(err, syscall.ECONNREFUSED):
		return errors.New("does not listen")
	case strings.Contains(err.Error(), "tls: ") || strings.Contains(err.Error(), "x509: ") || errors.Is(err, http.ErrSchemeMismatch):
		return errors.New("has no TLS that can be trusted; VAULT_CACERT names the certificates to trust")
	}
	return errors.New("could not be reached")
}
