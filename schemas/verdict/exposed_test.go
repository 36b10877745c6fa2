package verdict_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/verdict"
)

// TestExposed: secrets that every workflow gets are findings, told by name and place, in order.
func TestExposed(t *testing.T) {
	t.Parallel()
	at := func(secret, where string) verdict.Exposed {
		return verdict.Exposed{Mend: verdict.ExposedMends, Secret: secret, Where: where}
	}
	for name, c := range map[string]struct {
		exposed []verdict.Exposed
		want    string
	}{
		"two places":     {[]verdict.Exposed{at("OKTA_TOKEN", "organization"), at("OKTA_TOKEN", "repository")}, ""},
		"out of order":   {[]verdict.Exposed{at("OKTA_TOKEN", "repository"), at("FLEET_TOKEN", "repository")}, "exposed secret 1 is out of order"},
		"twice":          {[]verdict.Exposed{at("OKTA_TOKEN", "repository"), at("OKTA_TOKEN", "repository")}, "exposed secret 1 is out of order"},
		"nowhere":        {[]verdict.Exposed{at("OKTA_TOKEN", "")}, `where is ""`},
		"without a name": {[]verdict.Exposed{at("", "repository")}, "it wants the name of a secret"},
		"another mend":   {[]verdict.Exposed{{Secret: "OKTA_TOKEN", Where: "repository", Mend: "rm -rf"}}, "what leads on is"},
		"too many":       {make([]verdict.Exposed, verdict.MaxFindings+1), "1001 exposed secrets"},
		"none":           {nil, "there are none, and they are told"},
	} {
		v := sample()
		v.Findings = &verdict.Findings{Exposed: c.exposed}
		data, err := v.Encode()
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil {
			continue
		}
		validate(t, "verdict.schema.json", data)
		if again, err := verdict.Parse(data); err != nil || again.Status() != verdict.StatusFindings {
			t.Errorf("%s: %v", name, err)
		}
	}
}
