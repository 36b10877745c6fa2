//go:build !race

package compiler_test

// bombSizes are those of the bombs, in bytes: the largest is about the largest file that is read.
var bombSizes = []int{1 << 10, 16 << 10, 250 << 10}

// rounds is how often a test tries what it generates.
func rounds[N int | uint64](n N) N { return n }

const allRounds = true
