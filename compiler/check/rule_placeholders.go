package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// placeholders (RB3026) holds that a statement is given as many parameters as it has placeholders, in the form
// of the database that it goes to.
func (c *checker) placeholders() {
	for _, call := range c.Calls() {
		to, ok := c.databaseOf(call)
		if !ok {
			continue
		}
		query, _ := c.Literal(call, "query")
		s, err := kind.ReadStatement(query)
		given, known := c.countOf(c.Setting(call, "parameters"))
		if err != nil || !known || s.Wants(to.System) == given {
			continue
		}
		c.report(diag.New("RB3026", c.Setting(call, "query").Range(), fmt.Sprintf("The statement takes %d parameters, in the form of this database, and is given %d.", s.Wants(to.System), given)).At(call.Address).
			WithHelp(`Placeholders are $1, $2 for PostgreSQL, and a ? for each parameter for MySQL, MariaDB and SQLite.`))
	}
}

// databaseOf is where a statement goes, where that is known.
func (c *checker) databaseOf(call scope.Call) (kind.Database, bool) {
	k, ok := c.action(call.Action.Value)
	connection := c.Project.Connections[c.Connection(call, k)]
	if !ok || k.Name != "sql.query" || connection == nil {
		return kind.Database{}, false
	}
	address, _ := c.Text(connection.URL)
	return kind.ReadDatabase(address)
}

// countOf is how many items a list has, where that is known at review time.
func (c *checker) countOf(list *scope.Term) (n int, known bool) {
	if list == nil {
		return 0, true
	}
	if list.Op == expr.OpList {
		return len(list.Args), true
	}
	v, known := c.Known(list)
	return len(v.Items()), known && v.Kind() == expr.List
}
