package cli_test

import (
	"os"
	"path/filepath"
	"testing"
)

// TestPackedRoots: a root that an archive carries is the one that a policy pins, or it is nothing.
func TestPackedRoots(t *testing.T) {
	t.Parallel()
	m := copyOfShop(t)
	home := m.env["HOME"]
	put := func(name, text string) string {
		path := filepath.Join(home, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	pinned := func(digest string) string {
		return "key \"runner\" {\n file = \"shop.key.pub\"\n}\nroot \"house\" {\n sha256 = \"sha256:" + digest + "\"\n}\n"
	}
	root, with, without := put("root.json", string(house)), filepath.Join(home, "with.tar"), filepath.Join(home, "without.tar")
	trust := put("trust.hcl", pinned(rootDigest))
	m.wants(t, m.types("pack", "--root", root, "--out", with), 0)
	m.wants(t, m.types("pack", "--out", without), 0)
	if err := os.Remove(root); err != nil {
		t.Fatal(err)
	}
	m.wants(t, m.types("verify", with, "--trust", trust), 0, "no entry and no checkpoint carries a timestamp")
	m.wants(t, m.types("verify", without, "--trust", trust), 2, "carries none with the digest that it pins")
	m.wants(t, m.types("verify", "--trust", trust), 2, "the policy names no file")
	m.wants(t, m.types("verify", with, "--trust", put("other.hcl", pinned(rootDigest[1:]+"0"))), 2, "carries none with the digest")
	named := put("named.hcl", "key \"runner\" {\n file = \"shop.key.pub\"\n}\n"+rootIn("root.json", rootDigest))
	m.wants(t, m.types("verify", with, "--trust", named), 0)
	m.wants(t, m.types("verify", without, "--trust", named), 2, "there is no file")
}
