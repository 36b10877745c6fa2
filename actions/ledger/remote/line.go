package remote

import (
	"context"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"

	"github.com/go-git/go-git/v5/plumbing/transport"
	gitssh "github.com/go-git/go-git/v5/plumbing/transport/ssh"
	"golang.org/x/crypto/ssh"
	"golang.org/x/net/proxy"
)

// line is one connection over ssh for all journeys of a store, each of which is a command on a channel of its own.
// To begin a connection takes six kilobytes and several round trips, and an append makes a dozen journeys.
type line struct {
	mu     sync.Mutex
	client *ssh.Client // nil: there is no connection
}

var (
	_ transport.Transport          = (*line)(nil)
	_ transport.UploadPackSession  = (*call)(nil)
	_ transport.ReceivePackSession = (*call)(nil)
)

// NewUploadPackSession implements transport.Transport.
func (l *line) NewUploadPackSession(at *transport.Endpoint, auth transport.AuthMethod) (transport.UploadPackSession, error) {
	return l.call(transport.UploadPackServiceName, at, auth)
}

// NewReceivePackSession implements transport.Transport.
func (l *line) NewReceivePackSession(at *transport.Endpoint, auth transport.AuthMethod) (transport.ReceivePackSession, error) {
	return l.call(transport.ReceivePackServiceName, at, auth)
}

// call starts a command of git at the server. A server may have hung up since the last one: then it is called again.
func (l *line) call(service string, at *transport.Endpoint, auth transport.AuthMethod) (*call, error) {
	client, fresh, err := l.connected(at, auth)
	if err != nil {
		return nil, err
	}
	c, err := begin(client, service, at)
	if err != nil && !fresh {
		l.hangUp(client)
		if client, _, err = l.connected(at, auth); err != nil {
			return nil, err
		}
		c, err = begin(client, service, at)
	}
	if err != nil {
		l.hangUp(client)
		return nil, err
	}
	c.line, c.client = l, client
	return c, nil
}

// connected gives the connection, and whether it was made just now.
func (l *line) connected(at *transport.Endpoint, auth transport.AuthMethod) (*ssh.Client, bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.client != nil {
		return l.client, false, nil
	}
	who, ok := auth.(gitssh.AuthMethod)
	if !ok {
		return nil, false, transport.ErrInvalidAuthMethod
	}
	config, err := who.ClientConfig()
	if err != nil {
		return nil, false, err
	}
	host := addressOf(at)
	conn, err := proxy.Dial(context.Background(), "tcp", host)
	if err != nil {
		return nil, false, err
	}
	c, channels, requests, err := ssh.NewClientConn(conn, host, config)
	if err != nil {
		return nil, false, errors.Join(err, conn.Close())
	}
	l.client = ssh.NewClient(c, channels, requests)
	return l.client, true, nil
}

// addressOf is where to call: what the person's own configuration of ssh says of the host, if anything.
func addressOf(at *transport.Endpoint) string {
	host, port := at.Host, at.Port
	if known := gitssh.DefaultSSHConfig; known != nil {
		if name := known.Get(at.Host, "Hostname"); name != "" {
			host = name
			if n, err := strconv.Atoi(known.Get(at.Host, "Port")); err == nil {
				port = n
			}
		}
	}
	if port <= 0 {
		port = gitssh.DefaultPort
	}
	return net.JoinHostPort(host, strconv.Itoa(port))
}

// hangUp ends a connection, and whatever goes over it.
func (l *line) hangUp(client *ssh.Client) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.client == client {
		l.client = nil
	}
	client.Close()
}

// Close ends the connection, if there is one.
func (l *line) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.client == nil {
		return nil
	}
	err := l.client.Close()
	l.client = nil
	if errors.Is(err, net.ErrClosed) || errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// begin starts a command over a connection.
func begin(client *ssh.Client, service string, at *transport.Endpoint) (*call, error) {
	session, err := client.NewSession()
	if err != nil {
		return nil, err
	}
	c := &call{session: session, receives: service == transport.ReceivePackServiceName}
	if c.in, err = session.StdinPipe(); err == nil {
		c.out, err = session.StdoutPipe()
	}
	session.Stderr = &c.words
	if err == nil {
		err = session.Start(service + " " + quote(at.Path))
	}
	if err != nil {
		return nil, errors.Join(err, session.Close())
	}
	return c, nil
}

// quote writes a path as git reads it at the other end of ssh: in single quotes, with quotes and exclamation marks
// outside of them.
func quote(path string) string {
	return "'" + strings.NewReplacer("'", `'\''`, "!", `'\!'`).Replace(path) + "'"
}
