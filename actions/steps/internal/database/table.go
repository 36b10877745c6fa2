package database

import (
	"database/sql"
	"fmt"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/expr"
)

const (
	maxCells = 4 << 20 // bytes of all cells together
	perCell  = 8       // what a cell counts beside its bytes
)

// table takes the rows of an answer, and no more than there may be.
type table struct {
	names []string
	rows  []expr.Value
	most  int
	left  int // bytes
}

// columns names the columns. A row is by name, so each name stands once.
func (t *table) columns(names []string) error {
	first := map[string]int{}
	for i, name := range names {
		if before, doubled := first[name]; doubled {
			return &Fault{Reason: engine.ReasonSetting, Detail: fmt.Sprintf("columns %d and %d of the answer have one name: give each its own with as", before+1, i+1)}
		}
		first[name] = i
	}
	t.names = names
	return nil
}

// next tells whether another row may come; it is called before the row is read.
func (t *table) next() error {
	if len(t.rows) >= t.most {
		return &Fault{Reason: engine.ReasonTooLarge, Detail: fmt.Sprintf("there are more than %d rows", t.most)}
	}
	return nil
}

// take counts the bytes of a cell.
func (t *table) take(size int) error {
	if t.left -= size + perCell; t.left < 0 {
		return tooLarge()
	}
	return nil
}

func tooLarge() error {
	return &Fault{Reason: engine.ReasonTooLarge, Detail: fmt.Sprintf("the answer has more than %d bytes", maxCells)}
}

// add keeps a row whose cells were taken.
func (t *table) add(cells []expr.Value) {
	row := make(map[string]expr.Value, len(cells))
	for i, cell := range cells {
		row[t.names[i]] = cell
	}
	t.rows = append(t.rows, expr.OfObject(row))
}

// scan gives the rows of an answer to a table.
func scan(rows *sql.Rows, t *table, cell func(column int, v any) expr.Value) error {
	values, places := make([]any, len(t.names)), make([]any, len(t.names))
	for i := range values {
		places[i] = &values[i]
	}
	for rows.Next() {
		if err := t.next(); err != nil {
			return err
		}
		if err := rows.Scan(places...); err != nil {
			return err
		}
		cells := make([]expr.Value, len(values))
		for i, v := range values {
			if err := t.take(sizeOf(v)); err != nil {
				return err
			}
			cells[i] = cell(i, v)
		}
		t.add(cells)
	}
	return rows.Err()
}

func sizeOf(v any) int {
	switch v := v.(type) {
	case []byte:
		return len(v)
	case string:
		return len(v)
	}
	return 8
}
