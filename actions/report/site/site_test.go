package site_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"iter"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"golang.org/x/net/html"

	"github.com/attestary/attestary/actions/report/site"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

const day = 24 * time.Hour

// story has something of everything: a runbook that passes, one that fails and had passed, a run that tells no end, and
// more entries than a file of evidence holds. It is looked at a month and more after it began.
func story(t testing.TB) *house {
	t.Helper()
	storyOnce.Do(func() {
		h := newHouse(t)
		h.runbook("tls", "networks.traffic-encryption")
		h.runbook("backup", "data.data-availability")
		h.runbook("probe", "")
		h.run("backup", time.Minute, evidence.Passed)
		for range 130 {
			h.run("tls", 6*time.Hour, evidence.Passed)
		}
		h.run("backup", time.Minute, evidence.Failed)
		h.begin("probe", time.Minute)
		storyMade = h
	})
	if storyMade == nil {
		t.Fatal("the ledger of the story could not be made; another test says why")
	}
	mine := *storyMade
	mine.TB = t
	return &mine
}

// told is the site of the story. It is made once, as its ledger is.
func told(t testing.TB) map[string]string {
	t.Helper()
	h := story(t)
	pagesOnce.Do(func() {
		asOf := h.now.Add(2 * time.Hour)
		s := h.site(asOf, asOf.Add(-30*day), asOf.Add(-20*day), asOf.Add(-10*day))
		s.Ago = &s.Before[0]
		pages = written(t, s)
	})
	if pages == nil {
		t.Fatal("the site of the story could not be made; another test says why")
	}
	return pages
}

var (
	storyOnce, pagesOnce sync.Once
	storyMade            *house
	pages                map[string]string
)

// elements walks a page as a browser reads it.
func elements(t testing.TB, source string, visit func(n *html.Node, attrs map[string]string)) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		attrs := map[string]string{}
		for _, a := range n.Attr {
			attrs[a.Key] = a.Val
		}
		visit(n, attrs)
	}
}

func htmlOf(files map[string]string) map[string]string {
	out := map[string]string{}
	for name, data := range files {
		if strings.HasSuffix(name, ".html") {
			out[name] = data
		}
	}
	return out
}

// Whoever opens the first page is told within its first lines what is proven, what is missing, and what to do.
func TestOverview(t *testing.T) {
	t.Parallel()
	first := text(t, told(t)["index.html"])
	for _, want := range []string{
		"1 of 37 functions stand above traditional", "Verified: all 6 required claims hold.",
		"Proven Traffic Encryption Networks: initial", "Missing Data Availability Data, initial: failing", "35 functions that no runbook claims",
		"Do next Mend what backup found (check.fine), then let it run again.",
		"What changed Since", "Data Availability Data: initial → traditional",
		"Its newest run", // nothing of this stands on the first page
	} {
		if has := strings.Contains(first, want); has != (want != "Its newest run") {
			t.Errorf("%q: %v in:\n%s", want, has, first)
		}
	}
}

// text is what a reader sees of a page.
func text(t testing.TB, source string) string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for n := range doc.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "title" {
			words = append(words, strings.Fields(n.Data)...)
		}
	}
	return strings.Join(words, " ")
}

// Every number leads on: from a cell to the run that decides, and from there to the entry and its bytes.
func TestFromACellToBytes(t *testing.T) {
	t.Parallel()
	files := told(t)
	at := "index.html"
	for _, next := range []string{"functions/data.data-availability.html", "runs/263.html", "entries/1.html#e264"} {
		found := ""
		elements(t, files[at], func(n *html.Node, attrs map[string]string) {
			if to := path.Join(path.Dir(at), attrs["href"]); n.Data == "a" && to == next {
				found = to
			}
		})
		if found == "" {
			t.Fatalf("%s has no link to %s", at, next)
		}
		at, _, _ = strings.Cut(found, "#")
	}
}

// No page asks anybody for anything, and each holds browsers to that. Every link of it leads to a file, and to a place
// in it, that is there.
func TestPagesAreClosed(t *testing.T) {
	t.Parallel()
	files := told(t)
	ids := map[string]bool{}
	for name, source := range htmlOf(files) {
		ids[name] = true
		elements(t, source, func(_ *html.Node, attrs map[string]string) {
			if id := attrs["id"]; id != "" && ids[name+"#"+id] {
				t.Errorf("%s: two elements are called %s", name, id)
			} else if id != "" {
				ids[name+"#"+id] = true
			}
		})
	}
	for name, source := range htmlOf(files) {
		policies := 0
		elements(t, source, func(n *html.Node, attrs map[string]string) {
			if attrs["http-equiv"] == "Content-Security-Policy" {
				policies++
				if attrs["content"] != "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'" {
					t.Errorf("%s: the policy is %s", name, attrs["content"])
				}
			}
			for attr, value := range attrs {
				if strings.HasPrefix(attr, "on") || attr == "style" || attr == "srcset" || attr == "action" {
					t.Errorf("%s: <%s> has %s=%q", name, n.Data, attr, value)
				}
				if attr == "href" || attr == "src" {
					file, place, _ := strings.Cut(value, "#")
					to := path.Join(path.Dir(name), file)
					if file == "" {
						to = name
					}
					_, there := files[to]
					if !there || place != "" && !ids[to+"#"+place] {
						t.Errorf("%s: %s=%q leads nowhere", name, attr, value)
					}
				}
			}
			if n.Data == "script" && n.FirstChild != nil || n.Data == "style" || n.Data == "img" || n.Data == "iframe" {
				t.Errorf("%s: it has <%s>", name, n.Data)
			}
		})
		if policies != 1 {
			t.Errorf("%s: %d policies", name, policies)
		}
	}
}

