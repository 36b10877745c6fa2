package syntax

// Nesting is how deep the scanner counts the parts of src to stand within each other.
func Nesting(src []byte) int {
	s := newScanner(src)
	s.run()
	return s.deepest
}
