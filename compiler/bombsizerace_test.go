//go:build race

package compiler_test

// The race detector makes everything about ten times slower; what bombs cost is measured without it.
var bombSizes = []int{1 << 10}