// Names and titles are other people's. Whatever they hold, no page does more than show it.
func TestHostileText(t *testing.T) {
	t.Parallel()
	h := story(t)
	s := h.site(h.now.Add(2 * time.Hour))
	worse := hostile + "\u202egnp.exe\u2066 \x1b[2J\u0000"
	s.Project, s.NoScore, s.Verify = worse, worse, []string{worse}
	s.Verdict.Claims[4].Why, s.Verdict.NotProven = worse, []string{worse}
	s.Tasks[0].Says, s.Tasks[0].Do = worse, "https:"+worse
	s.Runbooks[0].Title, s.Runbooks[0].Owner, s.Runbooks[0].Form = worse, worse, "javascript:alert(1)"
	for i := range s.Score.Pillars {
		s.Score.Pillars[i].Name = worse
		for j := range s.Score.Pillars[i].Functions {
			f := &s.Score.Pillars[i].Functions[j]
			f.Name, f.Next = worse, worse
			for k := range f.Cells {
				f.Cells[k].Text = worse
			}
		}
	}
	for name, source := range htmlOf(written(t, s)) {
		for _, r := range source {
			if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
				t.Errorf("%s: %U reaches the reader", name, r)
				break
			}
		}
		elements(t, source, func(n *html.Node, attrs map[string]string) {
			if n.Data == "script" && !strings.HasSuffix(attrs["src"], "site.js") || n.Data == "img" || attrs["onload"]+attrs["onerror"] != "" || strings.HasPrefix(attrs["href"], "javascript") {
				t.Errorf("%s has <%s %v>", name, n.Data, attrs)
			}
		})
	}
}

// chunk is a file of evidence, read as the package comment says.
type chunk struct {
	First   int64
	Entries []struct {
		Bundle, Payload, Path, Kind, Run string
		Blobs                            []int
	}
	Levels [][]string
	Blobs  []string
}

func unpacked(t testing.TB, script string, n int) (c chunk) {
	t.Helper()
	opened(t, script, fmt.Sprintf("attestary.chunk(%d,", n), &c)
	return c
}

