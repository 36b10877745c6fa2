package site_test

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/attestary/attestary/schemas/verdict"
)

// Headings go down one level at a time, tables name their columns, and every page has one main heading.
func TestHeadings(t *testing.T) {
	t.Parallel()
	for name, source := range htmlOf(told(t)) {
		level, firsts := 0, 0
		elements(t, source, func(n *html.Node, attrs map[string]string) {
			if n.Data == "th" && attrs["scope"] == "" {
				t.Errorf("%s: a heading of a table does not say of what it is", name)
			}
			if len(n.Data) != 2 || n.Data[0] != 'h' || n.Data[1] < '1' || n.Data[1] > '6' {
				return
			}
			now := int(n.Data[1] - '0')
			if now == 1 {
				firsts++
			}
			if now > level+1 {
				t.Errorf("%s: <%s> follows a heading of level %d", name, n.Data, level)
			}
			level = now
		})
		if firsts != 1 {
			t.Errorf("%s has %d main headings", name, firsts)
		}
	}
}

// Contrast is what WCAG 2.2 AA asks of text, 4.5:1, on every paper, and 3:1 for the edge of a box to type into.
func TestContrast(t *testing.T) {
	t.Parallel()
	light, dark, ok := strings.Cut(string(must[[]byte](t)(os.ReadFile("assets/style.css"))), "prefers-color-scheme: dark")
	if !ok {
		t.Fatal("there is no dark paper")
	}
	dark, _, _ = strings.Cut(dark, "* {")
	for paper, source := range map[string]string{"light": light, "dark": dark} {
		colour := map[string]float64{}
		for _, m := range regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{6})`).FindAllStringSubmatch(source, -1) {
			colour[m[1]] = luminance(t, m[2])
		}
		holds := func(a, b string, least float64) {
			x, y := colour[a], colour[b]
			if ratio := (max(x, y) + 0.05) / (min(x, y) + 0.05); ratio < least || x == 0 && y == 0 {
				t.Errorf("%s: %s on %s has %.1f:1", paper, a, b, ratio)
			}
		}
		for _, stage := range verdict.Stages() {
			holds(stage+"-ink", stage, 4.5)
		}
		for _, ink := range []string{"ink", "muted", "link", "good", "bad", "warn"} {
			holds(ink, "paper", 4.5)
			holds(ink, "raised", 4.5)
		}
		for _, tone := range []string{"good", "bad", "warn"} {
			holds(tone, tone+"-wash", 4.5)
		}
		holds("muted", "calm-wash", 4.5)
		holds("raised", "bad", 4.5)
		holds("muted", "bad-wash", 4.5)
		holds("ink", "bad-wash", 4.5)
		holds("link", "bad-wash", 4.5)
		holds("edge", "raised", 3)
	}
}

// luminance is the relative luminance of a colour as WCAG defines it.
func luminance(t *testing.T, hex string) (sum float64) {
	t.Helper()
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		c := float64(must[uint64](t)(strconv.ParseUint(hex[2*i:2*i+2], 16, 8))) / 255
		if c <= 0.04045 {
			sum += weight * c / 12.92
		} else {
			sum += weight * math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return sum
}
