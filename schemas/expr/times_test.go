package expr_test

import (
	"testing"

	"github.com/attestary/attestary/schemas/expr"
)

// A length of time is written as the language takes it, and told as people say it.
func TestLengths(t *testing.T) {
	t.Parallel()
	for seconds, want := range map[int64][2]string{
		0:      {"0s", "0 seconds"},
		1:      {"1s", "1 second"},
		90:     {"90s", "1 minute and 30 seconds"},
		3600:   {"1h", "1 hour"},
		7200:   {"2h", "2 hours"},
		86400:  {"1d", "1 day"},
		90061:  {"90061s", "1 day, 1 hour, 1 minute and 1 second"},
		604800: {"7d", "7 days"},
	} {
		if got := expr.FormatLength(seconds); got != want[0] {
			t.Errorf("%d seconds are written %q, want %q", seconds, got, want[0])
		}
		if got := expr.LengthWords(seconds); got != want[1] {
			t.Errorf("%d seconds are told as %q, want %q", seconds, got, want[1])
		}
		if again, ok := expr.ParseLength(want[0]); !ok || again != seconds {
			t.Errorf("%s is read as %d seconds", want[0], again)
		}
	}
}
