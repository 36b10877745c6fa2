package key

// Parse opens a key that is handed over as text, as a runner gets it from its secrets: the bytes of a
// key file. Its errors are those of Open, without a path.
func Parse(text, passphrase []byte) (*Key, error) { return parse(text, passphrase) }
