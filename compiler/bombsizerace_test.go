//go:build race

package compiler_test

// The race detector makes everything about ten times slower; what bombs cost is measured without it.
var bombSizes = []int{1 << 10}

// rounds is how often a test tries what it generates: once, for races. All of it is tried without the detector.
func rounds[N int | uint64](N) N { return 1 }

const allRounds = false
