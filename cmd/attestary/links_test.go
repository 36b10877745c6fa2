package main_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#{1,6} (.+)$`)
	fenced  = regexp.MustCompile("(?ms)^(```+)[a-z]*\n.*?^(```+)$")
)

// TestLinks holds that each link between the pages leads to a file that is there, and to a heading that is in it.
func TestLinks(t *testing.T) {
	t.Parallel()
	pages := append(handbook(t), "../../README.md", "../../runbooks/README.md", "../../.github/SECURITY.md", "../../.github/CONTRIBUTING.md")
	for _, page := range pages {
		for _, found := range link.FindAllStringSubmatch(fenced.ReplaceAllString(readPage(t, page), ""), -1) {
			target, place, _ := strings.Cut(found[1], "#")
			if strings.Contains(target, "://") {
				continue
			}
			path := page
			if target != "" {
				path = filepath.Join(filepath.Dir(page), target)
			}
			if _, err := os.Stat(path); err != nil {
				t.Errorf("%s: a link leads nowhere: %v", page, err)
			} else if place != "" && !slices.Contains(anchors(t, path), place) {
				t.Errorf("%s: %s has no heading #%s", page, path, place)
			}
		}
	}
}

var notInAnchors = regexp.MustCompile(`[^\p{L}\p{N} _-]`)

// anchors are the names that GitHub gives to the headings of a page. A name that comes again has a number.
func anchors(t *testing.T, page string) (names []string) {
	t.Helper()
	seen := map[string]int{}
	for _, h := range heading.FindAllStringSubmatch(fenced.ReplaceAllString(readPage(t, page), ""), -1) {
		name := strings.ReplaceAll(notInAnchors.ReplaceAllString(strings.ToLower(h[1]), ""), " ", "-")
		if n := seen[name]; n > 0 {
			names = append(names, name+"-"+strconv.Itoa(n))
		} else {
			names = append(names, name)
		}
		seen[name]++
	}
	return names
}
