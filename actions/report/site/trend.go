package site

import (
	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/schemas/verdict"
)

// trend is how many functions stood above the lowest stage over time, as a picture and as the table behind it.
type trend struct {
	Columns []column
	Lines   []line
	Width   int
	By      string // whose runbooks
}

// column is one instant: a bar of parts, from the bottom up.
type column struct {
	At    string
	Label string // the day, or the hour where all are of one day
	X     int
	Parts []part
	Sums  []verdict.StageSum
}

type part struct {
	Stage     string
	Y, Height int
	Count     int64
}

// line is a line of the grid.
type line struct {
	Y     int
	Count int64
}

// The picture in its own units: a bar of so many, a gap beside it, and the height of all functions.
const (
	barWidth  = 40
	barGap    = 16
	barHeight = 160
	barLeft   = 34
)

// newTrend draws how it came to the last card; nil where there is none before it.
func newTrend(past []report.Point, last *verdict.Scorecard) *trend {
	if len(past) == 0 {
		return nil
	}
	var cards []*verdict.Scorecard
	for _, p := range past {
		cards = append(cards, p.Card)
	}
	cards = append(cards, last)
	var most int64 = 4
	for _, card := range cards {
		most = max(most, above(card))
	}
	most += (4 - most%4) % 4
	t := &trend{By: report.ByWhat(past...), Width: barLeft + len(cards)*(barWidth+barGap)}
	for i := range int64(5) {
		t.Lines = append(t.Lines, line{barHeight - int(i*barHeight/4), i * most / 4})
	}
	for i, card := range cards {
		label := card.AsOf[5:10]
		if cards[0].AsOf[:10] == cards[len(cards)-1].AsOf[:10] {
			label = card.AsOf[11:16]
		}
		c := column{At: card.AsOf, Label: label, X: barLeft + i*(barWidth+barGap) + barGap/2, Sums: card.Stages}
		y := barHeight
		for _, s := range card.Stages {
			if s.Stage == verdict.Stages()[0] || s.Functions == 0 {
				continue
			}
			h := int(s.Functions * barHeight / most)
			y -= h
			c.Parts = append(c.Parts, part{s.Stage, y, h, s.Functions})
		}
		t.Columns = append(t.Columns, c)
	}
	return t
}

// above counts the functions above the lowest stage.
func above(card *verdict.Scorecard) (n int64) {
	for _, s := range card.Stages {
		if s.Stage != verdict.Stages()[0] {
			n += s.Functions
		}
	}
	return n
}
