package report_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/net/html"

	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/schemas/verdict"
)

var escape = regexp.MustCompile("\x1b\\[[0-9;]*m")

func paris(t testing.TB) *time.Location {
	t.Helper()
	z, err := zone("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func page(t testing.TB, p report.Page) string {
	t.Helper()
	return text(t, func(w *bytes.Buffer) error { return p.HTML(w) })
}

// elements walks the page as a browser reads it.
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

// The page asks nobody for anything: no link leaves it, nothing is loaded, no script and no inline style
// could run, and every link of it leads somewhere within.
func TestPageIsClosed(t *testing.T) {
	t.Parallel()
	card, v := shown(t)
	source := page(t, report.Page{Verdict: v, Score: card, Project: "Acme", Zone: paris(t), Place: place})
	ids, links := map[string]bool{}, map[string]bool{}
	elements(t, source, func(n *html.Node, attrs map[string]string) {
		switch n.Data {
		case "script", "link", "img", "iframe", "object", "embed", "form", "base", "svg", "video", "audio":
			t.Errorf("the page has a <%s>", n.Data)
		}
		for name, value := range attrs {
			switch {
			case name == "id" && ids[value]:
				t.Errorf("two elements have the id %s", value)
			case name == "id":
				ids[value] = true
			case name == "href" && strings.HasPrefix(value, "#"):
				links[value[1:]] = true
			case name == "href", name == "src", name == "style", strings.HasPrefix(name, "on"):
				t.Errorf("<%s> has %s=%q", n.Data, name, value)
			}
		}
	})
	for link := range links {
		if !ids[link] {
			t.Errorf("a link leads to #%s, which is not there", link)
		}
	}
	if len(links) < 37+13 {
		t.Errorf("%d links; every function and every claim has one", len(links))
	}
}

// The style sheet is let in by its digest: the policy must be about the very bytes that stand there.
func TestPagePolicyFitsItsStyle(t *testing.T) {
	t.Parallel()
	_, v := shown(t)
	elements(t, page(t, report.Page{Verdict: v}), func(n *html.Node, attrs map[string]string) {
		if attrs["http-equiv"] == "Content-Security-Policy" {
			start := strings.Index(attrs["content"], "'sha256-")
			policy := attrs["content"]
			if !strings.HasPrefix(policy, "default-src 'none'") || start < 0 || strings.Contains(policy, "unsafe") {
				t.Errorf("the policy is %s", policy)
			}
		}
		if n.Data == "style" {
			sum := sha256.Sum256([]byte(n.FirstChild.Data))
			if want := "sha256-" + base64.StdEncoding.EncodeToString(sum[:]); !strings.Contains(html.UnescapeString(page(t, report.Page{Verdict: v})), want) {
				t.Errorf("the policy does not name %s", want)
			}
		}
	})
}

// A cell leads to its evidence: under the anchor of its function stand entry, file and line.
func TestACellLeadsToItsEvidence(t *testing.T) {
	t.Parallel()
	card, v := shown(t)
	source := page(t, report.Page{Verdict: v, Score: card, Place: place})
	proof := cell(t, card, row, "initial").Claims[0]
	elements(t, source, func(n *html.Node, attrs map[string]string) {
		if attrs["id"] != row {
			return
		}
		var b bytes.Buffer
		if err := html.Render(&b, n); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{proof.Path, fmt.Sprint(*proof.Entry), place("backup-restore", "satisfies.cisa-ztmm."+row), proof.EndedAt, proof.FreshTo, string(proof.Run)} {
			if !strings.Contains(b.String(), want) {
				t.Errorf("the evidence of %s does not tell %s", row, want)
			}
		}
	})
}

// Where there is no score the page says so, and why, and still tells every claim.
func TestPageWithoutScore(t *testing.T) {
	t.Parallel()
	v := held(9)
	v.Claims[1].Outcome, v.Claims[1].Count, v.Claims[1].Faults = verdict.Refuted, 1, []verdict.Fault{{Reason: "the root does not fit"}}
	source := page(t, report.Page{Verdict: v, NoScore: "no score: claim 2 (chain) is refuted: the root does not fit"})
	for _, want := range []string{"REFUTED: 2 chain.", "There is no score.", "the root does not fit", `id="claim-11"`} {
		if !strings.Contains(source, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(source, "Keep this checkpoint") {
		t.Error("the page asks to keep the checkpoint of a ledger that is refuted")
	}
}

// Every element that is opened is closed, in order: what browsers forgive, other readers may not.
func TestPageIsWellFormed(t *testing.T) {
	t.Parallel()
	card, v := shown(t)
	void := map[string]bool{"meta": true, "br": true}
	var open []string
	z := html.NewTokenizer(strings.NewReader(page(t, report.Page{Verdict: v, Score: card, Place: place})))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		name, _ := z.TagName()
		switch {
		case kind == html.StartTagToken && !void[string(name)]:
			open = append(open, string(name))
		case kind == html.EndTagToken && (len(open) == 0 || open[len(open)-1] != string(name)):
			t.Fatalf("</%s> closes %v", name, open)
		case kind == html.EndTagToken:
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		t.Errorf("never closed: %v", open)
	}
}

// Headings are a table of contents for those who hear the page: no level is left out.
func TestPageHeadings(t *testing.T) {
	t.Parallel()
	card, v := shown(t)
	level := 0
	elements(t, page(t, report.Page{Verdict: v, Score: card}), func(n *html.Node, _ map[string]string) {
		if len(n.Data) != 2 || n.Data[0] != 'h' || n.Data[1] < '1' || n.Data[1] > '6' {
			return
		}
		if now := int(n.Data[1] - '0'); now > level+1 {
			t.Errorf("<%s> follows a heading of level %d", n.Data, level)
		} else {
			level = now
		}
	})
}

// Contrast is what WCAG 2.2 AA asks of text, 4.5:1, on both papers.
func TestContrast(t *testing.T) {
	t.Parallel()
	style, err := os.ReadFile("page.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, ok := strings.Cut(string(style), "prefers-color-scheme: dark")
	if !ok {
		t.Fatal("there is no dark paper")
	}
	dark, _, _ = strings.Cut(dark, "* {")
	for paper, source := range map[string]string{"light": light, "dark": dark} {
		colour := map[string]float64{}
		for _, m := range regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{6})`).FindAllStringSubmatch(source, -1) {
			colour[m[1]] = luminance(t, m[2])
		}
		pairs := [][2]string{{"traditional-ink", "traditional"}, {"initial-ink", "initial"}, {"advanced-ink", "advanced"}, {"optimal-ink", "optimal"}}
		for _, ink := range []string{"ink", "muted", "link", "good", "bad", "warn"} {
			pairs = append(pairs, [2]string{ink, "paper"}, [2]string{ink, "raised"})
		}
		for _, p := range pairs {
			a, b := colour[p[0]], colour[p[1]]
			if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); ratio < 4.5 || a == 0 && b == 0 {
				t.Errorf("%s: %s on %s has %.1f:1", paper, p[0], p[1], ratio)
			}
		}
	}
}

// luminance is the relative luminance of a colour as WCAG defines it.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	var sum float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			sum += weight * c / 12.92
		} else {
			sum += weight * math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return sum
}

// hostile is every name and title as an enemy would choose it.
const hostile = "</style></pre><script>alert(1)</script>\" onload='x' javascript:x | [a](http://e.example) `c` @octocat #1 www.e.example \x1b[2J\u202egnp.exe\u2066 \u0000\r\nX: y <!--"

// Names and titles are other people's. Whatever they hold, no view may do more than show it.
func TestHostileStrings(t *testing.T) {
	t.Parallel()
	card, v := shown(t)
	v.Claims[1].Outcome, v.Claims[1].Count = verdict.Refuted, 1
	v.Claims[1].Faults = []verdict.Fault{{Path: hostile, Reason: hostile}}
	v.Claims[4].Why, v.NotProven, v.Tree.Origin, v.Commit, v.Checkpoint = hostile, []string{hostile}, hostile, hostile, hostile
	v.Unfinished[0].Runbook, v.Unfinished[0].At = hostile, hostile
	card.Title, card.Caveat = hostile, hostile
	for i := range card.Pillars {
		card.Pillars[i].Name = hostile
		for j := range card.Pillars[i].Functions {
			f := &card.Pillars[i].Functions[j]
			f.Name, f.Next = hostile, hostile
			for k := range f.Cells {
				f.Cells[k].Text = hostile
				for l := range f.Cells[k].Claims {
					p := &f.Cells[k].Claims[l]
					p.Runbook, p.Title, p.File, p.Why, p.Path, p.Run, p.EndedAt, p.Failed = hostile, hostile, hostile, hostile, hostile, hostile, hostile, []string{hostile}
				}
			}
		}
	}
	screen := report.Terminal{Width: 100}
	sources := map[string]string{
		"table":    text(t, func(w *bytes.Buffer) error { return report.Table(w, card, screen) }),
		"why":      text(t, func(w *bytes.Buffer) error { return report.Why(w, card, row, nil, screen) }),
		"verdict":  text(t, func(w *bytes.Buffer) error { return report.Verdict(w, v, screen) }),
		"markdown": text(t, func(w *bytes.Buffer) error { return report.Markdown(w, card) }),
		"comment":  text(t, func(w *bytes.Buffer) error { return report.VerdictMarkdown(w, v) }),
		"page":     page(t, report.Page{Verdict: v, Score: card, Project: hostile, NoScore: hostile, Verify: []string{hostile}}),
	}
	for name, source := range sources {
		for _, r := range source {
			if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
				t.Errorf("%s: %U reaches the reader", name, r)
				break
			}
		}
	}
	for _, name := range []string{"markdown", "comment"} {
		for _, bad := range []string{"<script", "](http", "@octocat", " #1 ", "www.e", "http://e"} {
			for line := range strings.Lines(sources[name]) {
				if bare := escaped.ReplaceAllString(line, ""); !strings.HasPrefix(line, "    ") && !inCodeSpan(bare, bad) {
					t.Errorf("%s: %q reaches the reader as it is: %.200s", name, bad, line)
				}
			}
		}
	}
	elements(t, sources["page"], func(n *html.Node, attrs map[string]string) {
		if n.Data == "script" || attrs["onload"] != "" || strings.Contains(attrs["href"], "javascript") {
			t.Errorf("the page has <%s %v>", n.Data, attrs)
		}
	})
}

// escaped is what a Markdown reader shows as it is.
var escaped = regexp.MustCompile(`\\.`)

// inCodeSpan tells whether all of what is bad stands between backquotes, where it is only text.
func inCodeSpan(line, bad string) bool {
	for i, part := range strings.Split(line, "`") {
		if i%2 == 0 && strings.Contains(part, bad) {
			return false
		}
	}
	return true
}
