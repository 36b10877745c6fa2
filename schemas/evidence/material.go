package evidence

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// The most that may stand beside a signature. A certificate of public Fulcio has 2 KiB, a timestamp with
// its certificates 2 to 6; a verifier walks over all of them.
const (
	maxDER     = 16 << 10 // of a certificate, a timestamp or a log entry's body, in bytes
	maxStamps  = 4
	maxEntries = 4
	maxProof   = 64 // hashes: a tree has at most 2^63 leaves
)

// Material is what a verifier needs beside the signature: a certificate or the name of a key, never both.
// A certificate lives for minutes, so with it there is always a timestamp: without one nobody could say
// later that the signature was made in time. A key may have timestamps, and either may have log entries.
//
// All of it is unauthenticated until a verifier has judged it. What is held here is form: one DER value
// each, sizes, counts, one spelling of numbers.
type Material struct {
	Certificate *Certificate `json:"certificate,omitempty"`
	PublicKey   *PublicKey   `json:"publicKey,omitempty"`
	Timestamps  *Timestamps  `json:"timestampVerificationData,omitempty"`
	LogEntries  []LogEntry   `json:"tlogEntries,omitempty"`
}

// Certificate is an X.509 certificate, the signer's own and no other of its chain.
type Certificate struct {
	Raw []byte `json:"rawBytes"` // DER
}

// PublicKey names the key: Hint is base64(SHA-256(SPKI)). It chooses a candidate and must equal it.
type PublicKey struct {
	Hint string `json:"hint"`
}

// Timestamps are those over the signature's bytes.
type Timestamps struct {
	RFC3161 []Timestamp `json:"rfc3161Timestamps"`
}

// Timestamp is a TimeStampResp (RFC 3161).
type Timestamp struct {
	Signed []byte `json:"signedTimestamp"` // DER
}

// LogEntry is an entry of a Rekor v2 log, which says where the signature stands and not when it was made.
type LogEntry struct {
	Body  []byte         `json:"canonicalizedBody"` // what the leaf is the hash of
	Proof InclusionProof `json:"inclusionProof"`
	Kind  KindVersion    `json:"kindVersion"`
	LogID LogID          `json:"logId"`
	Index Decimal        `json:"logIndex,omitempty"`
}

// LogID is the checkpoint key's id, as C2SP's signed notes have it, or the digest of its SPKI.
type LogID struct {
	KeyID []byte `json:"keyId"`
}

// KindVersion says how Body is read. Rekor v2 has version 0.0.2 of two kinds.
type KindVersion struct {
	Kind    string `json:"kind"` // dsse, hashedrekord
	Version string `json:"version"`
}

// InclusionProof leads from the leaf to a checkpoint that the log signed.
type InclusionProof struct {
	Checkpoint LogCheckpoint `json:"checkpoint"`
	Hashes     [][]byte      `json:"hashes,omitempty"`
	Index      Decimal       `json:"logIndex,omitempty"`
	Root       []byte        `json:"rootHash"`
	Size       Decimal       `json:"treeSize"`
}

// LogCheckpoint is a signed note (C2SP).
type LogCheckpoint struct {
	Envelope string `json:"envelope"`
}

// Decimal is a whole number, at least 1, as protojson writes 64 bits; it is "" for 0, which is left out.
type Decimal string

// DecimalOf writes n, which is not negative.
func DecimalOf(n int64) Decimal {
	if n == 0 {
		return ""
	}
	return Decimal(strconv.FormatInt(n, 10))
}

// Int64 is the number; 0 where it is left out or none.
func (d Decimal) Int64() int64 {
	n, _ := strconv.ParseInt(string(d), 10, 64)
	return n
}

func (d Decimal) check(name string) error {
	if n := d.Int64(); n < 0 || DecimalOf(n) != d {
		return fmt.Errorf("%s: %.80q is not a whole number in its one spelling", name, string(d))
	}
	return nil
}

// Hint is the name of the key; "" where a certificate tells it.
func (m *Material) Hint() string {
	if m.PublicKey == nil {
		return ""
	}
	return m.PublicKey.Hint
}

// HintOf is the name of a key: of its SPKI, in DER.
func HintOf(spki []byte) string {
	sum := sha256.Sum256(spki)
	return base64.StdEncoding.EncodeToString(sum[:])
}

