package remote

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/user"
	"strconv"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/transport"
	gitssh "github.com/go-git/go-git/v5/plumbing/transport/ssh"
	"golang.org/x/crypto/ssh"
)

// SSH says how we prove to a server who we are, and how we know it. The zero SSH asks the agent, and knows
// the servers that ssh knows.
type SSH struct {
	// Keys are files of private keys without a passphrase. They are shown after those of the agent; a file
	// that is missing, or wants a passphrase, is passed by.
	Keys []string
	// Hosts are files of known hosts; nil: those of ssh.
	Hosts []string
}

// auth is how a session at the endpoint begins.
func (s SSH) auth(at *transport.Endpoint) (transport.AuthMethod, error) {
	known, err := gitssh.NewKnownHostsDb(s.Hosts...)
	if err != nil {
		return nil, fmt.Errorf("no server is known to this machine: connect to %s once with ssh (%w)", at.Host, err)
	}
	login, err := loginAt(at)
	if err != nil {
		return nil, err
	}
	port := at.Port
	if port <= 0 {
		port = gitssh.DefaultPort
	}
	return &gitssh.PublicKeysCallback{
		User: login, Callback: func() ([]ssh.Signer, error) { return s.signers(login) },
		HostKeyCallbackHelper: gitssh.HostKeyCallbackHelper{
			HostKeyCallback:   known.HostKeyCallback(),
			HostKeyAlgorithms: known.HostKeyAlgorithms(net.JoinHostPort(at.Host, strconv.Itoa(port))),
		},
	}, nil
}

func loginAt(at *transport.Endpoint) (string, error) {
	if at.User != "" {
		return at.User, nil
	}
	me, err := user.Current()
	if err != nil {
		return "", err
	}
	return me.Username, nil
}

// signers are the keys that are shown to the server.
func (s SSH) signers(login string) ([]ssh.Signer, error) {
	var signers []ssh.Signer
	agent, err := gitssh.NewSSHAgentAuth(login)
	if err == nil {
		signers, err = agent.Callback()
	}
	for _, path := range s.Keys {
		key, keyErr := readKey(path)
		if keyErr != nil {
			return nil, keyErr
		}
		if key != nil {
			signers = append(signers, key)
		}
	}
	if len(signers) == 0 {
		return nil, fmt.Errorf("there is no key to show: start an agent and add one (ssh-add), or keep one without a passphrase at %s (%w)",
			strings.Join(s.Keys, ", "), errors.Join(err, errNoKey))
	}
	return signers, nil
}

var errNoKey = errors.New("no agent, no key")

// readKey gives nil where there is no key, or one that wants a passphrase: that is the agent's.
func readKey(path string) (ssh.Signer, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	key, err := ssh.ParsePrivateKey(data)
	var locked *ssh.PassphraseMissingError
	if errors.As(err, &locked) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return key, nil
}
