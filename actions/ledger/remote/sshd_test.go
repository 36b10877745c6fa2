package remote_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"

	"github.com/attestary/attestary/actions/ledger/internal/contract"
	"github.com/attestary/attestary/actions/ledger/remote"
)

// sshd hands a repository out over ssh on loopback, to who has the key: it runs git's own programs, and
// nothing else. What it gives opens the repository.
func sshd(t testing.TB, dir string) remote.Options {
	t.Helper()
	folder := t.TempDir()
	host, client := sshKey(t, ""), sshKey(t, filepath.Join(folder, "id_ed25519"))
	config := &ssh.ServerConfig{PublicKeyCallback: func(_ ssh.ConnMetadata, shown ssh.PublicKey) (*ssh.Permissions, error) {
		if !bytes.Equal(shown.Marshal(), client.PublicKey().Marshal()) {
			return nil, errors.New("who are you?")
		}
		return nil, nil
	}}
	config.AddHostKey(host)
	listener := contract.Must[net.Listener](t)(net.Listen("tcp", "127.0.0.1:0"))
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go greet(conn, config)
		}
	}()
	hosts := filepath.Join(folder, "known_hosts")
	if err := os.WriteFile(hosts, []byte(knownhosts.Line([]string{listener.Addr().String()}, host.PublicKey())+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return remote.Options{
		URL: fmt.Sprintf("ssh://git@%s%s", listener.Addr(), dir), Branch: "evidence",
		SSH: remote.SSH{Keys: []string{filepath.Join(folder, "none"), filepath.Join(folder, "id_ed25519")}, Hosts: []string{hosts}},
	}
}

// sshKey makes a key, and a file of it.
func sshKey(t testing.TB, path string) ssh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	if path != "" {
		block := contract.Must[*pem.Block](t)(ssh.MarshalPrivateKey(private, ""))
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return contract.Must[ssh.Signer](t)(ssh.NewSignerFromKey(private))
}

func greet(conn net.Conn, config *ssh.ServerConfig) {
	defer conn.Close()
	_, channels, requests, err := ssh.NewServerConn(conn, config)
	if err != nil {
		return
	}
	go ssh.DiscardRequests(requests)
	for asked := range channels {
		channel, requests, err := asked.Accept()
		if err != nil {
			return
		}
		go func() {
			for r := range requests {
				r.Reply(r.Type == "exec", nil)
				if r.Type == "exec" {
					go execute(channel, r.Payload)
				}
			}
		}()
	}
}

// execute runs git-upload-pack 'DIR' or git-receive-pack 'DIR', and tells how it ended.
func execute(channel ssh.Channel, payload []byte) {
	defer channel.Close()
	var asked struct{ Command string }
	if err := ssh.Unmarshal(payload, &asked); err != nil {
		return
	}
	program, dir, _ := strings.Cut(asked.Command, " ")
	name, isGit := strings.CutPrefix(program, "git-")
	if !isGit || name != "upload-pack" && name != "receive-pack" {
		return
	}
	cmd := exec.Command("git", name, strings.Trim(dir, "'"))
	cmd.Stdout, cmd.Stderr = channel, channel.Stderr()
	in, err := cmd.StdinPipe()
	if err != nil || cmd.Start() != nil {
		return
	}
	go func() {
		io.Copy(in, channel)
		in.Close()
	}()
	_ = cmd.Wait()
	status := struct{ Status uint32 }{uint32(cmd.ProcessState.ExitCode())}
	channel.SendRequest("exit-status", false, ssh.Marshal(status))
}

// TestSSH appends over ssh to a ledger of 2,000 entries, and shows what is said to who is not known.
func TestSSH(t *testing.T) {
	t.Parallel()
	dir := bare(t)
	a, w := contract.Grow(t, open(t, dir), 2001)
	options := sshd(t, dir)
	w.Store = contract.Must[*remote.Store](t)(remote.Open(t.Context(), options))
	run := a.Authorize("runbook_07", contract.Noon.AddDate(2, 0, 0), w.Known)
	if _, err := w.Append(t.Context(), run.Item); err != nil {
		t.Fatal(err)
	}
	stranger, elsewhere := options, options
	stranger.SSH.Keys = []string{filepath.Join(t.TempDir(), "mine")}
	sshKey(t, stranger.SSH.Keys[0])
	elsewhere.SSH.Hosts = []string{filepath.Join(t.TempDir(), "hosts")}
	if err := os.WriteFile(elsewhere.SSH.Hosts[0], nil, 0o600); err != nil {
		t.Fatal(err)
	}
	replaced := options
	replaced.SSH.Hosts = []string{filepath.Join(t.TempDir(), "hosts")}
	address, _, _ := strings.Cut(strings.TrimPrefix(options.URL, "ssh://git@"), "/")
	if err := os.WriteFile(replaced.SSH.Hosts[0], []byte(knownhosts.Line([]string{address}, sshKey(t, "").PublicKey())+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, o := range map[string]remote.Options{
		"none of our keys": stranger,
		"does not know":    elsewhere,
		"another host key": replaced,
		"there is no git":  {URL: options.URL + "/nowhere", Branch: "evidence", SSH: options.SSH},
	} {
		if _, err := remote.Open(t.Context(), o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error about %q", err, want)
		}
	}
}
