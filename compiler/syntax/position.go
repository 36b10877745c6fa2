package syntax

import (
	"bytes"

	"github.com/apparentlymart/go-textseg/v15/textseg"

	"github.com/attestary/attestary/compiler/diag"
)

// positionOf is the place of a byte offset in src, counted as the parser counts.
func positionOf(src []byte, offset int) diag.Pos {
	offset = min(offset, len(src))
	start := bytes.LastIndexByte(src[:offset], '\n') + 1
	column := 1
	for rest := src[start:offset]; len(rest) > 0; column++ {
		advance, _, err := textseg.ScanGraphemeClusters(rest, true)
		if err != nil || advance == 0 {
			break
		}
		rest = rest[advance:]
	}
	return diag.Pos{Line: 1 + bytes.Count(src[:offset], []byte{'\n'}), Column: column, Byte: offset}
}

// RangeOf is the part of src from one byte offset up to another.
func RangeOf(file string, src []byte, from, to int) diag.Range {
	return diag.Range{File: file, Start: positionOf(src, from), End: positionOf(src, to)}
}
