package site_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A run that has no page of its own is told in the same words, and whatever leads to it leads there.
func TestOlderRuns(t *testing.T) {
	t.Parallel()
	h, own := story(t), 50
	asOf := h.now
	whole := h.site(asOf)
	some := h.site(asOf)
	some.Pages = own
	all, few := written(t, whole), written(t, some)
	olders := regexp.MustCompile(`older\.html\?(\d+)`)
	plain := func(text string) string { return olders.ReplaceAllString(text, "$1.html") }
	stories := map[string]struct{ Title, Main string }{}
	for name, data := range few {
		n, found := strings.CutPrefix(name, "runs/older/")
		if !found {
			continue
		}
		var part map[string]struct{ Title, Main string }
		opened(t, data, fmt.Sprintf("attestary.stories(%s,", strings.TrimSuffix(n, ".js")), &part)
		for entry, s := range part {
			stories[entry] = s
			if number, err := strconv.Atoi(entry); err != nil || fmt.Sprint(number/512) != strings.TrimSuffix(n, ".js") {
				t.Errorf("run %s stands in %s", entry, name)
			}
		}
	}
	if len(stories) != 133-own {
		t.Errorf("%d older runs, and %d have pages", len(stories), own)
	}
	for entry, s := range stories {
		page := all["runs/"+entry+".html"]
		_, main, _ := strings.Cut(page, "<main id=\"main\" class=\"wrap\" tabindex=\"-1\">\n")
		main, _, _ = strings.Cut(main, "</main>")
		if strings.TrimSpace(plain(s.Main)) != strings.TrimSpace(main) || !strings.Contains(page, "<title>"+s.Title+" · acme</title>") {
			t.Fatalf("run %s, %s:\n%s\nwant\n%s", entry, s.Title, s.Main, main)
		}
		if few["runs/"+entry+".html"] != "" {
			t.Errorf("run %s has a page, too", entry)
		}
	}
	led := 0
	for name, page := range htmlOf(few) {
		for _, link := range olders.FindAllStringSubmatch(page, -1) {
			if led++; stories[link[1]].Main == "" {
				t.Errorf("%s: %s leads nowhere", name, link[0])
			}
		}
		if name != "runs/older.html" && plain(page) != all[name] {
			t.Errorf("%s says something else where older runs have no pages", name)
		}
	}
	if led < len(stories) || few["runs/older.html"] == "" || !strings.Contains(few["search.js"], fmt.Sprintf(`"pages":%d`, own)) {
		t.Errorf("%d links lead to %d older runs", led, len(stories))
	}
}
