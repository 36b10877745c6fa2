package cli_test

import (
	"testing"

	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/cmd/attestary/cli"
)

// TestTakesForks: with certificates, what a fork can cause is refused until the project says otherwise, in as many words.
func TestTakesForks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		flows []verify.Workflow
		want  bool
	}{
		"keys alone":       {nil, true},
		"certificates":     {[]verify.Workflow{{Triggers: []string{"schedule"}}}, false},
		"another of these": {[]verify.Workflow{{UnsafeTriggers: []string{"pull_request_target"}}}, false},
		"called safe":      {[]verify.Workflow{{Triggers: []string{"workflow_run"}}}, false},
		"said so":          {[]verify.Workflow{{Triggers: []string{"schedule"}}, {UnsafeTriggers: []string{"workflow_run"}}}, true},
	} {
		if got := cli.TakesForks(verify.Policy{Workflows: c.flows}); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
