//go:build unix

package steps_test

import (
	"context"
	"crypto/x509"
	"crypto/x509/pkix"
	"database/sql"
	"encoding/pem"
	"errors"
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

	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// adminPassword opens a test's server for the test itself.
const adminPassword = "0f-the-tests"

// databaseServer is a server of databases on loopback, with the database app, which belongs to the user
// auditor, whose password is the canary. It speaks TLS, with a certificate for localhost alone.
type databaseServer struct {
	system  string
	port    int
	machine steps.Machine
	ask     func(statements string) (lastCell string, err error) // as its administrator
}

func (s *databaseServer) admin(t *testing.T, statements string) (lastCell string) {
	t.Helper()
	cell, err := s.ask(statements)
	if err != nil {
		t.Fatal(err)
	}
	return cell
}

// newFolder is a folder that another user can own, and that user; root gives a server to one that is nobody,
// since servers of databases refuse to be root.
func newFolder(t *testing.T, system string) (folder string, as *syscall.Credential) {
	t.Helper()
	folder, err := os.MkdirTemp("", "attestary-"+system+"-")
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
	chown(t, folder, int(uid), int(gid))
	return folder, &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

func chown(t *testing.T, path string, uid, gid int) {
	t.Helper()
	if err := os.Chown(path, uid, gid); err != nil {
		t.Fatal(err)
	}
}

// give writes files into a folder for the user who runs its server.
func give(t *testing.T, folder string, as *syscall.Credential, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := write(t, folder, name, text)
		if as != nil {
			chown(t, path, int(as.Uid), int(as.Gid))
		}
	}
}

// program finds a program of a server, which may lie beside the usual places.
func databaseProgram(t *testing.T, name string) string {
	t.Helper()
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin/" + name, "/usr/sbin/" + name, "/usr/bin/" + name} {
		if found, _ := filepath.Glob(pattern); len(found) > 0 {
			return found[len(found)-1]
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("there is no %s: .ci/test installs it", name)
	}
	t.Skipf("there is no %s: install Debian's postgresql and mariadb-server, as .ci/test does", name)
	return ""
}

// as runs a program as the user of a server; it gives the command before it starts.
func commandAs(folder string, as *syscall.Credential, program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Dir, cmd.Env = folder, []string{"PATH=" + os.Getenv("PATH"), "HOME=" + folder, "TMPDIR=" + folder, "LC_ALL=C", "TZ=Asia/Tokyo"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as, Setpgid: true}
	return cmd
}

func prepare(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", cmd.Path, err, out)
	}
}

// serve starts a server, ends it with the test, and waits until it can be asked.
func serve(t *testing.T, cmd *exec.Cmd, ready func() error) {
	t.Helper()
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // what it has stored is thrown away
		<-ended
	})
	var err error
	for range patience {
		select {
		case <-ended:
			t.Fatalf("the server ended: %s", said.String())
		default:
		}
		if err = ready(); err == nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("the server does not answer: %v", err)
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

// credentials are a certificate for localhost, its key, and who trusts it.
func credentials(t *testing.T) (cert, key string, roots *x509.CertPool) {
	t.Helper()
	root := newAuthority(t)
	private, leaf, _ := issue(t, root, &x509.Certificate{
		Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	})
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	block := func(of string, der []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: of, Bytes: der}))
	}
	return block("CERTIFICATE", leaf.Raw), block("PRIVATE KEY", der), poolOf(root.cert)
}

