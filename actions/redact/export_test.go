package redact

// Places is how many parts of data secrets are made of, in all readings of it that there are.
func (r *Redactor) Places(data []byte) int { return len(r.places(data, depth)) }
