package runbooks_test

import (
	"crypto/x509"
	"encoding/binary"
	"fmt"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

type outcomes = map[string]evidence.Outcome

// Each test below runs one runbook for real, on a machine that is fine, on one that is not, and on one
// that does not let us look.

func TestDormantAccounts(t *testing.T) {
	t.Parallel()
	const passwd = "root:x:0:0::/root:/bin/sh\ndaemon:x:1:1::/:/usr/sbin/nologin\nada:x:1000:1000::/home/ada:/bin/sh\nbob:x:1001:1001::/home/bob:/bin/sh\n"
	const shadow = "root:*:19000::::::\ndaemon:*:19000::::::\nada:$y$j9T$x:19000::::::\nbob:!:19000::::::\n"
	ada := lastlog(1000)
	for _, c := range []struct {
		name, shadow, lastlog, key string
		grace                      string
		want                       evidence.Outcome
	}{
		{"ada has logged in, bob is locked", shadow, ada, "", "0", passed},
		{"ada never did", shadow, lastlog(1), "", "0", failed},
		{"ada never did, for years", shadow, lastlog(1), "", "365", failed},
		{"ada never did, and is new", strings.ReplaceAll(shadow, "19000", "99999"), lastlog(1), "", "30", passed},
		{"bob is locked, but has a key", shadow, ada, "ssh-ed25519 AAAA bob", "0", failed},
		{"an empty password", strings.Replace(shadow, "bob:!", "bob:", 1), ada, "", "0", failed},
		{"no log of logins", shadow, "", "", "0", unknown},
		{"the passwords cannot be read", "", ada, "", "0", unknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := newMachine(t)
			m.write(t, "root/etc/passwd", passwd, 0o644)
			m.write(t, "root/var/log/lastlog", c.lastlog, 0o644)
			if c.shadow != "" {
				m.write(t, "root/etc/shadow", c.shadow, 0o640)
			}
			if c.key != "" {
				m.write(t, "root/home/bob/.ssh/authorized_keys", c.key, 0o600)
			}
			m.expect(t, "dormant-accounts", map[string]string{"root": m.path("root"), "grace": c.grace}, outcomes{"": c.want, "all_used": c.want})
		})
	}
}

// lastlog is a log in which one account has a login.
func lastlog(uid int) string {
	log := make([]byte, 292*(uid+1))
	binary.NativeEndian.PutUint32(log[292*uid:], 1_700_000_000)
	return string(log)
}

func TestFilePermissions(t *testing.T) {
	t.Parallel()
	key := "-----BEGIN OPENSSH " + "PRIVATE KEY-----\nAAAA\n"
	for _, c := range []struct {
		name           string
		file           string
		mode           os.FileMode
		keys, settings evidence.Outcome
	}{
		{"a key of its owner alone", "root/etc/ssh/ssh_host_key", 0o600, passed, passed},
		{"a key that everybody reads", "root/etc/ssh/ssh_host_key", 0o644, failed, passed},
		{"somebody's own key, for everybody", "root/home/ada/.ssh/id_ed25519", 0o644, failed, passed},
		{"a setting that everybody changes, under a name to confuse", "root/etc/a\"b\n\\c", 0o666, failed, failed},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := newMachine(t)
			m.write(t, "root/etc/hostname", "acme\n", 0o644)
			m.write(t, c.file, key, c.mode)
			overall := passed
			if c.keys == failed || c.settings == failed {
				overall = failed
			}
			m.expect(t, "file-permissions", map[string]string{"root": m.path("root")}, outcomes{"": overall, "private_keys": c.keys, "settings": c.settings})
		})
	}
	t.Run("a folder that everybody changes", func(t *testing.T) {
		t.Parallel()
		m := newMachine(t)
		m.write(t, "root/etc/cron.d/job", "", 0o644)
		if err := os.Chmod(m.path("root/etc/cron.d"), 0o777); err != nil {
			t.Fatal(err)
		}
		m.expect(t, "file-permissions", map[string]string{"root": m.path("root")}, outcomes{"": failed, "private_keys": passed, "settings": failed})
	})
	t.Run("there is nothing to look at", func(t *testing.T) {
		t.Parallel()
		m := newMachine(t)
		m.expect(t, "file-permissions", map[string]string{"root": m.path("root")}, outcomes{"": unknown, "private_keys": unknown, "settings": unknown})
	})
}

