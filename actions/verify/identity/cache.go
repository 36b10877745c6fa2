package identity

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"sync"
)

// What is remembered is what depends on bytes alone, and on the root, which never changes:
//
//   - that an authority's certificates sign each other: judged once, when the root is read. A signature over a
//     certificate does not depend on who is below it, nor on the time; the times of the chain are compared
//     again at every signature.
//   - a signer's certificate, read and found to be an authority's: the same bytes give the same answer. A
//     process signs with one certificate while it is valid, so that neighbours in a ledger share it. Whether
//     it was valid is asked at every signature.
//   - the certificate that signs stamps, where stamps bring it along: as above.
//
// Nothing that was refused is remembered, so that a stranger cannot fill the memory; and it is bounded, because
// an authority may have made any number. What is forgotten is read again.
type cache struct {
	mu       sync.Mutex
	signers  [remembered]slot[*Certificate]
	stampers [16]slot[*stamper]
}

// remembered is how many certificates of signers are kept: some kilobytes each. Entries are judged in batches by
// a few goroutines, and neighbours are alike; more would be memory without use.
const remembered = 256

type slot[T any] struct {
	der   []byte
	value T
}

func (c *cache) certificate(der []byte) *Certificate {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s := &c.signers[place(der, len(c.signers))]; bytes.Equal(s.der, der) {
		return s.value
	}
	return nil
}

func (c *cache) keepCertificate(der []byte, value *Certificate) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.signers[place(der, len(c.signers))] = slot[*Certificate]{bytes.Clone(der), value}
}

func (c *cache) stamper(der []byte) *stamper {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s := &c.stampers[place(der, len(c.stampers))]; bytes.Equal(s.der, der) {
		return s.value
	}
	return nil
}

func (c *cache) keepStamper(der []byte, value *stamper) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stampers[place(der, len(c.stampers))] = slot[*stamper]{bytes.Clone(der), value}
}

// place is where bytes are kept. Whoever chooses bytes that meet in one place makes this slower, never wrong.
func place(der []byte, of int) int {
	sum := sha256.Sum256(der)
	return (int(sum[0])<<8 | int(sum[1])) % of
}

// stamper is a certificate that signs stamps, and the place of its issuer in the authority's chain.
type stamper struct {
	cert   *x509.Certificate
	by     *authority
	issuer int
}
