package verify_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// A forge makes ledgers, good and bad ones. It writes the format from its page (design: Ledger), not
// with package ledger, so that a mistake there is not made here again; and it can lie wherever a liar
// could. Signatures are made deterministically (RFC 6979), so the same forge gives the same bytes.
type forge struct {
	t      testing.TB
	origin string
	key    *signer
	drafts []*draft
	leaves [][]byte
	hashes []tlog.Hash       // stored hashes of package tlog
	files  map[string]string // of runs/ and blobs/
	plans  map[string]evidence.BlobRef
	note   string // the checkpoint as a signed note, where it is one
	flow   bool   // entries are signed by a workflow, and stamped
}

// draft is one entry, in the stages of its making. A liar edits it at one of them.
type draft struct {
	kind      evidence.Kind
	run       canon.Digest
	dir       string // runs/RUNBOOK/yyyy/mm/dd
	predicate evidence.Predicate
	payload   []byte
	key       *signer
	bundle    []byte
	leaf      evidence.Leaf
	raw       []byte // of the leaf
	path      string
}

// edit is what a liar does to one entry, before it is signed and after.
type edit struct {
	predicate func(*draft) // change what is said
	payload   func(*draft) // change how it is spelt, or who signs
	bundle    func(*draft) // change what was signed
	leaf      func(*draft) // change what the tree says of it
}

func newForge(t testing.TB) *forge {
	return &forge{t: t, origin: "attestary.dev/ledger/000102030405060708090a0b0c0d0e0f", key: testKey(t, "ledger"), files: map[string]string{}, plans: map[string]evidence.BlobRef{}}
}

// add appends an entry: predicate → payload → bundle → leaf → path.
func (f *forge) add(d *draft, e edit) *draft {
	f.t.Helper()
	stage := func(change func(*draft)) {
		if change != nil {
			change(d)
		}
	}
	if d.key == nil {
		d.key = f.key
	}
	stage(e.predicate)
	d.payload = f.statement(d.predicate)
	stage(e.payload)
	d.bundle = f.envelope(evidence.PayloadType, d.payload, d.key)
	stage(e.bundle)
	d.leaf = evidence.Leaf{Bundle: canon.Sum(d.bundle), Kind: d.kind, Run: d.run, Statement: canon.Sum(d.payload), V: 1}
	d.path = d.dir + "/_." + string(d.kind) + "-" + d.leaf.Statement.Hex()[:8] + ".sigstore.json"
	if once := d.kind == evidence.KindAuthorization || d.kind == evidence.KindRun || d.kind == evidence.KindDenial; d.run != "" && once {
		d.path = d.dir + "/" + d.run.Hex()[:16] + "." + string(d.kind) + ".sigstore.json"
	} else if d.run != "" {
		d.path = d.dir + "/" + d.run.Hex()[:16] + "." + string(d.kind) + "-" + d.leaf.Statement.Hex()[:8] + ".sigstore.json"
	}
	d.raw = must(canon.Encode(d.leaf))
	stage(e.leaf)
	f.files[d.path] = string(d.bundle)
	f.put(d.raw)
	f.drafts = append(f.drafts, d)
	return d
}

func (f *forge) put(leaf []byte) {
	f.t.Helper()
	hashes, err := tlog.StoredHashes(int64(len(f.leaves)), leaf, f)
	if err != nil {
		f.t.Fatal(err)
	}
	f.hashes, f.leaves = append(f.hashes, hashes...), append(f.leaves, leaf)
}

// ReadHashes makes the forge a reader of its own tree.
func (f *forge) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = f.hashes[x]
	}
	return out, nil
}

func (f *forge) root(size int) tlog.Hash {
	f.t.Helper()
	if size == 0 {
		return sha256.Sum256(nil)
	}
	return must(tlog.TreeHash(int64(size), f))
}

