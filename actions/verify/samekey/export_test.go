package samekey

import "crypto/ecdsa"

// Accepts tells what a key's table says, before anybody else is asked.
func Accepts(public *ecdsa.PublicKey) func(digest, sig []byte) bool {
	return newTable(public).accepts
}

// Agrees tells whether a table is used in which one point is another.
func Agrees(public *ecdsa.PublicKey, place, b int) bool {
	t := newTable(public)
	key := t[0][1]
	t[place][b].Double(&t[place][b])
	return t.agrees(&key)
}
