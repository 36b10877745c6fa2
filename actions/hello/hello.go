// Package hello asks a TLS server which version and cipher suite it would take, and goes no further.
//
// The server's first answer tells both, before any key is agreed on. So it can be asked about what no
// library speaks any more: export ciphers, DHE, none at all, from TLS 1.0 to 1.3. What it answers is its
// own word, which nothing has signed yet; a server that would lie here would only make itself look worse,
// or as good as its next answer, which is looked at by a real client elsewhere.
//
// It is pure: an Offer becomes bytes, and an Answer is read from whatever reads.
//
// Start at Offer and Read.
package hello

import (
	"crypto/tls"
	_ "embed"
	"strconv"
	"strings"

	"golang.org/x/crypto/cryptobyte"
)

// Offer is the first message of a client: one version, and the suites it would take.
type Offer struct {
	Version uint16 // tls.VersionTLS10 to tls.VersionTLS13
	Suites  []uint16
	Name    string // which server is meant; "" to name none
	Random  [32]byte
}

//go:embed suites.txt
var suitesText string

// suites are those of suites.txt, by number and in its order: all that IANA lists, but for those that need
// more than a certificate (PSK, SRP, Kerberos) and those that nobody has ever built.
var (
	suiteNames = map[uint16]string{}
	older      []uint16
	newer      []uint16 // of TLS 1.3
)

func init() {
	for line := range strings.Lines(suitesText) {
		number, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		n, err := strconv.ParseUint(number, 16, 16)
		if err != nil {
			panic(err)
		}
		id := uint16(n)
		suiteNames[id] = name
		if id>>8 == 0x13 {
			newer = append(newer, id)
		} else {
			older = append(older, id)
		}
	}
}

// Suites are all that a version can have. The caller must not change them.
func Suites(version uint16) []uint16 {
	if version == tls.VersionTLS13 {
		return newer
	}
	return older
}

// SuiteName is the name that IANA gives a suite.
func SuiteName(id uint16) string {
	if name := suiteNames[id]; name != "" {
		return name
	}
	return tls.CipherSuiteName(id)
}

// Bytes are the offer as it goes over the wire.
func (o Offer) Bytes() []byte {
	var b cryptobyte.Builder
	b.AddUint8(recordHandshake)
	b.AddUint16(tls.VersionTLS10)
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
		b.AddUint8(clientHello)
		b.AddUint24LengthPrefixed(o.body)
	})
	return b.BytesOrPanic()
}

func (o Offer) body(b *cryptobyte.Builder) {
	b.AddUint16(min(o.Version, tls.VersionTLS12)) // 1.3 is told in an extension
	b.AddBytes(o.Random[:])
	b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) {})
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { addNumbers(b, o.Suites) })
	b.AddBytes([]byte{1, 0}) // no compression
	b.AddUint16LengthPrefixed(o.extensions)
}

// Numbers of the protocol (RFC 8446).
const (
	recordAlert     = 21
	recordHandshake = 22
	clientHello     = 1
	serverHello     = 2

	extServerName  = 0
	extGroups      = 10
	extPoints      = 11
	extSignatures  = 13
	extPadding     = 21
	extMaster      = 23
	extVersions    = 43
	extKeyShare    = 51
	extRenegotiate = 0xff01
)

var (
	groups     = []uint16{29, 23, 24, 25, 0x11ec, 256, 257, 258} // X25519, the curves of NIST, X25519MLKEM768, FFDHE
	signatures = []uint16{0x0403, 0x0503, 0x0603, 0x0807, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201, 0x0202}
)

func (o Offer) extensions(b *cryptobyte.Builder) {
	if o.Name != "" {
		extension(b, extServerName, func(b *cryptobyte.Builder) {
			b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
				b.AddUint8(0)
				b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes([]byte(o.Name)) })
			})
		})
	}
	numbers(b, extGroups, groups)
	extension(b, extPoints, func(b *cryptobyte.Builder) { b.AddBytes([]byte{1, 0}) })
	extension(b, extMaster, func(b *cryptobyte.Builder) {})
	extension(b, extRenegotiate, func(b *cryptobyte.Builder) { b.AddUint8(0) })
	if o.Version >= tls.VersionTLS12 {
		numbers(b, extSignatures, signatures)
	}
	if o.Version == tls.VersionTLS13 {
		extension(b, extVersions, func(b *cryptobyte.Builder) { b.AddBytes([]byte{2, 3, 4}) })
		// No key is offered: the server asks for one, and says its choice with that (RFC 8446, 4.1.4).
		extension(b, extKeyShare, func(b *cryptobyte.Builder) { b.AddUint16(0) })
	}
	// Some servers hang on a message of 256 to 511 bytes (RFC 7685).
	extension(b, extPadding, func(b *cryptobyte.Builder) { b.AddBytes(make([]byte, 512)) })
}

func extension(b *cryptobyte.Builder, id uint16, body func(b *cryptobyte.Builder)) {
	b.AddUint16(id)
	b.AddUint16LengthPrefixed(body)
}

func numbers(b *cryptobyte.Builder, id uint16, list []uint16) {
	extension(b, id, func(b *cryptobyte.Builder) {
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { addNumbers(b, list) })
	})
}

func addNumbers(b *cryptobyte.Builder, list []uint16) {
	for _, n := range list {
		b.AddUint16(n)
	}
}
