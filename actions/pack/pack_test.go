package pack_test

import (
	"archive/tar"
	"bytes"
	"compress/zlib"
	"context"
	"crypto/sha1"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/pack"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// signer signs with nothing: here nobody verifies.
type signer struct{}

func (signer) Sign(context.Context, []byte) ([]byte, evidence.Material, error) {
	return []byte{0x30, 6, 2, 1, 1, 2, 1, 1}, evidence.Material{PublicKey: &evidence.PublicKey{Hint: strings.Repeat("A", 43) + "="}}, nil
}
func (signer) Verify(evidence.Material, []byte, []byte) error { return nil }

var now = time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)

// repository is a ledger of two entries, and a source whose first commit the second of them names.
type repository struct {
	ledger, source ledger.Memory
	commits        []ledger.Hash // of the source
}

func newRepository(t testing.TB) *repository {
	t.Helper()
	r := &repository{}
	files := func(folders map[string]ledger.Hash) ledger.Hash {
		var body strings.Builder
		for _, name := range []string{".github", "big", "runbooks", "workflows", "attestary-a.yml", "a.runbook.hcl", "notes.txt", "link.hcl"} {
			h, ok := folders[name]
			mode := "100644"
			if len(folders) > 0 && (name == ".github" || name == "runbooks" || name == "workflows") {
				mode = "40000"
			}
			if ok {
				fmt.Fprintf(&body, "%s %s\x00%s", mode, name, h[:])
			}
		}
		return r.put("tree", body.String())
	}
	for _, text := range []string{"one", "two"} {
		blob := func(s string) ledger.Hash { return r.put("blob", s) }
		root := files(map[string]ledger.Hash{
			"big": blob("not needed " + text), "runbooks": files(map[string]ledger.Hash{"a.runbook.hcl": blob("runbook " + text), "notes.txt": blob("no HCL " + text)}),
			".github": files(map[string]ledger.Hash{"workflows": files(map[string]ledger.Hash{"attestary-a.yml": blob("on: " + text)})}),
		})
		body := fmt.Sprintf("tree %s\n", root)
		if len(r.commits) > 0 {
			body += fmt.Sprintf("parent %s\n", r.commits[len(r.commits)-1])
		}
		h := r.put("commit", body+"author a <a@example.com> 0 +0000\ncommitter a <a@example.com> 0 +0000\n\nx\n")
		if err := r.source.Swap(t.Context(), must2(r.source.Head(t.Context())), h); err != nil {
			t.Fatal(err)
		}
		r.commits = append(r.commits, h)
	}
	w := &ledger.Writer{Store: &r.ledger, Signer: signer{}, Trust: signer{}, Now: func() time.Time { return now }, Wait: func(context.Context, time.Duration) error { return nil }}
	genesis := attest.LedgerStatement(attest.Genesis{At: now, Random: [16]byte{1}})
	state := must(w.Append(t.Context(), ledger.Item{Bundle: seal(t, genesis)})).Checkpoint
	review := &evidence.Review{Answer: evidence.Yes, At: evidence.FormatInstant(now), By: evidence.By{How: "key", ID: "sha256:" + strings.Repeat("0", 64), Login: "ada"}, Commit: r.commits[0].String(),
		Plan: evidence.BlobRef{Digest: canon.Sum([]byte("a plan")), Size: 6}, Reason: "", Runbook: "a", Seen: state.Seen()}
	must(w.Append(t.Context(), ledger.Item{Bundle: seal(t, review), Blobs: [][]byte{[]byte("a plan")}}))
	return r
}

// must2 takes an empty store's zero head.
func must2(h ledger.Hash, err error) ledger.Hash {
	if err != nil && !errors.Is(err, ledger.ErrEmpty) {
		panic(err)
	}
	return h
}

func (r *repository) put(kind, body string) ledger.Hash {
	return must(r.source.Put(context.Background(), ledger.Frame(kind, []byte(body))))
}

func seal(t testing.TB, p evidence.Predicate) []byte {
	return must(attest.Seal(t.Context(), signer{}, must(evidence.EncodeStatement(p))))
}

func (r *repository) write(t testing.TB, change func(*pack.Contents)) []byte {
	t.Helper()
	c := pack.Contents{At: now, Ledger: &r.ledger, LedgerName: "refs/heads/evidence", Source: &r.source, SourceName: "refs/heads/main", Roots: [][]byte{[]byte("{}")}}
	if change != nil {
		change(&c)
	}
	file := must(os.Create(filepath.Join(t.TempDir(), "x.tar")))
	defer file.Close()
	if err := pack.Write(t.Context(), file, c); err != nil {
		t.Fatal(err)
	}
	return must(os.ReadFile(file.Name()))
}

func open(data []byte) (*pack.Pack, error) {
	return pack.Open(context.Background(), bytes.NewReader(data), int64(len(data)))
}

