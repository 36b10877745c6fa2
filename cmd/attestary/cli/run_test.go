package cli_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// tip is the newest commit of the ledger at origin.
func (m *machine) tip(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(m.Dir, "..", "shop.git", "refs", "heads", "evidence"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestClockBehind: what is written with a clock that stands before the last entry would seem older than
// it. One sentence says so, nothing is run, and nothing waits.
func TestClockBehind(t *testing.T) {
	t.Parallel()
	m := copyOfShop(t)
	before := m.tip(t)
	m.Now = func() time.Time { return time.Now().Add(-time.Hour) }
	m.wants(t, m.types("run", "workflow-pinning"), 3, "nothing has run", "this machine's clock says", "set the clock, then try again")
	if m.out.Len() > 0 || m.tip(t) != before {
		t.Errorf("something was recorded:\n%s", m.out.String())
	}
	m.wants(t, m.types("seal"), 0, "no run is waiting")
}

// TestPassphraseFile: the passphrase may stand in a file, whose line may end as editors end it.
func TestPassphraseFile(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text   string
		status int
		says   string
	}{
		"with a line end":        {"correct horse battery staple\r\n", 0, "passed"},
		"with a blank before it": {" correct horse battery staple\n", 3, "wrong passphrase"},
		"empty":                  {"", 3, "passphrase"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := copyOfShop(t)
			path := filepath.Join(m.env["HOME"], "passphrase")
			if err := os.WriteFile(path, []byte(test.text), 0o600); err != nil {
				t.Fatal(err)
			}
			m.env["ATTESTARY_KEY_PASSPHRASE"], m.env["ATTESTARY_KEY_PASSPHRASE_FILE"] = "", path
			before := m.tip(t)
			m.wants(t, m.types("run", "workflow-pinning"), test.status, test.says)
			if test.status != 0 && m.tip(t) != before {
				t.Error("something was recorded")
			}
		})
	}
}