func (m *Material) check() error {
	switch {
	case (m.Certificate == nil) == (m.PublicKey == nil):
		return errors.New("verificationMaterial: it names either a certificate or a public key")
	case m.PublicKey != nil:
		if err := m.PublicKey.check(); err != nil {
			return fmt.Errorf("publicKey: %w", err)
		}
	case m.Timestamps == nil:
		return errors.New("timestampVerificationData: it is missing, and a certificate counts only with a timestamp")
	default:
		if err := oneDER(m.Certificate.Raw); err != nil {
			return fmt.Errorf("certificate: %w", err)
		}
	}
	if err := m.Timestamps.check(); err != nil {
		return fmt.Errorf("timestampVerificationData: %w", err)
	}
	return m.checkEntries()
}

func (k *PublicKey) check() error {
	if len(k.Hint) != 44 || k.Hint[43] != '=' {
		return fmt.Errorf("hint: %.80q is not base64 of a SHA-256", k.Hint)
	}
	return nil
}

func (t *Timestamps) check() error {
	if t == nil {
		return nil
	}
	if n := len(t.RFC3161); n == 0 || n > maxStamps {
		return fmt.Errorf("there are %d timestamps; 1 to %d are read", n, maxStamps)
	}
	for i, stamp := range t.RFC3161 {
		if err := oneDER(stamp.Signed); err != nil {
			return fmt.Errorf("timestamp %d: %w", i, err)
		}
	}
	return nil
}

func (m *Material) checkEntries() error {
	if n := len(m.LogEntries); n > maxEntries {
		return fmt.Errorf("tlogEntries: there are %d; at most %d are read", n, maxEntries)
	}
	for i := range m.LogEntries {
		if err := m.LogEntries[i].check(); err != nil {
			return fmt.Errorf("tlogEntries: entry %d: %w", i, err)
		}
	}
	return nil
}

func (e *LogEntry) check() error {
	switch {
	case e.Kind.Kind != "dsse" && e.Kind.Kind != "hashedrekord" || e.Kind.Version != "0.0.2":
		return fmt.Errorf("kindVersion: it is %.40q %.40q; this program reads dsse and hashedrekord 0.0.2, those of Rekor v2", e.Kind.Kind, e.Kind.Version)
	case len(e.Body) == 0 || len(e.Body) > maxDER:
		return fmt.Errorf("canonicalizedBody: it has %d bytes; 1 to %d are read", len(e.Body), maxDER)
	case len(e.LogID.KeyID) == 0 || len(e.LogID.KeyID) > sha256.Size:
		return fmt.Errorf("logId: it has %d bytes; 1 to %d are read", len(e.LogID.KeyID), sha256.Size)
	case e.Index != e.Proof.Index:
		return errors.New("logIndex: the entry and its proof tell two")
	}
	return e.Proof.check()
}

func (p *InclusionProof) check() error {
	if err := p.Index.check("logIndex"); err != nil {
		return err
	}
	if err := p.Size.check("treeSize"); err != nil {
		return err
	}
	if p.Index.Int64() >= p.Size.Int64() {
		return fmt.Errorf("logIndex: it is %d, in a tree of %d", p.Index.Int64(), p.Size.Int64())
	}
	if len(p.Root) != sha256.Size || len(p.Hashes) > maxProof {
		return errors.New("inclusionProof: it is not one of SHA-256")
	}
	for _, hash := range p.Hashes {
		if len(hash) != sha256.Size {
			return errors.New("inclusionProof: it is not one of SHA-256")
		}
	}
	if p.Checkpoint.Envelope == "" || len(p.Checkpoint.Envelope) > maxDER {
		return fmt.Errorf("checkpoint: it has %d bytes; 1 to %d are read", len(p.Checkpoint.Envelope), maxDER)
	}
	return nil
}

// oneDER holds that data is one SEQUENCE, with nothing behind it.
func oneDER(data []byte) error {
	if len(data) > maxDER {
		return fmt.Errorf("it has %d bytes; at most %d are read", len(data), maxDER)
	}
	input := cryptobyte.String(data)
	var inner cryptobyte.String
	if !input.ReadASN1(&inner, asn1.SEQUENCE) || !input.Empty() {
		return errors.New("it is not one value in DER")
	}
	return nil
}
