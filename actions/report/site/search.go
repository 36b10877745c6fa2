package site

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/attestary/attestary/schemas/evidence"
)

// index is what the search looks through: one line for each run, with numbers in place of what many share.
type index struct {
	Books [][2]string `json:"books"` // name and title, of all runbooks
	Texts []string    `json:"texts"` // states, people, names of what did not pass
	// Runs are, for each run from the newest on: entry, runbook, minutes since 1970, state, who, the first eight
	// digits of its key, how many entries later its result stands, and what did not pass.
	Runs [][]any `json:"runs"`
	// Pages is how many of them, the first ones, have a page of their own.
	Pages int `json:"pages"`
}

func (w *writer) search(context.Context) error {
	is, at := index{Books: [][2]string{}, Texts: []string{}, Runs: [][]any{}, Pages: w.newest()}, map[string]int{}
	text := func(s string) int {
		n, ok := at[s]
		if !ok {
			n = len(is.Texts)
			at[s], is.Texts = n, append(is.Texts, s)
		}
		return n
	}
	for _, b := range w.books {
		is.Books = append(is.Books, [2]string{b.Name, b.Title})
	}
	for _, r := range w.all {
		book := slices.IndexFunc(w.books, func(b *book) bool { return b.Name == r.Runbook() })
		line := []any{r.Entry, book, minutes(r.At()), text(w.State(r)), text(r.By()), short(r.Key)[:8], last(r) - r.Entry}
		for _, f := range r.failed {
			line = append(line, text(f))
		}
		is.Runs = append(is.Runs, line)
	}
	data, err := json.Marshal(is) // which escapes what would end a script
	if err != nil {
		return err
	}
	return w.write("search.js", fmt.Appendf(nil, "attestary.search(%s)\n", data))
}

func minutes(instant string) int64 {
	t, err := evidence.ParseInstant(instant)
	if err != nil {
		return 0
	}
	return t.Unix() / 60
}