// seen is what somebody has seen who looks now.
func (f *forge) seen() evidence.Seen {
	root := f.root(len(f.leaves))
	seen := evidence.Seen{Origin: f.origin, Size: int64(len(f.leaves)), Root: canon.Digest(fmt.Sprintf("sha256:%x", root[:]))}
	if n := len(f.drafts); f.flow && n > 0 {
		last := seen.Size - 1
		seen.Entry, seen.Bundle = &last, &f.drafts[n-1].leaf.Bundle
	}
	return seen
}

// blob stores a document and names it.
func (f *forge) blob(data []byte) evidence.BlobRef {
	d := canon.Sum(data)
	f.files["blobs/sha256/"+d.Hex()[:2]+"/"+d.Hex()] = string(data)
	return evidence.BlobRef{Digest: d, Size: int64(len(data))}
}

// statement is an in-toto statement, also of a predicate that no honest program would write.
func (f *forge) statement(p evidence.Predicate) []byte {
	f.t.Helper()
	name, digest := "predicate", canon.Sum(must(canon.Encode(p)))
	switch p := p.(type) {
	case *evidence.Authorization:
		name, digest = "plan", p.Plan.Digest
	case *evidence.Run:
		name, digest = "record", p.Record.Digest
	case *evidence.Review:
		name, digest = "plan", p.Plan.Digest
	case *evidence.Denial:
		name, digest = "plan", p.Plan.Digest
	case *evidence.Approval:
		name, digest = "authorization", p.Authorization
	case *evidence.Breakglass:
		name, digest = "authorization", p.Authorization
	case *evidence.Confirmation:
		name, digest = "run", p.Result
	case *evidence.Disposition:
		name, digest = "blob", p.Blob.Digest
	case *evidence.Mend:
		root := must(hex.DecodeString(p.Good.Root.Hex()))
		name, digest = "checkpoint", canon.Sum(fmt.Appendf(nil, "%s\n%d\n%s\n", p.Seen.Origin, p.Good.Size, base64.StdEncoding.EncodeToString(root)))
	case *evidence.Rotation:
		name, digest = "key", canon.Sum(p.New)
	}
	about := func(name string, d canon.Digest) any {
		return map[string]any{"digest": map[string]any{"sha256": d.Hex()}, "name": name}
	}
	subject := []any{about(name, digest)}
	if r, ok := p.(*evidence.Revocation); ok {
		subject = nil
		for _, e := range r.Entries {
			subject = append(subject, about(fmt.Sprintf("entry %d", e.Index), e.Bundle))
		}
	}
	return must(canon.Encode(map[string]any{
		"_type": evidence.StatementType, "predicate": p, "predicateType": p.Kind().PredicateType(), "subject": subject,
	}))
}

// envelope signs a payload as DSSE in a Sigstore bundle.
func (f *forge) envelope(payloadType string, payload []byte, key *signer) []byte {
	f.t.Helper()
	pae := "DSSEv1 " + strconv.Itoa(len(payloadType)) + " " + payloadType + " " + strconv.Itoa(len(payload)) + " " + string(payload)
	sig := key.sign([]byte(pae))
	return must(canon.Encode(map[string]any{
		"mediaType":            evidence.BundleMediaType,
		"verificationMaterial": key.material(sig),
		"dsseEnvelope": map[string]any{"payload": payload, "payloadType": payloadType,
			"signatures": []any{map[string]any{"sig": sig}}},
	}))
}

// checkpoint is the checkpoint over the newest leaves, and its bundle.
func (f *forge) checkpoint(key *signer) (text, bundle string) {
	f.t.Helper()
	if text = f.note; text != "" {
		return text, f.message(text, key)
	}
	text = fmt.Sprintf("%s\n%d\n%s\n", f.origin, len(f.leaves), f.root(len(f.leaves)))
	return text, f.message(text, key)
}

