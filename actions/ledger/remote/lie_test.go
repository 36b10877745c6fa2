package remote_test

import (
	"bytes"
	"compress/zlib"
	"crypto/sha1"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/internal/contract"
	"github.com/attestary/attestary/actions/ledger/remote"
)

// liar tells the branches of a repository as they are, and answers who fetches with something of its own.
func liar(t *testing.T, dir string, answer http.HandlerFunc) string {
	t.Helper()
	honest := backend(t, dir)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			answer(w, r)
			return
		}
		honest.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/evidence.git"
}

// sends answers with a pack of that many objects (gitprotocol-pack, without side bands).
func sends(count uint32, objects ...byte) http.HandlerFunc {
	pack := binary.BigEndian.AppendUint32([]byte("PACK\x00\x00\x00\x02"), count)
	pack = append(pack, objects...)
	sum := sha1.Sum(pack)
	pack = append(pack, sum[:]...)
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-git-upload-pack-result")
		line(w, "shallow 0000000000000000000000000000000000000001")
		io.WriteString(w, "0000")
		line(w, "NAK\n")
		for part := range slices.Chunk(pack, 60_000) {
			line(w, "\x01"+string(part))
		}
		io.WriteString(w, "0000")
	}
}

func line(w io.Writer, text string) { fmt.Fprintf(w, "%04x%s", len(text)+4, text) }

// object is an object as it stands in a pack, with a size that may not be its own.
func object(kind byte, size int, body []byte, between ...byte) []byte {
	head, rest := kind<<4|byte(size&15), size>>4
	var out bytes.Buffer
	for ; rest > 0; rest >>= 7 {
		out.WriteByte(head | 0x80)
		head = byte(rest & 0x7f)
	}
	out.WriteByte(head)
	out.Write(between)
	z := zlib.NewWriter(&out)
	z.Write(body)
	z.Close()
	return out.Bytes()
}

// TestLies shows what is said of servers that send something else than what they were asked for.
func TestLies(t *testing.T) {
	t.Parallel()
	dir := bare(t)
	w := contract.Writer(open(t, dir))
	contract.Must[ledger.Receipt](t)(w.Append(t.Context(), contract.NewAuthor(t, t.Name(), "").Genesis()))
	zeros := make([]byte, 70<<20)
	swells := append([]byte{1}, 0xff, 0xff, 0xff, 0xff, 0x7f) // from one byte to 32 GB
	for name, lie := range map[string]struct {
		answer http.HandlerFunc
		want   string
	}{
		"another object":    {sends(1, object(3, 4, []byte("mine"))...), "no such object"},
		"nothing":           {sends(0), "no such object"},
		"a large object":    {sends(1, object(3, len(zeros), zeros)...), "larger than those of any ledger"},
		"more than it says": {sends(1, object(3, 4, zeros)...), "inflated"},
		"a delta that swells": {sends(2, append(object(3, 1, []byte("x")), object(7, len(swells), swells, ledgerHash("x")...)...)...),
			"larger than those of any ledger"},
		"no pack":   {func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "hello") }, "remote http"},
		"an error":  {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "\x1b[31mno", 500) }, "remote http"},
		"no answer": {waits, "did not answer in time"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			patience := time.Duration(0)
			if name == "no answer" {
				patience = 200 * time.Millisecond
			}
			at := *w
			store, err := remote.Open(t.Context(), remote.Options{URL: liar(t, dir, lie.answer), Branch: "evidence", Patience: patience})
			if err == nil {
				at.Store = store
				_, err = at.Look(t.Context())
			}
			if err == nil || !strings.Contains(err.Error(), lie.want) || strings.Contains(err.Error(), "\x1b") {
				t.Errorf("got %v, want an error about %q", err, lie.want)
			}
		})
	}
}

// waits answers when the client has gone away.
func waits(_ http.ResponseWriter, r *http.Request) {
	io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

func ledgerHash(body string) []byte {
	h := ledger.HashOf(ledger.Frame("blob", []byte(body)))
	return h[:]
}

// A server that names branches without an end is not listened to for ever.
func TestEndlessBranches(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		line(w, "# service=git-upload-pack\n")
		io.WriteString(w, "0000")
		line(w, fmt.Sprintf("%040x refs/heads/evidence\x00side-band-64k\n", 7))
		for i := 0; r.Context().Err() == nil; i++ {
			line(w, fmt.Sprintf("%040x refs/heads/%s%d\n", 7, strings.Repeat("x", 60_000), i))
		}
	}))
	defer server.Close()
	_, err := remote.Open(t.Context(), remote.Options{URL: server.URL + "/x.git", Branch: "evidence"})
	if err == nil || !strings.Contains(err.Error(), "more than any ledger has") {
		t.Errorf("got %v", err)
	}
}

// TestOldTip is a server that shows the ledger as it was, junk that somebody pushed onto it, and no ledger at
// all: a machine that knows better builds upon none of them.
func TestOldTip(t *testing.T) {
	t.Parallel()
	for name, lie := range map[string]struct {
		git  []string
		want string
	}{
		"an older state":       {[]string{"update-ref", "refs/heads/evidence", "evidence~1"}, "something was removed"},
		"a commit of an older": {[]string{"update-ref", "refs/heads/evidence", "AGAIN"}, "does not continue its parent"},
		"junk":                 {[]string{"update-ref", "refs/heads/evidence", "JUNK"}, "the branch is not a ledger"},
		"no branch":            {[]string{"update-ref", "-d", "refs/heads/evidence"}, "it was removed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := bare(t)
			a, w := contract.NewAuthor(t, t.Name(), ""), contract.Writer(open(t, dir))
			contract.Must[ledger.Receipt](t)(w.Append(t.Context(), a.Genesis()))
			contract.Must[ledger.Receipt](t)(w.Append(t.Context(), a.Authorize("site_tls", contract.Noon, w.Known).Item))
			commit := func(tree string) string {
				return strings.TrimSpace(git(t, "-C", dir, "-c", "user.name=eve", "-c", "user.email=eve@x", "commit-tree", tree, "-p", "evidence", "-m", "x"))
			}
			if last := len(lie.git) - 1; lie.git[last] == "AGAIN" {
				lie.git[last] = commit("evidence~1^{tree}")
			} else if lie.git[last] == "JUNK" {
				lie.git[last] = commit("evidence:tile")
			}
			git(t, append([]string{"-C", dir}, lie.git...)...)
			for _, way := range []string{"path", "file", "http"} {
				at := *w
				at.Store = contract.Must[*remote.Store](t)(remote.Open(t.Context(), transports[way](t, dir)))
				if _, err := at.Append(t.Context(), a.Authorize("site_tls", contract.Noon, w.Known).Item); err == nil || !strings.Contains(err.Error(), lie.want) {
					t.Errorf("%s: got %v, want an error about %q", way, err, lie.want)
				}
			}
		})
	}
}