func TestListeningSockets(t *testing.T) {
	t.Parallel()
	const head = "  sl  local_address rem_address   st\n"
	ssh := "   0: 00000000:0016 00000000:0000 0A 0\n"
	own := "   1: " + address(127, 0, 0, 1) + ":0CEA 00000000:0000 0A 0\n"
	talking := "   2: 00000000:1F90 00000000:D431 01 0\n"
	web := "   3: 00000000:1F90 00000000:0000 0A 0\n"
	m := newMachine(t)
	for _, c := range []struct {
		name, tcp, tcp6 string
		want            evidence.Outcome
	}{
		{"ssh, and what only the machine itself reaches", ssh + own + talking, "", passed},
		{"a web server nobody told of", ssh + web, "", failed},
		{"the same for IPv6 alone", ssh, "   0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 0\n", failed},
	} {
		t.Log(c.name)
		m.write(t, "net/tcp", head+c.tcp, 0o644)
		m.write(t, "net/tcp6", head+c.tcp6, 0o644)
		m.write(t, "net/udp", head, 0o644)
		m.expect(t, "listening-sockets", map[string]string{"tables": m.path("net")}, outcomes{"": c.want, "expected": c.want})
	}
	m.expect(t, "listening-sockets", map[string]string{"tables": m.path("nowhere")}, outcomes{"": unknown, "expected": unknown})
}

// address writes an IPv4 address as the kernel's tables do: in the byte order of the machine.
func address(a, b, c, d byte) string {
	return fmt.Sprintf("%08X", binary.NativeEndian.Uint32([]byte{a, b, c, d}))
}

func TestTLSPosture(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(nil)
	t.Cleanup(server.Close)
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	known := x509.NewCertPool()
	known.AddCert(server.Certificate())
	site := strings.NewReplacer(`host = "github.com", port = 443`, `host = "127.0.0.1", port = `+port)
	t.Run("a site that is fine", func(t *testing.T) {
		m := newMachine(t)
		m.org, m.roots = site, known
		m.expect(t, "tls-posture", nil, outcomes{"": passed, "encrypted forge": passed, "trusted forge": passed, "not_ending forge": passed})
	})
	t.Run("a certificate of nobody known", func(t *testing.T) {
		m := newMachine(t)
		m.org, m.roots = site, x509.NewCertPool()
		m.expect(t, "tls-posture", nil, outcomes{"": failed, "encrypted forge": passed, "trusted forge": failed, "not_ending forge": passed})
	})
}

func TestSecretsInGit(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.write(t, "main.go", "package main\n", 0o644)
	m.commit(t)
	m.expect(t, "secrets-in-git", nil, outcomes{"": passed, "no_secret": passed, "whole_history": passed})
	m.write(t, "deploy.env", "KEY=AKIA"+"ABCDEFGHIJKLMNOP\n", 0o644)
	m.commit(t)
	m.git(t, "rm", "-q", "deploy.env")
	m.commit(t)
	m.expect(t, "secrets-in-git", nil, outcomes{"": failed, "no_secret": failed, "whole_history": passed})

	shallow := newMachine(t)
	shallow.git(t, "fetch", "-q", "--depth", "1", "file://"+m.dir, "main:copy")
	shallow.git(t, "symbolic-ref", "HEAD", "refs/heads/copy")
	shallow.expect(t, "secrets-in-git", nil, outcomes{"": failed, "no_secret": passed, "whole_history": failed})
}

