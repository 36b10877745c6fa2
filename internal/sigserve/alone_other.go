//go:build !linux

package sigserve

import "testing"

const inside = "ATTESTARY_TEST_ALONE"

func variable(string) string { return "" }

// Alone skips the test: only Linux can give it a network of its own.
func Alone(t *testing.T) bool {
	t.Skip("this needs a network namespace, which Linux has")
	return false
}
