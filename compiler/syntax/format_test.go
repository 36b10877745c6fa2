package syntax_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/compiler/syntax"
)

func TestFormatLaysOutAndChangesNothingElse(t *testing.T) {
	t.Parallel()
	src := "step \"tls.probe\"   \"site\"{\nhost=\"shop.acme.example\"   # the shop\n      port   =  443\n\n  retry {\nmax=3\n  }\n}\n\n\n"
	want := "step \"tls.probe\" \"site\" {\n  host = \"shop.acme.example\" # the shop\n  port = 443\n\n  retry {\n    max = 3\n  }\n}\n"
	got, diags := syntax.Format("x.runbook.hcl", []byte(src))
	if len(diags) > 0 {
		t.Fatalf("findings: %v", messages(diags))
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFormatLeavesAlone(t *testing.T) {
	t.Parallel()
	for name, src := range map[string]string{
		"what cannot be parsed": "title = 'x'\n",
		"what breaks a limit":   "a = " + strings.Repeat("(", 100),
		"conflicts":             "<<<<<<< HEAD\na   = 1\n",
	} {
		got, diags := syntax.Format("x.runbook.hcl", []byte(src))
		if len(diags) != 1 || string(got) != src {
			t.Errorf("%s: changed to %q with findings %v", name, got, messages(diags))
		}
	}
}

func TestFormatLeavesGoodExamplesUnchanged(t *testing.T) {
	t.Parallel()
	seen := 0
	err := filepath.WalkDir(filepath.Join(shared(t), "good"), func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".hcl") {
			return err
		}
		seen++
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		got, diags := syntax.Format(filepath.Base(name), src)
		if len(diags) > 0 {
			t.Errorf("%s: %v", name, messages(diags))
		}
		if diff := cmp.Diff(string(src), string(got)); diff != "" {
			t.Errorf("%s (-as written +formatted):\n%s", name, diff)
		}
		return nil
	})
	if err != nil || seen == 0 {
		t.Fatalf("%d files, %v", seen, err)
	}
}

func FuzzFormat(f *testing.F) {
	for _, seed := range []string{"a=1\n", "a \"b\"{\nc=[1,\n2]\n}", "a=<<E\n x\nE\n", "#x\na={b=1,c=2}\n\n", "a=1\r\nb=\"${x}\"\r\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > 2048 {
			return
		}
		once, diags := syntax.Format("x.hcl", src)
		if len(diags) > 0 {
			if !bytes.Equal(once, src) {
				t.Fatal("a file with findings was changed")
			}
			return
		}
		twice, diags := syntax.Format("x.hcl", once)
		if len(diags) > 0 || !bytes.Equal(once, twice) {
			t.Fatalf("formatting twice differs:\n%q\n%q\n%q\n%v", src, once, twice, messages(diags))
		}
	})
}