func TestBackupRestore(t *testing.T) {
	t.Parallel()
	elsewhere, err := os.MkdirTemp("/dev/shm", "attestary-test-") // another disk, as far as Linux is asked
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { os.RemoveAll(elsewhere) })
	m := newMachine(t)
	m.write(t, "data/ledger.txt", "one\n", 0o640)
	m.write(t, "data/a folder/bill", "two\n", 0o400)
	all := func(overall, something, same, elsewhere evidence.Outcome) outcomes {
		return outcomes{"": overall, "something": something, "same": same, "elsewhere": elsewhere}
	}
	m.expect(t, "backup-restore", map[string]string{"from": "data", "to": elsewhere}, all(passed, passed, passed, passed))
	if err := exec.Command("diff", "-r", m.path("data"), filepath.Join(elsewhere, "newest")).Run(); err != nil {
		t.Errorf("what lies in the backup is not the original: %v", err)
	}
	m.expect(t, "backup-restore", map[string]string{"from": "data", "to": "copies"}, all(failed, passed, passed, failed))
	m.expect(t, "backup-restore", map[string]string{"from": "data"}, all(failed, passed, passed, failed))
	m.write(t, "nothing/.keep", "", 0o644)
	if err := os.Remove(m.path("nothing/.keep")); err != nil {
		t.Fatal(err)
	}
	m.expect(t, "backup-restore", map[string]string{"from": "nothing", "to": elsewhere}, all(failed, failed, passed, passed))
	// The kernel gives another uuid to everybody who reads this file: what is restored is never the same.
	m.expect(t, "backup-restore", map[string]string{"from": "/proc/sys/kernel/random", "to": elsewhere}, all(failed, passed, failed, passed))
	m.expect(t, "backup-restore", map[string]string{"from": "data", "to": "data/backup"}, all(failed, unknown, unknown, unknown))
}

func TestWorkflowPinning(t *testing.T) {
	t.Parallel()
	const workflow = ".github/workflows/ci.yml"
	const pinned = "on: push\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n    - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683\n"
	m := newMachine(t)
	m.write(t, "main.go", "package main\n", 0o644)
	m.commit(t)
	m.expect(t, "workflow-pinning", nil, outcomes{"": unknown, "pinned": unknown, "least_power": unknown})
	m.write(t, workflow, pinned, 0o644)
	m.commit(t)
	m.expect(t, "workflow-pinning", nil, outcomes{"": passed, "pinned " + workflow: passed, "least_power " + workflow: passed})
	m.write(t, workflow, strings.NewReplacer("@11bd71901bbe5b1630ceea73d27597364c9af683", "@v4").Replace(pinned), 0o644)
	m.commit(t)
	m.expect(t, "workflow-pinning", nil, outcomes{"": failed, "pinned " + workflow: failed, "least_power " + workflow: passed})
	m.write(t, workflow, strings.NewReplacer("{}", "write-all").Replace(pinned), 0o644)
	m.commit(t)
	m.expect(t, "workflow-pinning", nil, outcomes{"": failed, "pinned " + workflow: passed, "least_power " + workflow: failed})
}

func TestBranchProtection(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.expect(t, "branch-protection", nil, outcomes{"": unknown, "no_deletion": unknown, "no_rewriting": unknown})
	m.git(t, "init", "-q", "--bare", "remote.git")
	m.git(t, "remote", "add", "origin", "remote.git")
	m.expect(t, "branch-protection", nil, outcomes{"": failed, "no_deletion": failed, "no_rewriting": failed})
	m.git(t, "-C", "remote.git", "config", "receive.denyDeletes", "true")
	m.expect(t, "branch-protection", nil, outcomes{"": failed, "no_deletion": passed, "no_rewriting": failed})
	m.git(t, "-C", "remote.git", "config", "receive.denyNonFastForwards", "true")
	m.expect(t, "branch-protection", nil, outcomes{"": passed, "no_deletion": passed, "no_rewriting": passed})
}

func TestEvidenceRestore(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	none := outcomes{"": unknown, "whole": unknown, "restored": unknown, "grows": unknown}
	m.expect(t, "evidence-restore", nil, none)
	m.write(t, "entry.json", "{}\n", 0o644)
	m.commit(t)
	m.git(t, "init", "-q", "--bare", "remote.git")
	m.git(t, "remote", "add", "origin", m.path("remote.git"))
	m.expect(t, "evidence-restore", nil, none) // it has no such branch
	m.git(t, "push", "-q", "origin", "main:evidence")
	m.expect(t, "evidence-restore", nil, outcomes{"": passed, "whole": passed, "restored": passed, "grows": passed})
	m.expect(t, "evidence-restore", map[string]string{"entries": "2"}, outcomes{"": failed, "whole": passed, "restored": passed, "grows": failed})
	objects, err := filepath.Glob(m.path("remote.git/objects/??/*"))
	if err != nil || len(objects) == 0 {
		t.Fatal(objects, err)
	}
	for _, object := range objects {
		if err := os.Remove(object); err != nil {
			t.Fatal(err)
		}
	}
	m.expect(t, "evidence-restore", nil, none) // nothing can be fetched
}
