//go:build race

package syntax_test

import "time"

// The race detector makes everything about ten times slower.
const limit = 15 * time.Second

var sizes = []int{2 << 10}
