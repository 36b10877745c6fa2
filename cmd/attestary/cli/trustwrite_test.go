package cli_test

import (
	"crypto/elliptic"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/cmd/attestary/cli"
	"github.com/attestary/attestary/internal/authority"
	"github.com/attestary/attestary/schemas/canon"
)

// A policy that is written and read again is the same: nothing that an auditor said yes to gets lost, and nothing
// that a stranger wrote into a name becomes HCL.
func TestPolicyText(t *testing.T) {
	t.Parallel()
	public, err := os.ReadFile(filepath.Join(filepath.Dir(shop()), "shop.key.pub"))
	if err != nil {
		t.Fatal(err)
	}
	sly := "a\"}\n${abspath(\"/etc\")} %{ if true }\u202e"
	at, last := time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC), int64(7)
	root := authority.TrustedRoot(authority.New("house", elliptic.P256(), at))
	list := []string{sly, "b"}
	want := verify.Policy{
		Origin: sly, Require: []string{"1", "4"}, LogKeys: list, Witnesses: list, RefuseUntimed: true,
		Keys:  []verify.Key{{Name: sly, PEM: string(public), From: 3, To: &last, Follow: true, FromTime: at, UntilTime: at.Add(time.Hour)}},
		Roots: []verify.TrustedRoot{{Name: "house", JSON: root, SHA256: canon.Sum(root)}},
		Workflows: []verify.Workflow{{Name: sly, Root: "house", Issuer: sly, Signer: sly, SignerDigests: list, Repository: sly, RepositoryID: sly, OwnerID: sly, Refs: list,
			Commits: list, Callers: list, CallerDigests: list, Triggers: list, Runners: list, Environments: list, UnsafeTriggers: list, UnsafeRunners: list, From: 2, To: &last}},
		People: []verify.Person{{Login: sly, ID: sly, Keys: []string{string(public)}, Emails: list}},
	}
	for _, v := range []any{want, want.Keys[0], want.Roots[0], want.Workflows[0], want.People[0]} {
		for i, of := 0, reflect.ValueOf(v); i < of.NumField(); i++ {
			if of.Field(i).IsZero() {
				t.Errorf("%T: %s is not set, so this test does not know whether it is written", v, of.Type().Field(i).Name)
			}
		}
	}
	text := cli.PolicyText(want, []string{"a note\nkey \"x\" {}"})
	got, err := cli.ParsePolicy([]byte(text), func(path, what string) ([]byte, error) {
		if path != "house.trusted_root.json" {
			t.Errorf("%s is at %q", what, path)
		}
		return root, nil
	})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s\n%s", diff, text)
	}
	if strings.ContainsRune(text, '\u202e') {
		t.Error("it holds what steers a terminal")
	}
}

// Whatever somebody writes into a trust.hcl is a policy or a usage error; and what is one is, written again, the same.
func FuzzTrust(f *testing.F) {
	f.Add([]byte("trust {\n require = [\"1\"]\n}\nkey \"a\" {\n pem = \"x\"\n from_time = \"2026-01-01T00:00:00Z\"\n}\n"))
	f.Add([]byte(rootIn("house.trusted_root.json", rootDigest) + workflowIn("triggers = [\"schedule\"]")))
	f.Add([]byte("person \"ada\" {\n files = [\"a.pub\"]\n}\n"))
	files := func(string, string) ([]byte, error) { return []byte("a file"), nil }
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := cli.ParsePolicy(data, files)
		if err != nil {
			return
		}
		again, err := cli.ParsePolicy([]byte(cli.PolicyText(p, nil)), files)
		if err != nil {
			t.Fatalf("%v\n%s", err, cli.PolicyText(p, nil))
		}
		if diff := cmp.Diff(p, again, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("(-first +again):\n%s", diff)
		}
	})
}
