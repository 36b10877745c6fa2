package compiler_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
)

// What looks like a real credential is told, and never repeated: not in a message that quotes the value,
// not in the line that is shown, not in a fix.
func TestCredentialsAreNotEchoed(t *testing.T) {
	t.Parallel()
	token := "ghp_" + strings.Repeat("a1B2", 9) + "XYZ"
	key := "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIQ\n-----END EC PRIVATE KEY-----"
	text := runbook("loose") + "step \"tls.probe\" \"site\" {\n  host    = \"shop.acme.example\"\n  timeout = \"" + token + "\"\n}\n\n" +
		"evidence \"quoted\" {\n  value = step.sit.version == \"" + token + "\"\n}\n\n/*\n" + key + "\n*/\n"
	result := compiler.Compile(files(withProject(t, map[string]string{"runbooks/loose.runbook.hcl": text})), compiler.Options{})
	if got := codes(result.Findings); got["RB6002"] != 3 || got["RB3007"] != 1 {
		t.Fatalf("found %v", got)
	}
	shown := diag.Human(result.Findings, result.Project.Sources, diag.View{Keep: 100}) + told(t, files(withProject(t, map[string]string{"runbooks/loose.runbook.hcl": text})))
	for _, secret := range []string{token, "MHcCAQEEIQ", token[:20]} {
		if strings.Contains(shown, secret) {
			t.Errorf("%q is repeated:\n%s", secret, shown)
		}
	}
	if !strings.Contains(shown, "timeout = \"*****") {
		t.Error("the line is not shown")
	}
}

// A text for a setting that is called like a secret may be one, whatever it looks like.
func TestPasswordsAreNotEchoed(t *testing.T) {
	t.Parallel()
	texts := withProject(t, map[string]string{"runbooks/loose.runbook.hcl": runbook("loose") +
		"step \"http.request\" \"order\" {\n  connection = connection.shop\n  path       = \"/\"\n  password   = \"hunter2\"\n}\n"})
	texts["runbooks/project.hcl"] = strings.ReplaceAll(texts["runbooks/project.hcl"], "secret.shop_token", `"hunter3"`) +
		"\nconnection \"spare\" {\n  kind    = \"shell\"\n  api_key = \"hunter4\"\n}\n"
	result := compiler.Compile(files(texts), compiler.Options{})
	if got := codes(result.Findings); got["RB6002"] != 3 || got["RB2010"]+got["RB1002"] > 0 {
		t.Errorf("found %v", got)
	}
	shown := diag.Human(result.Findings, result.Project.Sources, diag.View{Keep: 100})
	if strings.Contains(shown, "hunter") || !strings.Contains(shown, `password   = "*******"`) {
		t.Errorf("a password is repeated, or its line not shown:\n%s", shown)
	}
}
