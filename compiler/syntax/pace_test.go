//go:build !race

package syntax_test

import "time"

const limit = 2 * time.Second

// sizes of the bombs: small, the largest that is explained, and the largest that is looked at.
var sizes = []int{1 << 10, 63 << 10, 255 << 10}
