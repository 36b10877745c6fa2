package gitdata_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/gitdata"
)

// script answers each request by the kind of object that it asks for.
type script struct {
	status  int
	answers map[string][]byte // by what stands behind /git/
}

func (s script) RoundTrip(r *http.Request) (*http.Response, error) {
	_, asked, _ := strings.Cut(r.URL.Path, "/git/")
	kind, _, _ := strings.Cut(asked, "/")
	answer := &http.Response{StatusCode: http.StatusConflict, Header: http.Header{}, Body: http.NoBody, Request: r} // a repository without a commit
	if body, ok := s.answers[kind]; ok {
		answer.StatusCode, answer.Body = s.status, io.NopCloser(bytes.NewReader(body))
	}
	return answer, nil
}

var errHurry = errors.New("nothing is waited for")

const top = "0123456789012345678901234567890123456789"

// told are answers about objects, each with the object that it is about.
func told() map[string][]byte {
	tree := "100644 checkpoint\x00" + strings.Repeat("\x01", 20) + "40000 tile\x00" + strings.Repeat("\x02", 20)
	below := "100644 000\x00" + strings.Repeat("\x03", 20)
	of := ledger.HashOf(ledger.Frame("tree", []byte(below)))
	deep := "40000 0\x00" + string(of[:])
	one, two := strings.Repeat("01", 20), strings.Repeat("02", 20)
	plain := "tree " + one + "\nparent " + two + "\nauthor A <a@b.example> 1767618000 +0000\ncommitter A <a@b.example> 1767618000 +0000\n\nappend\n"
	sealed := "tree " + one + "\nauthor A <a@b.example> 1767618000 -0500\ncommitter B <> 1767618001 +0545\ngpgsig x\n y\n\nby hand"
	return map[string][]byte{
		"blob hello": []byte(`{"encoding":"base64","content":"aGVs\nbG8="}`),
		"blob hi":    []byte(`{"encoding":"utf-8","content":"hi"}`),
		"tree " + tree: []byte(`{"tree":[{"path":"checkpoint","mode":"100644","type":"blob","sha":"` + one + `"},
			{"path":"tile","mode":"040000","type":"tree","sha":"` + two + `"}],"truncated":false}`),
		"tree " + deep: []byte(`{"tree":[{"path":"0","mode":"040000","type":"tree","sha":"` + of.String() + `"},
			{"path":"0/000","mode":"100644","type":"blob","sha":"` + strings.Repeat("03", 20) + `"}]}`),
		"commit " + plain: []byte(`{"tree":{"sha":"` + one + `"},"parents":[{"sha":"` + two + `"}],"message":"append",
			"author":{"name":"A","email":"a@b.example","date":"2026-01-05T13:00:00Z"},"committer":{"name":"A","email":"a@b.example","date":"2026-01-05T13:00:00Z"}}`),
		"commit " + sealed: []byte(`{"tree":{"sha":"` + one + `"},"parents":[],"message":"by hand","verification":{"signature":"x\ny\n"},
			"author":{"name":"A","email":"a@b.example","date":"2026-01-05T13:00:00Z"},"committer":{"name":"B","email":"","date":"2026-01-05T13:00:01Z"}}`),
	}
}

// FuzzObject: whatever is answered where an object is asked for, it is that object by its hash, or an error that can be
// shown. What is told of others on the way is no more believed.
func FuzzObject(f *testing.F) {
	for object, answer := range told() {
		kind, body, _ := strings.Cut(object, " ")
		f.Add(kind, []byte(body), answer, uint16(200))
	}
	f.Add("tree", []byte("x"), []byte(`{"tree":[null,{"path":"../x","mode":"","sha":"x"}],"truncated":true}`), uint16(200))
	f.Add("commit", []byte("x"), []byte(`{"parents":[null],"author":null,"tree":null,"verification":{"signature":"\n"}}`), uint16(200))
	f.Add("blob", []byte("x"), []byte(`{"message":"a\u001b[2Jb\nc"}`), uint16(418))
	f.Fuzz(func(t *testing.T, kind string, body, answer []byte, status uint16) {
		if kind != "blob" && kind != "tree" && kind != "commit" || status < 200 || status > 599 {
			return
		}
		asked := ledger.HashOf(ledger.Frame(kind, body))
		s, err := gitdata.Open(t.Context(), options(script{int(status), map[string][]byte{kind + "s": answer}}))
		if err != nil {
			t.Fatal(err)
		}
		data, err := s.Get(t.Context(), asked)
		switch {
		case err == nil && ledger.HashOf(data) != asked:
			t.Errorf("%s %s is %q", kind, asked, data)
		case err == nil && !bytes.Equal(data, ledger.Frame(kind, body)):
			t.Errorf("%q is taken for %s %q", data, kind, body)
		case err != nil && strings.ContainsFunc(err.Error(), func(r rune) bool { return !unicode.IsPrint(r) }):
			t.Errorf("the error is %q", err)
		}
	})
}

