//go:build !race

package compiler_test

// bombSizes are those of the bombs, in bytes: the largest is about the largest file that is read.
var bombSizes = []int{1 << 10, 16 << 10, 250 << 10}
