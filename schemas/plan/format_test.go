package plan_test

import (
	"errors"
	"testing"

	"github.com/attestary/attestary/schemas/plan"
)

// TestUnknownFormat tells a plan of another version from what is no plan at all: of the first a reader of that
// version may say more, of the second nobody.
func TestUnknownFormat(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]string{
		`{"format":"https://attestary.dev/plan/v2","runbook":"tls"}`:                          "https://attestary.dev/plan/v2",
		`{"a":[1,{"b":null}],"format":"https://attestary.dev/plan/v9999"}`:                    "https://attestary.dev/plan/v9999",
		`{"format":"https://attestary.dev/plan/v1","runbook":"tls"}`:                          "",
		`{"FORMAT":"https://attestary.dev/plan/v2"}`:                                          "",
		`{"format":"https://attestary.dev/plan/v2" }`:                                         "",
		`{"format":"https://attestary.dev/plan/v2","format":"https://attestary.dev/plan/v2"}`: "",
		`{"format":"https://attestary.dev/plan/v2"}{}`:                                        "",
		`{"format":"https://attestary.dev/plan/v0"}`:                                          "",
		`{"format":"https://attestary.dev/plan/v2/x"}`:                                        "",
		`{"format":"https://evil.example/plan/v2"}`:                                           "",
		`{"format":["https://attestary.dev/plan/v2"]}`:                                        "",
		`["https://attestary.dev/plan/v2"]`:                                                   "",
		`{"inner":{"format":"https://attestary.dev/plan/v2"}}`:                                "",
	} {
		_, err := plan.Parse([]byte(data))
		var unknown *plan.UnknownFormat
		got := ""
		if errors.As(err, &unknown) {
			got = unknown.Format
		}
		if err == nil || got != want {
			t.Errorf("%s: format %q and error %v, want %q", data, got, err, want)
		}
	}
}
