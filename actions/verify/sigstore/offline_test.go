package sigstore_test

import (
	"os"
	"os/exec"
	"testing"
)

// The library below links net/http. That nothing is fetched is shown by judging the whole suite in a network
// namespace where not even the loopback interface is up.
func TestWithoutNetwork(t *testing.T) {
	t.Parallel()
	if os.Getenv("WITHOUT_NETWORK") != "" {
		t.Skip("this is the run without a network")
	}
	if err := exec.Command("unshare", "-rn", "true").Run(); err != nil {
		t.Skip("this machine does not allow network namespaces")
	}
	if exec.Command("unshare", "-rn", "bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9").Run() == nil {
		t.Fatal("the namespace still has a network")
	}
	cmd := exec.Command("unshare", "-rn", os.Args[0], "-test.run", "TestConformance")
	cmd.Env = append(os.Environ(), "WITHOUT_NETWORK=yes")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
