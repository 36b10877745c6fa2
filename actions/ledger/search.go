package ledger

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// search looks for the entry of a kind that a run has once. A run's folder is that of its runbook and of
// the day on which it was authorised; neither is told by its key. So it looks into all runbooks, at the
// day of the given instant and the one before, where it mostly is, and then at all days, newest first.
func (t *tree) search(ctx context.Context, kind evidence.Kind, run canon.Digest, at string) (evidence.Place, bool, error) {
	runbooks, err := t.folders(ctx, "runs")
	if err != nil {
		return evidence.Place{}, false, err
	}
	day, err := evidence.ParseInstant(at)
	if err != nil {
		return evidence.Place{}, false, err
	}
	leaf := evidence.Leaf{Kind: kind, Run: run}
	for _, back := range []time.Duration{0, 24 * time.Hour} {
		var places []evidence.Place
		for _, runbook := range runbooks {
			places = append(places, leaf.Place(runbook, evidence.FormatInstant(day.Add(-back))))
		}
		if p, ok, err := t.first(ctx, places); ok || err != nil {
			return p, ok, err
		}
	}
	return t.searchAll(ctx, leaf, runbooks)
}

// first gives the first of the places that is taken.
func (t *tree) first(ctx context.Context, places []evidence.Place) (evidence.Place, bool, error) {
	var paths []string
	for _, p := range places {
		paths = append(paths, p.Path())
	}
	if err := t.reach(ctx, paths...); err != nil {
		return evidence.Place{}, false, err
	}
	for i, path := range paths {
		if _, ok := t.file(path); ok {
			return places[i], true, nil
		}
	}
	return evidence.Place{}, false, nil
}

// searchAll looks at every day of every runbook, month by month.
func (t *tree) searchAll(ctx context.Context, leaf evidence.Leaf, runbooks []string) (evidence.Place, bool, error) {
	byMonth := map[string][]evidence.Place{}
	var months []string
	for _, runbook := range runbooks {
		days, err := t.days(ctx, "runs/"+runbook)
		if err != nil {
			return evidence.Place{}, false, err
		}
		for _, day := range days {
			month := day[:len("2006-01")]
			if byMonth[month] == nil {
				months = append(months, month)
			}
			byMonth[month] = append(byMonth[month], leaf.Place(runbook, day))
		}
	}
	slices.Sort(months)
	slices.Reverse(months)
	for _, month := range months {
		if p, ok, err := t.first(ctx, byMonth[month]); ok || err != nil {
			return p, ok, err
		}
	}
	return evidence.Place{}, false, nil
}

// days gives the dates below the folder of a runbook.
func (t *tree) days(ctx context.Context, folder string) ([]string, error) {
	paths := []string{folder}
	for range len([]string{"year", "month", "day"}) {
		var deeper []string
		for _, path := range paths {
			names, err := t.folders(ctx, path)
			if err != nil {
				return nil, err
			}
			for _, name := range names {
				deeper = append(deeper, path+"/"+name)
			}
		}
		paths = deeper
	}
	var days []string
	for _, path := range paths {
		day := strings.ReplaceAll(strings.TrimPrefix(path, folder+"/"), "/", "-")
		if _, err := evidence.ParseInstant(day + "T00:00:00Z"); err == nil {
			days = append(days, day)
		}
	}
	return days, nil
}

// folders lists the folders in a folder; none where there is no such folder.
func (t *tree) folders(ctx context.Context, path string) ([]string, error) {
	if err := t.reach(ctx, path+"/"); err != nil {
		return nil, err
	}
	f := t.root
	for part := range strings.SplitSeq(path, "/") {
		if f = f.open[part]; f == nil {
			return nil, nil
		}
	}
	var names []string
	for _, l := range f.lines {
		if l.mode == modeFolder {
			names = append(names, l.name)
		}
	}
	return names, nil
}
