package tamper

import (
	"bytes"
	"context"
	"crypto/elliptic"
	"encoding/asn1"
	"encoding/base64"
	"fmt"
	"math/big"
	"path"
	"strings"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

const (
	plainFile  = "100644"
	checkpoint = "checkpoint"
	signature  = "checkpoint.sigstore.json"
)

// flips are the ways that change one bit of one file, of each kind of file that there is.
func flips(f *found) []way {
	paths := append([]string{checkpoint, signature, "README.md"}, f.tiles...)
	for _, e := range f.bundles {
		paths = append(paths, e.Path)
	}
	for _, blob := range []string{f.record, f.plan} {
		if blob != "" {
			paths = append(paths, blob)
		}
	}
	var out []way
	for _, p := range paths {
		out = append(out, way{name: "bit-flipped", do: func(ctx context.Context, c *cheat) (string, error) {
			return "a bit of " + p, c.edit(ctx, p, func(data []byte) []byte {
				data[len(data)/2] ^= 1
				return data
			})
		}})
	}
	return out
}

// edit changes the bytes of one file, and puts the tree on top of the branch.
func (c *cheat) edit(ctx context.Context, path string, change func([]byte) []byte) error {
	data, err := c.read(ctx, path)
	if err != nil {
		return err
	}
	return c.put(ctx, path, plainFile, change(bytes.Clone(data)))
}

func (c *cheat) put(ctx context.Context, path, mode string, data []byte) error {
	if err := c.write(ctx, path, mode, data); err != nil {
		return err
	}
	return c.commit(ctx, c.tree, c.tip)
}

func (c *cheat) remove(ctx context.Context, path string) error { return c.put(ctx, path, "", nil) }

// newest is the bundle of the last of the entries that were found.
func (c *cheat) newest() string { return c.bundles[len(c.bundles)-1].Path }

// entries is the newest tile of entries that was found.
func (c *cheat) entries() string { return c.tiles[0] }

var ways = []way{
	{name: "entry-dropped", do: func(ctx context.Context, c *cheat) (string, error) {
		return "removed " + c.newest(), c.remove(ctx, c.newest())
	}},
	{name: "record-dropped", do: func(ctx context.Context, c *cheat) (string, error) {
		if c.record == "" {
			return "", errNothing{"no run has a record yet"}
		}
		return "removed " + c.record, c.remove(ctx, c.record)
	}},
	{name: "tile-dropped", do: func(ctx context.Context, c *cheat) (string, error) {
		return "removed " + c.entries(), c.remove(ctx, c.entries())
	}},
	{name: "signature-dropped", do: func(ctx context.Context, c *cheat) (string, error) {
		return "removed " + signature, c.remove(ctx, signature)
	}},
	{name: "file-added", do: func(ctx context.Context, c *cheat) (string, error) {
		p := path.Dir(c.newest()) + "/notes.txt"
		return "added " + p, c.put(ctx, p, plainFile, []byte("It was not me.\n"))
	}},
	{name: "blob-added", do: func(ctx context.Context, c *cheat) (string, error) {
		p := evidence.BlobPath(canon.Sum([]byte("x")))
		return "added " + p, c.put(ctx, p, plainFile, []byte("x"))
	}},
	{name: "link", do: func(ctx context.Context, c *cheat) (string, error) {
		return "README.md is a symbolic link now", c.put(ctx, "README.md", "120000", []byte(checkpoint))
	}},
	{name: "executable", do: func(ctx context.Context, c *cheat) (string, error) {
		data, err := c.read(ctx, c.newest())
		if err != nil {
			return "", err
		}
		return c.newest() + " may be executed now", c.put(ctx, c.newest(), "100755", data)
	}},
	{name: "moved-to-another-day", do: func(ctx context.Context, c *cheat) (string, error) {
		data, err := c.read(ctx, c.newest())
		if err != nil {
			return "", err
		}
		dir, name := path.Split(c.newest())
		to := path.Join(path.Dir(path.Clean(dir)), "00", name)
		if err := c.remove(ctx, c.newest()); err != nil {
			return "", err
		}
		return c.newest() + " stands at " + to, c.put(ctx, to, plainFile, data)
	}},
	{name: "entries-swapped", do: swapped},
	{name: "leaves-reordered", do: leaves("two leaves changed places in", func(l [][]byte) [][]byte {
		l[0], l[1] = l[1], l[0]
		return l
	})},
	{name: "leaf-cut-out", do: leaves("the last leaf but one is gone from", func(l [][]byte) [][]byte {
		return append(l[:len(l)-2:len(l)-2], l[len(l)-1])
	})},
	{name: "leaf-replayed", do: leaves("a leaf stands twice in", func(l [][]byte) [][]byte { return append(l, l[len(l)-1]) })},
	{name: "respelt", do: func(ctx context.Context, c *cheat) (string, error) {
		return "white space in " + c.newest(), c.edit(ctx, c.newest(), func(data []byte) []byte { return append([]byte("{ "), data[1:]...) })
	}},
	{name: "signature-malleated", do: func(ctx context.Context, c *cheat) (string, error) { return malleated(ctx, c, c.newest()) }},
	{name: "checkpoint-malleated", do: func(ctx context.Context, c *cheat) (string, error) { return malleated(ctx, c, signature) }},
	{name: "outcome-flattered", do: func(ctx context.Context, c *cheat) (string, error) {
		if c.record == "" {
			return "", errNothing{"no run has a record yet"}
		}
		return "the outcome in " + c.record, c.edit(ctx, c.record, func(data []byte) []byte {
			i := bytes.LastIndex(data, []byte(`"outcome":"`)) + len(`"outcome":"`)
			end := bytes.IndexByte(data[i:], '"')
			other := "passed"
			if string(data[i:i+end]) == other {
				other = "failed"
			}
			return append(append(bytes.Clone(data[:i]), other...), data[i+end:]...)
		})
	}},
	{name: "size-told-larger", do: func(ctx context.Context, c *cheat) (string, error) {
		size := c.checkpoint.Size
		return fmt.Sprintf("the checkpoint tells of %d entries", size+1), c.edit(ctx, checkpoint, func(data []byte) []byte {
			return bytes.Replace(data, fmt.Appendf(nil, "\n%d\n", size), fmt.Appendf(nil, "\n%d\n", size+1), 1)
		})
	}},
	{name: "truncated", do: func(ctx context.Context, c *cheat) (string, error) {
		if c.parent.IsZero() {
			return "", errNothing{"this clone has no state before the newest"}
		}
		return "a commit on top goes back to the tree of " + c.parent.String(), c.commit(ctx, c.parentTree, c.tip)
	}},
	{name: "rolled-back", kept: true, do: func(ctx context.Context, c *cheat) (string, error) {
		if c.parent.IsZero() {
			return "", errNothing{"this clone has no state before the newest"}
		}
		c.head = c.parent
		return "the branch ends at " + c.parent.String() + " (told by the checkpoint that was kept, and by nothing else)", nil
	}},
	{name: "merged", do: func(ctx context.Context, c *cheat) (string, error) {
		if c.parent.IsZero() {
			return "", errNothing{"this clone has no state before the newest"}
		}
		return "a merge on top hides the newest state behind an older one", c.commit(ctx, c.parentTree, c.parent, c.tip)
	}},
}

// swapped exchanges the bytes of two bundles.
func swapped(ctx context.Context, c *cheat) (string, error) {
	if len(c.bundles) < 2 {
		return "", errNothing{"there is one entry"}
	}
	a, b := c.bundles[0].Path, c.newest()
	one, err := c.read(ctx, a)
	if err != nil {
		return "", err
	}
	two, err := c.read(ctx, b)
	if err != nil {
		return "", err
	}
	if err := c.write(ctx, a, plainFile, two); err != nil {
		return "", err
	}
	return a + " and " + b + " changed places", c.put(ctx, b, plainFile, one)
}

// leaves changes the newest entry tile, leaf by leaf.
func leaves(says string, change func([][]byte) [][]byte) func(context.Context, *cheat) (string, error) {
	return func(ctx context.Context, c *cheat) (string, error) {
		data, err := c.read(ctx, c.entries())
		if err != nil {
			return "", err
		}
		var list [][]byte
		for len(data) >= 2 {
			n := min(2+int(data[0])<<8+int(data[1]), len(data))
			list, data = append(list, data[:n:n]), data[n:]
		}
		if len(list) < 2 {
			return "", errNothing{"its tile holds one leaf"}
		}
		return says + " " + c.entries(), c.put(ctx, c.entries(), plainFile, bytes.Join(change(list), nil))
	}
}

// malleated spells the signature of a bundle in its other way, which is as valid to a careless verifier.
func malleated(ctx context.Context, c *cheat, path string) (string, error) {
	data, err := c.read(ctx, path)
	if err != nil {
		return "", err
	}
	b, err := evidence.ParseBundle(data)
	if err != nil {
		return "", err
	}
	sig := b.SignatureBytes()
	var parts struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(sig, &parts); err != nil {
		return "", err
	}
	parts.S.Sub(elliptic.P256().Params().N, parts.S)
	other, err := asn1.Marshal(parts)
	if err != nil {
		return "", err
	}
	text := strings.Replace(string(data), base64.StdEncoding.EncodeToString(sig), base64.StdEncoding.EncodeToString(other), 1)
	return "the s of the signature in " + path, c.put(ctx, path, plainFile, []byte(text))
}