// opened reads a data file that calls a function with a packed document.
func opened(t testing.TB, script, call string, document any) {
	t.Helper()
	packed, begins := strings.CutPrefix(script, call+`"`)
	packed, ends := strings.CutSuffix(packed, "\")\n")
	if !begins || !ends {
		t.Fatalf("%s: it is %.80s", call, script)
	}
	zip, err := gzip.NewReader(bytes.NewReader(must[[]byte](t)(base64.StdEncoding.DecodeString(packed))))
	if err == nil {
		err = json.NewDecoder(zip).Decode(document)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// way is the path of RFC 6962 from a node of the lowest level up.
func way(levels [][]string, at int) []canon.Digest {
	path := []canon.Digest{}
	for _, level := range levels[:len(levels)-1] {
		if at^1 < len(level) {
			path = append(path, canon.Digest("sha256:"+level[at^1]))
		}
		at >>= 1
	}
	return path
}

// What lies beside the pages gives, for each entry, the very bytes that `attestary prove` writes.
func TestEvidenceIsWhatProveWrites(t *testing.T) {
	t.Parallel()
	h := story(t)
	s := h.site(h.now)
	files := written(t, s)
	var shared struct {
		Checkpoint, Signature string
		Tops                  [][]string
	}
	data, _ := strings.CutPrefix(files["evidence/index.js"], "attestary.shared(")
	if err := json.Unmarshal([]byte(strings.TrimSuffix(data, ")\n")), &shared); err != nil {
		t.Fatal(err)
	}
	var c chunk
	for n := range int(s.Verdict.Tree.Size) {
		if n%256 == 0 {
			c = unpacked(t, files[fmt.Sprintf("evidence/%d.js", n/256)], n/256)
		}
		e := c.Entries[n%256]
		bundle := strings.Replace(e.Bundle, `"payload":"`, `"payload":"`+base64.StdEncoding.EncodeToString([]byte(e.Payload)), 1)
		proof := &evidence.Proof{Format: evidence.ProofFormat, Index: int64(n), Checkpoint: shared.Checkpoint, Blobs: [][]byte{},
			Path:   append(way(c.Levels, n%256), way(shared.Tops, n/256)...),
			Leaf:   evidence.Leaf{Bundle: canon.Sum([]byte(bundle)), Kind: evidence.Kind(e.Kind), Run: canon.Digest(e.Run), Statement: canon.Sum([]byte(e.Payload)), V: 1},
			Bundle: must[*evidence.Bundle](t)(evidence.ParseBundle([]byte(bundle))), Signature: must[*evidence.Bundle](t)(evidence.ParseBundle([]byte(shared.Signature)))}
		for _, at := range e.Blobs {
			proof.Blobs = append(proof.Blobs, []byte(c.Blobs[at]))
		}
		want := must[[]byte](t)(must[*evidence.Proof](t)(s.Ledger.Prove(t.Context(), int64(n))).Encode())
		if got := must[[]byte](t)(proof.Encode()); !bytes.Equal(got, want) {
			t.Fatalf("entry %d:\n%s\nwant\n%s", n, got, want)
		}
	}
}

// Every run is found by the search, with its runbook, outcome and the entry that it is judged by.
func TestSearch(t *testing.T) {
	t.Parallel()
	var is struct {
		Books [][2]string
		Texts []string
		Runs  [][]any
	}
	data, _ := strings.CutPrefix(told(t)["search.js"], "attestary.search(")
	if err := json.Unmarshal([]byte(strings.TrimSuffix(data, ")\n")), &is); err != nil {
		t.Fatal(err)
	}
	if len(is.Runs) != 133 {
		t.Fatalf("%d runs", len(is.Runs))
	}
	for i, want := range map[int]string{0: "265 probe unfinished mara 265", 1: "263 backup failed mara 264 check.fine", 132: "1 backup passed mara 2"} {
		r := is.Runs[i]
		at := func(n int) int { return int(r[n].(float64)) }
		got := strings.Join([]string{fmt.Sprint(at(0)), is.Books[at(1)][0], is.Texts[at(3)], is.Texts[at(4)], fmt.Sprint(at(0) + at(6))}, " ")
		for n := 7; n < len(r); n++ {
			got += " " + is.Texts[at(n)]
		}
		if got != want {
			t.Errorf("run %d is %q, want %q", i, got, want)
		}
	}
}

// A ledger that does not hold shows no run and no score, and says so.
func TestUnsound(t *testing.T) {
	t.Parallel()
	h := story(t)
	s := h.site(h.now)
	c := s.Verdict.Claim("2")
	c.Outcome, c.Count, c.Faults = verdict.Refuted, 1, []verdict.Fault{{Reason: "the root is another"}}
	s.Score, s.NoScore, s.Before, s.Tasks = nil, "no score: claim 2 (chain) is refuted: the root is another", nil, nil
	files := written(t, s)
	if first := text(t, files["index.html"]); !strings.Contains(first, "There is no score") || !strings.Contains(first, "the root is another") {
		t.Errorf("the first page says:\n%s", first)
	}
	if todo := text(t, files["attention.html"]); !strings.Contains(todo, "does not hold: see to that first") {
		t.Errorf("what needs a person says:\n%s", todo)
	}
	for name := range files {
		if strings.HasPrefix(name, "runs/") || strings.HasPrefix(name, "evidence/") || strings.HasPrefix(name, "functions/") {
			t.Errorf("there is %s", name)
		}
	}
}

// The same ledger gives the same bytes, and the manifest names every file.
func TestSameBytes(t *testing.T) {
	t.Parallel()
	h := story(t)
	s := h.site(h.now)
	one, two := written(t, s), written(t, s)
	var names []string
	for name, data := range one {
		if two[name] != data {
			t.Errorf("%s differs", name)
		}
		if name != site.Manifest {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if got := site.Mark + strings.Join(names, "\n") + "\n"; got != one[site.Manifest] {
		t.Errorf("the manifest is\n%s\nwant\n%s", one[site.Manifest], got)
	}
}

// A ledger that does not hold has pages too: a leaf that says another kind than its statement ends none of them.
func TestLeafOfAnotherKind(t *testing.T) {
	t.Parallel()
	h := story(t)
	s := h.site(h.now)
	s.Ledger = misfiled{s.Ledger}
	err := s.Write(t.Context(), &files{files: map[string]string{}})
	if err == nil || !strings.Contains(err.Error(), "give the root") {
		t.Errorf("the entries are not those of the verdict, and the site says: %v", err)
	}
}

// misfiled calls every authorization and every result a score, which is of no run.
type misfiled struct{ site.Ledger }

func (l misfiled) Entries(ctx context.Context) iter.Seq2[site.Entry, error] {
	return func(yield func(site.Entry, error) bool) {
		for e, err := range l.Ledger.Entries(ctx) {
			if err == nil && e.Leaf.Run != "" {
				e.Leaf.Kind, e.Leaf.Run = evidence.KindScore, ""
			}
			if !yield(e, err) {
				return
			}
		}
	}
}
