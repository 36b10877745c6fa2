package canon

import "encoding/binary"

// words keeps short texts that were read lately. Documents say the same ones over and over, and one that
// is there needs no memory of its own. What it gives is what was asked for: a text is compared as a whole.
type words [256]string

// maxWord is the most bytes of a text that is kept: a digest has 71.
const maxWord = 80

// text is raw as a string.
func (w *words) text(raw []byte) string {
	if len(raw) == 0 || len(raw) > maxWord {
		return string(raw)
	}
	kept := &w[place(raw)]
	if *kept != string(raw) {
		*kept = string(raw)
	}
	return *kept
}

// place is where a text is kept: by its length and its end, where texts of one kind differ most.
func place(raw []byte) uint8 {
	var end [8]byte
	copy(end[:], raw[max(0, len(raw)-len(end)):])
	return uint8((binary.LittleEndian.Uint64(end[:]) + uint64(len(raw))) * 0x9e3779b97f4a7c15 >> 56)
}
