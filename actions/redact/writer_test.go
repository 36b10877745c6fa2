package redact_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/attestary/attestary/actions/redact"
)

// written is what comes out when text is written in pieces of these sizes, the last of them again and again.
func written(t *testing.T, r *redact.Redactor, text string, sizes ...int) string {
	t.Helper()
	var out bytes.Buffer
	w := r.Writer(&out)
	for i := 0; text != ""; i++ {
		n := min(sizes[min(i, len(sizes)-1)], len(text))
		if written, err := w.Write([]byte(text[:n])); err != nil || written != n {
			t.Fatal(written, err)
		}
		text = text[n:]
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestAcrossWrites: however the writes are cut, what comes out is the same.
func TestAcrossWrites(t *testing.T) {
	t.Parallel()
	r := knowing(canary, "another secret")
	for name, encode := range encodings {
		text := "before <" + encode(canary) + "> and another secret, after"
		want := r.Text(text)
		for size := 1; size < len(text); size += 1 + size/2 {
			if got := written(t, r, text, size); got != want {
				t.Errorf("%s in pieces of %d: %q, want %q", name, size, got, want)
			}
		}
		for first := 1; first < len(text); first += 3 {
			if got := written(t, r, text, first, len(text)); got != want {
				t.Errorf("%s cut after %d: %q, want %q", name, first, got, want)
			}
		}
	}
}

// TestAtOnce: what cannot be the beginning of a secret is passed on at once, above all whole lines.
func TestAtOnce(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	w := knowing(canary, strings.Repeat("long", 1000)).Writer(&out)
	want := ""
	for _, text := range []string{"a line\n", "another one: 12, ab\r\n", "\x1b[32m✓\x1b[0m step.list 30ms\n", "⋯ step.list 3s ", "{\"a\": \"\\u00e9\"}\n", "c2VjcmV0 \n"} {
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if want += text; out.String() != want {
			t.Errorf("%q is held back: %q", text, out.String()[len(want)-len(text):])
		}
	}
}

// TestManyWriters: writers of one redactor do not mix up their secrets, and it can learn meanwhile.
func TestManyWriters(t *testing.T) {
	t.Parallel()
	r := knowing("swordfish")
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			r.Learn([]byte(fmt.Sprint("secret number ", i)))
			if got, want := written(t, r, fmt.Sprintf("%d: swordfish, secret number %d.", i, i), 1), fmt.Sprintf("%d: ***, ***.", i); got != want {
				t.Errorf("%q, want %q", got, want)
			}
		})
	}
	group.Wait()
}

// FuzzWriter plants a secret, written in one encoding, between any other bytes, and cuts it anywhere:
// nothing of it comes out, and what is not a part of it does.
func FuzzWriter(f *testing.F) {
	for i := range len(encodings) {
		f.Add([]byte("before "), []byte(" after"), uint8(i), uint16(9+i))
	}
	f.Add([]byte("swordfish swordfis"), []byte("h"), uint8(0), uint16(1))
	names := slices.Sorted(maps.Keys(encodings))
	f.Fuzz(func(t *testing.T, before, after []byte, which uint8, cut uint16) {
		const secret = "sw+rd/f?sh"
		r := knowing(secret)
		text := string(before) + " <" + encodings[names[int(which)%len(names)]](secret) + "> " + string(after)
		masked := r.Text(text)
		if r.Found([]byte(masked)) {
			t.Fatalf("%q becomes %q", text, masked)
		}
		if !r.Found([]byte(text)) {
			t.Fatalf("%s: %q is not found", names[int(which)%len(names)], text)
		}
		for _, sizes := range [][]int{{1}, {int(cut) + 1, len(text)}, {int(cut)%16 + 1}} {
			got := written(t, r, text, sizes...)
			if r.Found([]byte(got)) {
				t.Fatalf("in pieces of %d, %q becomes %q", sizes, text, got)
			}
			if masked != redact.Mask && got != masked {
				t.Fatalf("in pieces of %d, %q becomes %q, want %q", sizes, text, got, masked)
			}
		}
	})
}
