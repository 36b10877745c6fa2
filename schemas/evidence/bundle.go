package evidence

// BundleMediaType is the media type of a Sigstore bundle v0.3.
const BundleMediaType = "application/vnd.dev.sigstore.bundle.v0.3+json"

// Bundle is a Sigstore bundle v0.3 with exactly one signature, in protojson's names and the one
// encoding of package canon. It holds an envelope (a statement) or a message signature (a checkpoint).
// Only what this version can judge is in the type: anything else does not parse.
type Bundle struct {
	Envelope     *Envelope         `json:"dsseEnvelope,omitempty"`
	MediaType    string            `json:"mediaType"`
	Message      *MessageSignature `json:"messageSignature,omitempty"`
	Verification Material          `json:"verificationMaterial"`
}

// Material is what a verifier needs beside the signature.
type Material struct {
	PublicKey *PublicKey `json:"publicKey,omitempty"`
}

// PublicKey names the key: Hint is base64(SHA-256(SPKI)). It chooses a candidate and must equal it.
type PublicKey struct {
	Hint string `json:"hint"`
}

// Envelope is a DSSE envelope. Its signature is over the pre-authentication encoding of its payload.
type Envelope struct {
	Payload     []byte      `json:"payload"` // standard base64
	PayloadType string      `json:"payloadType"`
	Signatures  []Signature `json:"signatures"` // exactly one
}

// Signature is an ASN.1 DER ECDSA signature whose s is at most half the order: no second spelling.
type Signature struct {
	Sig []byte `json:"sig"`
}

// MessageSignature is a signature over bytes that stand elsewhere.
type MessageSignature struct {
	Digest    MessageDigest `json:"messageDigest"`
	Signature []byte        `json:"signature"`
}

// MessageDigest is the digest of those bytes.
type MessageDigest struct {
	Algorithm string `json:"algorithm"` // SHA2_256
	Digest    []byte `json:"digest"`
}
