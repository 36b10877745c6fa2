//go:build unix

package runbooks_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// database is a real PostgreSQL on loopback, without TLS, whose superuser is admin and whose database is app. What the
// library's connection asks goes there as the user of that connection, whose password is the token.
type database struct {
	port   int
	vendor vendor
}

// newDatabase starts one for the connection of that name, and makes its user, who may read all that pg_monitor may.
func newDatabase(t *testing.T, connection, name string) *database {
	t.Helper()
	folder, as := serverFolder(t)
	port, data := freePort(t), filepath.Join(folder, "data")
	ready(t, serverCommand(t, folder, as, "initdb", "-D", data, "-U", "admin", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"))
	hba := "host all admin 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\nhost all all 10.0.0.0/8 md5\nhostssl all all 0.0.0.0/0 scram-sha-256\n"
	if err := os.WriteFile(filepath.Join(data, "pg_hba.conf"), []byte(hba), 0o644); err != nil { //nolint:gosec // the server is another user
		t.Fatal(err)
	}
	server := serverCommand(t, folder, as, "postgres", "-D", data, "-p", strconv.Itoa(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "shared_buffers=8MB")
	var said strings.Builder
	server.Stdout, server.Stderr = &said, &said
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Kill(-server.Process.Pid, syscall.SIGKILL); _ = server.Wait() })
	d := &database{port: port}
	waitFor(t, func() error { return d.ask("postgres", "select 1") }, &said)
	d.admin(t, "postgres", "create database app")
	d.vendor = d.also(t, connection, name)
	return d
}

// also makes the user of another connection, which leads to the same database.
func (d *database) also(t *testing.T, connection, name string) vendor {
	t.Helper()
	d.admin(t, "postgres", "create role "+name+" login password '"+token+"' in role pg_monitor")
	return vendor{connection: connection, url: fmt.Sprintf("postgres://127.0.0.1:%d/app?tls=off", d.port)}
}

// admin has the superuser run statements in a database.
func (d *database) admin(t *testing.T, name string, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		if err := d.ask(name, statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

func (d *database) ask(name, statements string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	conn, err := pgconn.Connect(ctx, fmt.Sprintf("host=127.0.0.1 port=%d user=admin dbname=%s sslmode=disable", d.port, name))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statements).ReadAll()
	return err
}

// serverFolder is a folder for a server, and who it runs as: PostgreSQL refuses to be root, who gives it to nobody.
func serverFolder(t *testing.T) (folder string, as *syscall.Credential) {
	t.Helper()
	folder, err := os.MkdirTemp("", "library-postgres-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	if os.Getuid() != 0 {
		return folder, nil
	}
	nobody, err := user.Lookup("nobody")
	if err != nil {
		t.Fatal(err)
	}
	uid, _ := strconv.ParseUint(nobody.Uid, 10, 32)
	gid, _ := strconv.ParseUint(nobody.Gid, 10, 32)
	if err := os.Chown(folder, int(uid), int(gid)); err != nil {
		t.Fatal(err)
	}
	return folder, &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

// serverCommand is a program of PostgreSQL, which may lie beside the usual places.
func serverCommand(t *testing.T, folder string, as *syscall.Credential, name string, args ...string) *exec.Cmd {
	t.Helper()
	program, err := exec.LookPath(name)
	if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name); err != nil && len(found) > 0 {
		program, err = found[len(found)-1], nil
	}
	if err != nil && os.Getenv("CI") == "" {
		t.Skipf("there is no %s: install Debian's postgresql, as .ci/test does", name)
	} else if err != nil {
		t.Fatalf("there is no %s: .ci/test installs it", name)
	}
	cmd := exec.Command(program, args...)
	cmd.Dir, cmd.Env = folder, []string{"PATH=" + os.Getenv("PATH"), "HOME=" + folder, "LC_ALL=C"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as, Setpgid: true}
	return cmd
}

func ready(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", cmd.Path, err, out)
	}
}

func waitFor(t *testing.T, try func() error, said fmt.Stringer) {
	t.Helper()
	var err error
	for range 500 {
		if err = try(); err == nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("the server does not answer: %v\n%s", err, said)
}

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}
