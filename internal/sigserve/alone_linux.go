package sigserve

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sys/unix"
)

// inside tells the test that it is alone already.
const inside = "ATTESTARY_TEST_ALONE"

// Alone runs the test, which is no subtest, once more in a network of its own, and tells whether this is that
// second time. The servers are built before, where there is a network.
func Alone(t *testing.T) bool {
	t.Helper()
	if os.Getenv(inside) != "" {
		loopback(t)
		return true
	}
	cmd := exec.Command("unshare", namespace(), os.Args[0], "-test.v", "-test.run", "^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), inside+"=yes")
	for _, program := range []string{fulcio, timestamp, rekor} {
		cmd.Env = append(cmd.Env, variable(program)+"="+build(t, program))
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	return false
}

// namespace is the option of unshare: who is not root becomes root of a namespace of users first.
func namespace() string {
	if os.Getuid() == 0 {
		return "-n"
	}
	return "-rn"
}

// built are the paths of programs, which several tests want.
var built sync.Map

// build gives the path of a program of .ci/sigstore. The go command builds it where it has not yet.
func build(t *testing.T, program string) string {
	t.Helper()
	if path, ok := built.Load(program); ok {
		return path.(string)
	}
	_, here, _, _ := runtime.Caller(0)
	mod := filepath.Join(filepath.Dir(here), "..", "..", ".ci", "sigstore", "go.mod")
	cmd := exec.Command("go", "tool", "-modfile", mod, "-n", program)
	cmd.Dir = filepath.Join(filepath.Dir(here), "..", "..")
	cmd.Stderr = new(strings.Builder)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("building %s: %v\n%s", program, err, cmd.Stderr)
	}
	path := strings.TrimSpace(string(out))
	built.Store(program, path)
	return path
}

// variable is where the second run is told the path of a program.
func variable(program string) string {
	return inside + "_" + strings.ToUpper(strings.NewReplacer("/", "_", ".", "_", "-", "_").Replace(program))
}

// loopback brings up the one interface that a new network has.
func loopback(t *testing.T) {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	request, err := unix.NewIfreq("lo")
	if err != nil {
		t.Fatal(err)
	}
	request.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	if err := unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, request); err != nil {
		t.Fatal(err)
	}
}