func startPostgres(t *testing.T) *databaseServer {
	t.Helper()
	initdb, postgres := databaseProgram(t, "initdb"), databaseProgram(t, "postgres")
	folder, as := newFolder(t, "postgres")
	cert, key, roots := credentials(t)
	s := &databaseServer{system: kind.Postgres, port: freePort(t), machine: steps.Machine{Roots: roots}}
	give(t, folder, as, map[string]string{"password": adminPassword, "cert.pem": cert, "key.pem": key})
	data := filepath.Join(folder, "data")
	prepare(t, commandAs(folder, as, initdb, "-D", data, "-U", "admin", "-A", "scram-sha-256", "--pwfile="+filepath.Join(folder, "password"), "--no-sync", "-E", "UTF8", "--locale=C"))
	s.ask = func(statements string) (string, error) { return askAdmin(s.port, "app", statements) }
	serve(t, commandAs(folder, as, postgres, "-D", data, "-p", strconv.Itoa(s.port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
		"-c", "fsync=off", "-c", "shared_buffers=8MB", "-c", "ssl=on", "-c", "ssl_cert_file="+filepath.Join(folder, "cert.pem"), "-c", "ssl_key_file="+filepath.Join(folder, "key.pem")),
		func() error { _, err := askAdmin(s.port, "postgres", "select 1"); return err })
	for _, statement := range []string{"create user auditor password '" + canary + "'", "create database app owner auditor"} {
		if _, err := askAdmin(s.port, "postgres", statement); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// askAdmin asks PostgreSQL as its administrator, and gives the last cell of the last answer.
func askAdmin(port int, name, statements string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	conn, err := pgconn.Connect(ctx, fmt.Sprintf("host=127.0.0.1 port=%d user=admin password=%s dbname=%s sslmode=disable", port, adminPassword, name))
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx)
	results, err := conn.Exec(ctx, statements).ReadAll()
	if err != nil || len(results) == 0 || len(results[len(results)-1].Rows) == 0 {
		return "", err
	}
	rows := results[len(results)-1].Rows
	cells := rows[len(rows)-1]
	return string(cells[len(cells)-1]), nil
}

func startMariaDB(t *testing.T) *databaseServer {
	t.Helper()
	install, server := databaseProgram(t, "mariadb-install-db"), databaseProgram(t, "mariadbd")
	folder, as := newFolder(t, "mariadb")
	cert, key, roots := credentials(t)
	s := &databaseServer{system: kind.MySQL, port: freePort(t), machine: steps.Machine{Roots: roots}}
	setup := "alter user 'root'@'localhost' identified by '" + adminPassword + "'; create user 'admin'@'%' identified by '" + adminPassword + "';\n" +
		"grant all on *.* to 'admin'@'%'; create user 'auditor'@'%' identified by '" + canary + "'; create database app; grant all on app.* to 'auditor'@'%';\n"
	give(t, folder, as, map[string]string{"setup.sql": strings.ReplaceAll(setup, "; ", ";\n"), "cert.pem": cert, "key.pem": key})
	data, small := "--datadir="+filepath.Join(folder, "data"), []string{"--innodb-log-file-size=4M", "--innodb-buffer-pool-size=8M", "--innodb-flush-method=nosync"}
	prepare(t, commandAs(folder, as, install, append([]string{"--no-defaults", data, "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"}, small...)...))
	s.ask = func(statements string) (string, error) { return s.askMariaDB("app", statements) }
	args := append([]string{"--no-defaults", data, "--port=" + strconv.Itoa(s.port), "--bind-address=127.0.0.1", "--socket=" + filepath.Join(folder, "socket"),
		"--init-file=" + filepath.Join(folder, "setup.sql"), "--ssl-cert=" + filepath.Join(folder, "cert.pem"), "--ssl-key=" + filepath.Join(folder, "key.pem"),
		"--log-bin-trust-function-creators=1", "--sql-mode=STRICT_ALL_TABLES", "--skip-name-resolve", "--max-allowed-packet=128M"}, small...)
	serve(t, commandAs(folder, as, server, args...), func() error { _, err := s.askMariaDB("app", "select 1"); return err })
	return s
}

// askMariaDB asks as its administrator, and gives the last cell of the last answer.
func (s *databaseServer) askMariaDB(name, statements string) (string, error) {
	c := mysql.NewConfig()
	c.Net, c.Addr, c.User, c.Passwd, c.DBName, c.MultiStatements, c.Logger = "tcp", fmt.Sprintf("127.0.0.1:%d", s.port), "admin", adminPassword, name, true, &mysql.NopLogger{}
	connector, err := mysql.NewConnector(c)
	if err != nil {
		return "", err
	}
	db := sql.OpenDB(connector)
	defer db.Close()
	rows, err := db.Query(statements)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var cell string
	for more := true; more; more = rows.NextResultSet() {
		for rows.Next() {
			names, _ := rows.Columns()
			cells := make([]any, len(names))
			for i := range cells {
				cells[i] = new(any)
			}
			cells[len(cells)-1] = &cell
			err = errors.Join(err, rows.Scan(cells...))
		}
	}
	return cell, errors.Join(err, rows.Err())
}

// call is one that asks the server as the auditor, over TLS, and may select.
func (s *databaseServer) call(t *testing.T, query string, parameters ...any) engine.Call {
	t.Helper()
	call := callOf(t, "sql.query", given{"query": query, "parameters": parameters})
	call.Connection = &plan.Connection{Name: "base", Kind: kind.SQL, URL: s.url("localhost", ""), User: "auditor", Password: "password"}
	call.Password, call.Allow, call.Effect = engine.Conceal(canary), []string{"select"}, kind.Observe
	return call
}

// change is a call that may do anything.
func (s *databaseServer) change(t *testing.T, query string, parameters ...any) engine.Call {
	t.Helper()
	call := s.call(t, query, parameters...)
	call.Allow, call.Effect = kind.Statements, kind.Change
	return call
}

func (s *databaseServer) url(host, query string) string {
	return fmt.Sprintf("%s://%s:%d/app%s", s.system, host, s.port, query)
}