// message signs text that stands elsewhere.
func (f *forge) message(text string, key *signer) string {
	sum, sig := sha256.Sum256([]byte(text)), key.sign([]byte(text))
	return string(must(canon.Encode(map[string]any{
		"mediaType":            evidence.BundleMediaType,
		"verificationMaterial": key.material(sig),
		"messageSignature": map[string]any{"messageDigest": map[string]any{"algorithm": "SHA2_256", "digest": sum[:]},
			"signature": sig},
	})))
}

// tree lays the ledger out as files.
func (f *forge) tree() tree {
	f.t.Helper()
	out := tree{}
	for path, data := range f.files {
		out[path] = plainFile(data)
	}
	text, bundle := f.checkpoint(f.key)
	out["checkpoint"], out["checkpoint.sigstore.json"] = plainFile(text), plainFile(bundle)
	out["README.md"] = plainFile(readme())
	for _, tile := range tlog.NewTiles(8, 0, int64(len(f.leaves))) {
		out[tilePath(tile)] = plainFile(string(must(tlog.ReadTileData(tile, f))))
		if tile.L == 0 {
			var entries strings.Builder
			for _, raw := range f.leaves[tile.N*256:][:tile.W] {
				entries.Write([]byte{byte(len(raw) >> 8), byte(len(raw))})
				entries.Write(raw)
			}
			tile.L = -1
			out[tilePath(tile)] = plainFile(entries.String())
		}
	}
	return out
}

// tilePath turns package tlog's spelling of a tile (tile/8/0/000) into that of C2SP (tile/0/000).
func tilePath(t tlog.Tile) string {
	path := strings.TrimPrefix(t.Path(), "tile/8/")
	return "tile/" + strings.Replace(path, "data/", "entries/", 1)
}

// signer is a test key.
type signer struct {
	private *ecdsa.PrivateKey
	hint    string
	public  string // PEM
	cert    *cert  // nil: it signs as a key
	stamped []time.Time
}

func testKey(t testing.TB, name string) *signer {
	t.Helper()
	private, _ := pem.Decode(must(os.ReadFile(filepath.Join("testdata", "keys", name+".key.pem"))))
	public := must(os.ReadFile(filepath.Join("testdata", "keys", name+".pub.pem")))
	key := must(x509.ParseECPrivateKey(private.Bytes))
	sum := sha256.Sum256(must(x509.MarshalPKIXPublicKey(&key.PublicKey)))
	return &signer{private: key, hint: base64.StdEncoding.EncodeToString(sum[:]), public: string(public)}
}

func (s *signer) spki() []byte { return must(x509.MarshalPKIXPublicKey(&s.private.PublicKey)) }

// material is what stands beside a signature.
func (s *signer) material(sig []byte) map[string]any {
	if s.cert != nil {
		return s.cert.material(sig)
	}
	m := map[string]any{"publicKey": map[string]any{"hint": s.hint}}
	if s.stamped != nil {
		m["timestampVerificationData"] = stampsOver(sig, acme, s.stamped)
	}
	return m
}

// sign signs with a low s, and always the same way.
func (s *signer) sign(message []byte) []byte {
	sum := sha256.Sum256(message)
	sig := must(s.private.Sign(nil, sum[:], crypto.SHA256))
	return withS(sig, func(value *big.Int) *big.Int {
		if half := new(big.Int).Rsh(elliptic.P256().Params().N, 1); value.Cmp(half) > 0 {
			return value.Sub(elliptic.P256().Params().N, value)
		}
		return value
	})
}

// withS changes the s of a signature.
func withS(sig []byte, change func(*big.Int) *big.Int) []byte {
	var parts struct{ R, S *big.Int }
	must(asn1.Unmarshal(sig, &parts))
	parts.S = change(parts.S)
	return must(asn1.Marshal(parts))
}

// must is for steps that cannot fail.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func must2[A, B any](a A, b B, err error) (A, B) {
	if err != nil {
		panic(err)
	}
	return a, b
}