// TestTold: what the fuzzer begins with are answers that are believed.
func TestTold(t *testing.T) {
	t.Parallel()
	for object, answer := range told() {
		kind, body, _ := strings.Cut(object, " ")
		s, err := gitdata.Open(t.Context(), options(script{http.StatusOK, map[string][]byte{kind + "s": answer}}))
		if err != nil {
			t.Fatal(err)
		}
		want := ledger.Frame(kind, []byte(body))
		if got, err := s.Get(t.Context(), ledger.HashOf(want)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%q: %q %v", object, got, err)
		}
	}
}

// TestLongCommit: a commit longer than any of a ledger is not tried in every zone of the world.
func TestLongCommit(t *testing.T) {
	t.Parallel()
	body := "tree " + top + "\nauthor A <> 1 -0500\ncommitter A <> 1 -0500\n\n" + strings.Repeat("x", 3<<20)
	answer := []byte(`{"tree":{"sha":"` + top + `"},"message":"` + strings.Repeat("x", 3<<20) + `",
		"author":{"name":"A","date":"1970-01-01T00:00:01Z"},"committer":{"name":"A","date":"1970-01-01T00:00:01Z"}}`)
	s, err := gitdata.Open(t.Context(), options(script{http.StatusOK, map[string][]byte{"commits": answer}}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(t.Context(), ledger.HashOf(ledger.Frame("commit", []byte(body)))); err == nil || !strings.Contains(err.Error(), "its hash is another") {
		t.Errorf("got %v", err)
	}
}

// FuzzRef: a branch is at the commit that the answer about that branch names, or the answer is an error.
func FuzzRef(f *testing.F) {
	f.Add([]byte(`{"ref":"refs/heads/evidence","object":{"type":"commit","sha":"`+top+`"}}`), uint16(200))
	f.Add([]byte(`{"ref":"refs/heads/evidence","object":{"type":"tag","sha":"`+top+`"}}`), uint16(200))
	f.Add([]byte(`[{"ref":"refs/heads/evidence"}]`), uint16(200))
	f.Add([]byte(`{"message":"no"}`), uint16(409))
	f.Fuzz(func(t *testing.T, answer []byte, status uint16) {
		if status < 200 || status > 599 {
			return
		}
		s, err := gitdata.Open(t.Context(), options(script{int(status), map[string][]byte{"ref": answer, "matching-refs": []byte(`[]`)}}))
		if err != nil {
			return
		}
		head, err := s.Head(t.Context())
		if errors.Is(err, ledger.ErrEmpty) {
			if status != http.StatusNotFound && status != http.StatusConflict {
				t.Errorf("%d %s is no branch", status, answer)
			}
			return
		}
		var says struct { // what follows the first value, the library does not read
			Ref    string
			Object struct{ Type, SHA string }
		}
		if json.NewDecoder(bytes.NewReader(answer)).Decode(&says) != nil || says.Ref != "refs/heads/evidence" || says.Object.Type != "commit" || !strings.EqualFold(says.Object.SHA, head.String()) {
			t.Errorf("%s is a branch at %s: %v", answer, head, err)
		}
	})
}

func options(s script) gitdata.Options {
	return gitdata.Options{API: "http://127.0.0.1:1", Repository: "acme/app", Branch: "evidence", Road: s,
		Sleep: func(context.Context, time.Duration) error { return errHurry }}
}
