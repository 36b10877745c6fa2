package site

import (
	"bytes"
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"
)

// Runs that are long past have no page of their own: there are many, few people open one, and nine tenths of such a
// page are what all of them have. They stand together in files, packed, and one page shows any of them.

// pagesMost is how many runs, the newest, have a page of their own.
const pagesMost = 1000

// olderSpan is of how many entries the runs stand in one file.
const olderSpan = 512

// told is one run of such a file.
type told struct {
	Title string `json:"title"`
	Main  string `json:"main"` // HTML, for a page in runs/
}

// newest is how many runs have a page of their own.
func (w *writer) newest() int {
	most := pagesMost
	if w.site.Pages > 0 {
		most = w.site.Pages
	}
	return min(most, len(w.all))
}

// pageOf is where a run is told.
func (w *writer) pageOf(r *run) string {
	if r.older {
		return fmt.Sprintf("runs/older.html?%d", r.Entry)
	}
	return fmt.Sprintf("runs/%d.html", r.Entry)
}

// older writes the runs that have no page, and the page that shows them.
func (w *writer) older(ctx context.Context) error {
	files := map[int64][]*run{}
	for _, r := range w.all[w.newest():] {
		files[r.Entry/olderSpan] = append(files[r.Entry/olderSpan], r)
	}
	if len(files) == 0 {
		return nil
	}
	var all errgroup.Group
	all.SetLimit(2)
	for n, runs := range files {
		all.Go(func() error { return w.shelf(ctx, n, runs) })
	}
	if err := all.Wait(); err != nil {
		return err
	}
	return w.page("runs/older.html", "older", "An older run", nil)
}

// shelf writes one file of them.
func (w *writer) shelf(ctx context.Context, n int64, runs []*run) error {
	file := map[int64]told{}
	for _, r := range runs {
		s, err := w.story(ctx, r)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := w.pages.ExecuteTemplate(&b, "story", sheet{writer: w, Root: "../", It: s}); err != nil {
			return fmt.Errorf("run %d: %w", r.Entry, err)
		}
		file[r.Entry] = told{w.titleOf(s), string(seen(b.Bytes()))}
	}
	data, err := packed(file)
	if err != nil {
		return err
	}
	return w.write(fmt.Sprintf("runs/older/%d.js", n), fmt.Appendf(nil, "attestary.stories(%d,%q)\n", n, data))
}