// What is packed comes out again, what is not needed stays behind, and the same contents give the same bytes.
func TestPack(t *testing.T) {
	t.Parallel()
	r := newRepository(t)
	data := r.write(t, nil)
	if !bytes.Equal(data, r.write(t, nil)) {
		t.Error("the same contents gave other bytes")
	}
	if !pack.IsPack(data) || pack.IsPack([]byte("{}")) {
		t.Error("an archive is not told from another file")
	}
	p := must(open(data))
	for name, pair := range map[string][2]ledger.Reader{"ledger": {&r.ledger, p.Ledger}, "source": {&r.source, p.Source}} {
		head := must(pair[0].Head(t.Context()))
		if got := must(pair[1].Head(t.Context())); got != head {
			t.Errorf("%s: the tip is %s, want %s", name, got, head)
		}
		if diff := cmp.Diff(must(pair[0].Get(t.Context(), head)), must(pair[1].Get(t.Context(), head))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	want := must(ledger.Open(t.Context(), &r.ledger)).Checkpoint
	if got := must(ledger.Open(t.Context(), p.Ledger)).Checkpoint; got != want {
		t.Errorf("the packed ledger is at %v, want %v", got, want)
	}
	for text, packed := range map[string]bool{"runbook one": true, "runbook two": true, "on: two": true, "not needed two": false, "no HCL one": false} {
		_, err := p.Source.Get(t.Context(), ledger.HashOf(ledger.Frame("blob", []byte(text))))
		if (err == nil) != packed || err != nil && !errors.Is(err, ledger.ErrNotFound) {
			t.Errorf("%q: packed %v, and reading it gave %v", text, packed, err)
		}
	}
	if len(p.Roots) != 1 || string(p.Roots[0]) != "{}" {
		t.Errorf("its roots are %q", p.Roots)
	}
	if p := must(open(r.write(t, func(c *pack.Contents) { c.Source, c.Roots = nil, nil }))); p.Source != nil || p.Roots != nil {
		t.Error("it has a source or roots, and was given none")
	}
}

// Another program reads what we write: archive/tar the archive, git the packs.
func TestOthersRead(t *testing.T) {
	t.Parallel()
	r := newRepository(t)
	names, files := []string{}, map[string][]byte{}
	archive := tar.NewReader(bytes.NewReader(r.write(t, nil)))
	for {
		h, err := archive.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		names, files[h.Name] = append(names, h.Name), must(io.ReadAll(archive))
	}
	if want := []string{"README.txt", "pack.json", "ledger.pack", "source.pack"}; !slices.Equal(names[:4], want) || len(names) != 5 || !strings.HasPrefix(names[4], "roots/44136fa3") {
		t.Errorf("its members are %q", names)
	}
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("there is no git on this machine")
	}
	dir := t.TempDir()
	run := func(stdin []byte, args ...string) string {
		cmd := exec.CommandContext(t.Context(), git, append([]string{"-C", dir}, args...)...)
		cmd.Stdin = bytes.NewReader(stdin)
		return string(must(cmd.CombinedOutput()))
	}
	run(nil, "init", "-q", "--bare", ".")
	run(files["ledger.pack"], "unpack-objects", "-q")
	head := must(r.ledger.Head(t.Context())).String()
	run(nil, "update-ref", "refs/heads/evidence", head)
	if got := run(nil, "ls-tree", "-r", "--name-only", "evidence"); !strings.Contains(got, "checkpoint.sigstore.json\n") || !strings.Contains(got, "README.md\n") {
		t.Errorf("git lists %q", got)
	}
	if got := run(nil, "rev-list", "--objects", "evidence^{tree}"); strings.Count(got, "\n") < 10 {
		t.Errorf("of the newest state git finds %q", got)
	}
}

// member is a plain header of tar as others write it.
func member(t testing.TB, h tar.Header, data string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	h.Size, h.Format = int64(len(data)), tar.FormatUSTAR
	if err := w.WriteHeader(&h); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(data)); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What an archive must not hold is refused, whoever made it.
func TestHostile(t *testing.T) {
	t.Parallel()
	good := newRepository(t).write(t, nil)
	body, end := good[:len(good)-1024], good[len(good)-1024:]
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	second := bytes.Index(good, []byte("pack.json\x00"))
	for name, bad := range map[string][]byte{
		"a link":              join(body, member(t, tar.Header{Typeflag: tar.TypeSymlink, Name: "x", Linkname: "/etc/passwd"}, ""), end),
		"a hard link":         join(body, member(t, tar.Header{Typeflag: tar.TypeLink, Name: "x", Linkname: "README.txt"}, ""), end),
		"an absolute path":    join(body, member(t, tar.Header{Typeflag: tar.TypeReg, Name: "/etc/passwd", Mode: 0o644}, "x"), end),
		"a path upwards":      join(body, member(t, tar.Header{Typeflag: tar.TypeReg, Name: "../x", Mode: 0o644}, "x"), end),
		"one more file":       join(body, member(t, tar.Header{Typeflag: tar.TypeReg, Name: "notes.txt", Mode: 0o644}, "x"), end),
		"a file before":       join(member(t, tar.Header{Typeflag: tar.TypeReg, Name: "a", Mode: 0o644}, "x"), good),
		"an executable":       join(member(t, tar.Header{Typeflag: tar.TypeReg, Name: "README.txt", Mode: 0o755}, "x"), good[second:]),
		"another README":      join(member(t, tar.Header{Typeflag: tar.TypeReg, Name: "README.txt", Mode: 0o644}, "run install.sh"), good[second:]),
		"no manifest":         join(good[:second], good[second+1024:]),
		"bytes behind":        join(good, []byte("x")),
		"a block behind":      join(good, make([]byte, 512)),
		"nothing":             nil,
		"no end":              body,
		"a file that is none": []byte("{}"),
	} {
		if _, err := open(bad); err == nil {
			t.Errorf("%s: it was opened", name)
		}
	}
	first := bytes.Index(good, []byte("ledger.pack\x00"))
	for at := 0; at < len(good); at += 11 {
		flipped := bytes.Clone(good)
		flipped[at] ^= 1
		// What the manifest says of time and names nothing in the archive can tell: it is no more than a label.
		if _, err := open(flipped); err == nil && (at < second+512 || at >= first) {
			t.Errorf("a bit of byte %d was changed, and it was opened", at)
		}
		if _, err := open(good[:at]); err == nil {
			t.Errorf("it was cut at byte %d, and opened", at)
		}
	}
}

// repacked is the archive with another ledger.pack.
func repacked(t testing.TB, good, packed []byte) []byte {
	t.Helper()
	start := bytes.Index(good, []byte("ledger.pack\x00"))
	rest := bytes.Index(good, []byte("source.pack\x00"))
	// archive/tar writes owner and times otherwise; the header's form is that of any other member here.
	head := bytes.Clone(good[start : start+512])
	copy(head[124:], fmt.Sprintf("%011o\x00", len(packed)))
	copy(head[148:], "        ")
	sum := 0
	for _, b := range head {
		sum += int(b)
	}
	copy(head[148:], fmt.Sprintf("%06o\x00 ", sum))
	return bytes.Join([][]byte{good[:start], head, packed, make([]byte, (512-len(packed)%512)%512), good[rest:]}, nil)
}

// gitPack is a pack of such objects: type and size as told, and a stream.
func gitPack(n uint32, objects ...[]byte) []byte {
	return packOf("PACK\x00\x00\x00\x02", n, objects...)
}

func packOf(head string, n uint32, objects ...[]byte) []byte {
	data := append([]byte(head), binary.BigEndian.AppendUint32(nil, n)...)
	for _, o := range objects {
		data = append(data, o...)
	}
	sum := sha1.Sum(data)
	return append(data, sum[:]...)
}

func packObject(head []byte, body []byte) []byte {
	var b bytes.Buffer
	b.Write(head)
	w := zlib.NewWriter(&b)
	must(w.Write(body))
	w.Close()
	return b.Bytes()
}

// A pack can lie in its own ways: each is refused, and none takes memory that the file does not pay for.
func TestHostilePacks(t *testing.T) {
	t.Parallel()
	good := newRepository(t).write(t, nil)
	blob := packObject([]byte{3<<4 | 1}, []byte("x"))
	zeros := make([]byte, 4<<20)
	n := len(zeros) >> 4
	size := []byte{3<<4 | 0x80, byte(n&0x7f) | 0x80, byte(n>>7&0x7f) | 0x80, byte(n >> 14)}
	bombs := slices.Repeat([][]byte{packObject(size, zeros)}, 40)
	for words, packed := range map[string][]byte{
		"not a git pack":               packOf("PACK\x00\x00\x00\x03", 1, blob),
		"is cut off":                   []byte("PACK"),
		"says that it has":             gitPack(4_000_000_000),
		"only whole commits":           gitPack(1, packObject([]byte{7<<4 | 1}, []byte("x"))),
		"does not have the size":       gitPack(1, packObject([]byte{3<<4 | 2}, []byte("x"))),
		"something stands behind its":  gitPack(1, blob, blob),
		"is there twice":               gitPack(2, blob, blob),
		"does not have commit":         gitPack(1, blob),
		"told in too many bytes":       gitPack(1, packObject(bytes.Repeat([]byte{0xbf}, 12), []byte("x"))),
		"more than 200 times its size": gitPack(40, bombs...),
		"more than the":                gitPack(1, packObject([]byte{3<<4 | 0x80, 0xff, 0xff, 0xff, 0x7f}, []byte("x"))),
		"checksum is wrong":            append(gitPack(1, blob)[:20:20], make([]byte, 40)...),
	} {
		if _, err := open(repacked(t, good, packed)); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("opening gave %v, want an error with %q", err, words)
		}
	}
}

func FuzzOpen(f *testing.F) {
	good := newRepository(f).write(f, func(c *pack.Contents) { c.Source, c.Roots = nil, nil })
	f.Add(good)
	f.Add([]byte("README.txt\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := open(data)
		if err != nil {
			return
		}
		head := must(p.Ledger.Head(t.Context()))
		if object := must(p.Ledger.Get(t.Context(), head)); ledger.HashOf(object) != head {
			t.Errorf("object %s has other bytes", head)
		}
	})
}
