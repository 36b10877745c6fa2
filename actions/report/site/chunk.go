package site

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/tlog"
	"golang.org/x/sync/errgroup"

	"github.com/attestary/attestary/actions/report/checker"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// chunkSize is how many entries a file of evidence holds: a full node of the tree, so that the way from a leaf to
// the root is one within the chunk and one above all chunks.
const chunkSize = 256

// pile is the evidence on its way into files.
type pile struct {
	w     *writer
	chunk chunk
	at    map[canon.Digest]int // where the chunk has a blob
	tops  []tlog.Hash
	leafs []tlog.Hash // of the chunk
	// packing is done beside the reading.
	packing errgroup.Group
}

// chunk is the JSON of a file of evidence.
type chunk struct {
	First   int64      `json:"first"`
	Entries []piece    `json:"entries"`
	Levels  [][]string `json:"levels"` // hashes in hex, from the leaves up
	Blobs   []string   `json:"blobs"`
}

// piece is one entry of it. Its leaf is left out: kind, run, and the digests of what is here give it.
type piece struct {
	// Bundle is without its payload, which stands beside it as the text that it is in base64: so it shrinks to a third.
	Bundle  string `json:"bundle"`
	Payload string `json:"payload"`
	Path    string `json:"path"`
	Kind    string `json:"kind"`
	Run     string `json:"run"`
	Blobs   []int  `json:"blobs"` // of the chunk, in the order of a proof
}

func newPile(w *writer) *pile {
	p := &pile{w: w, chunk: chunk{Blobs: []string{}}, at: map[canon.Digest]int{}}
	p.packing.SetLimit(runtime.GOMAXPROCS(0))
	return p
}

// take puts an entry in. record is that of a run; nil: the entry has none.
func (p *pile) take(ctx context.Context, e Entry, record *evidence.Record) error {
	leaf, err := e.Leaf.Encode()
	if err != nil {
		return err
	}
	is := piece{Path: e.Path, Kind: string(e.Leaf.Kind), Run: string(e.Leaf.Run), Blobs: []int{}}
	is.Bundle, is.Payload = apart(e.Bundle)
	for _, d := range beside(e.Statement, record) {
		data, err := p.w.blob(ctx, d)
		if err != nil {
			return err
		}
		if data == nil || !utf8.Valid(data) {
			continue
		}
		n, ok := p.at[d]
		if !ok {
			n = len(p.chunk.Blobs)
			p.at[d], p.chunk.Blobs = n, append(p.chunk.Blobs, string(data))
		}
		is.Blobs = append(is.Blobs, n)
	}
	p.chunk.Entries = append(p.chunk.Entries, is)
	p.leafs = append(p.leafs, tlog.RecordHash(leaf))
	if len(p.leafs) == chunkSize {
		p.flush()
	}
	return nil
}

// flush lets the chunk be packed and written, and begins the next one.
func (p *pile) flush() {
	levels := levelsOf(p.leafs)
	p.chunk.Levels = inHex(levels)
	p.tops = append(p.tops, levels[len(levels)-1][0])
	full, n := p.chunk, p.chunk.First/chunkSize
	p.packing.Go(func() error {
		data, err := packed(&full)
		if err != nil {
			return err
		}
		return p.w.write(fmt.Sprintf("evidence/%d.js", n), fmt.Appendf(nil, "attestary.chunk(%d,%q)\n", n, data))
	})
	p.chunk = chunk{First: p.chunk.First + int64(len(p.leafs)), Blobs: []string{}}
	p.leafs, p.at = nil, map[canon.Digest]int{}
}

// shared is the JSON of evidence/index.js.
type shared struct {
	Origin     string       `json:"origin"`
	Size       int64        `json:"size"`
	Root       canon.Digest `json:"root"`
	Checkpoint string       `json:"checkpoint"`
	Signature  string       `json:"signature"`
	Rotations  string       `json:"rotations"` // JSON, as a proof has it; "": there are none
	Keys       []Key        `json:"keys"`
	Tops       [][]string   `json:"tops"`
	// Trust is by whom verify.js judges.
	Trust *checker.Trust `json:"trust"`
}

func (p *pile) end(ctx context.Context) error {
	if len(p.leafs) > 0 {
		p.flush()
	}
	if err := p.packing.Wait(); err != nil {
		return err
	}
	v := p.w.site.Verdict
	if n := int64(len(p.w.rows)); n != v.Tree.Size || n == 0 {
		return fmt.Errorf("the ledger has %d entries, and the verdict is about %d", n, v.Tree.Size)
	}
	is := shared{Origin: v.Tree.Origin, Size: v.Tree.Size, Root: v.Tree.Root, Checkpoint: v.Checkpoint, Keys: p.w.site.Keys, Trust: p.w.site.Trust, Tops: inHex(levelsOf(p.tops))}
	if err := p.share(ctx, &is); err != nil {
		return err
	}
	if top := is.Tops[len(is.Tops)-1][0]; top != v.Tree.Root.Hex() {
		return fmt.Errorf("the entries give the root %s, and the verdict is about %s", top, v.Tree.Root)
	}
	data, err := json.Marshal(is) // which escapes what would end a script
	if err != nil {
		return err
	}
	return p.w.write("evidence/index.js", fmt.Appendf(nil, "attestary.shared(%s)\n", data))
}

// share takes what every proof of the ledger carries from that of its first entry.
func (p *pile) share(ctx context.Context, is *shared) error {
	proof, err := p.w.site.Ledger.Prove(ctx, 0)
	if err != nil {
		return err
	}
	signature, err := proof.Signature.Encode()
	if err != nil {
		return err
	}
	is.Signature = string(signature)
	if len(proof.Rotations) == 0 {
		return nil
	}
	data, err := canon.Encode(proof.Rotations)
	is.Rotations = string(data)
	return err
}

// beside are the blobs that a proof of a statement carries, by digest.
func beside(said evidence.Predicate, record *evidence.Record) (out []canon.Digest) {
	for _, ref := range said.Blobs() {
		out = append(out, ref.Digest)
	}
	if record != nil {
		out = append(out, record.Plan)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// packed is a document in gzip in base64: bundles of one ledger are alike, and shrink to a tenth.
func packed(document any) (string, error) {
	var b bytes.Buffer
	zip, err := gzip.NewWriterLevel(&b, gzip.DefaultCompression)
	if err != nil {
		return "", err
	}
	if err := json.NewEncoder(zip).Encode(document); err != nil {
		return "", err
	}
	if err := zip.Close(); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(b.Bytes()), nil
}

// payloadMember is what the payload of a bundle stands behind, in its one encoding.
const payloadMember = `"payload":"`

// apart gives a bundle without its payload, and the payload; one that cannot be put together again stays whole.
func apart(bundle []byte) (rest, payload string) {
	before, after, ok := strings.Cut(string(bundle), payloadMember)
	text, after, end := strings.Cut(after, `"`)
	data, err := base64.StdEncoding.DecodeString(text)
	if !ok || !end || err != nil || !utf8.Valid(data) || base64.StdEncoding.EncodeToString(data) != text {
		return string(bundle), ""
	}
	return before + payloadMember + `"` + after, string(data)
}

// levelsOf are the hashes of a tree (RFC 6962), from the leaves to its root. Where a level has an odd number of
// nodes, the last one stands in the next level as it is.
func levelsOf(hashes []tlog.Hash) [][]tlog.Hash {
	levels := [][]tlog.Hash{hashes}
	for len(hashes) > 1 {
		next := make([]tlog.Hash, 0, (len(hashes)+1)/2)
		for i := 0; i+1 < len(hashes); i += 2 {
			next = append(next, tlog.NodeHash(hashes[i], hashes[i+1]))
		}
		if len(hashes)%2 == 1 {
			next = append(next, hashes[len(hashes)-1])
		}
		hashes, levels = next, append(levels, next)
	}
	return levels
}

func inHex(levels [][]tlog.Hash) [][]string {
	out := make([][]string, len(levels))
	for i, level := range levels {
		for _, h := range level {
			out[i] = append(out[i], hex.EncodeToString(h[:]))
		}
	}
	return out
}
