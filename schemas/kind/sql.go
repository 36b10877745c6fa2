package kind

// The table says that a statement changes something, which is the safe word; one that only selects observes
// (see Does), and is asked within a transaction that the database itself holds to that.
var sqlQuery = Kind{
	Name: "sql.query", Title: "Ask a database", Effect: Change, Restate: true, Connection: SQL,
	Fields: []Field{
		{Name: "query", Type: "string", Required: true, Trusted: true, Doc: "One statement: select, insert, update or delete. Values stand in parameters: as $1 for PostgreSQL, as ? for MySQL, MariaDB and SQLite."},
		{Name: "parameters", Type: "list(any)", Doc: "What stands for the placeholders, in their order: texts, numbers, truth values or null."},
		{Name: "max_rows", Type: "number", Doc: "The most rows that it may give, at most 100000; 1000 unless told. More of them are not cut: then it could not look."},
	},
	Outputs: []Output{
		{Name: "rows", Type: "list(any)", Labels: untrusted, Doc: "The rows, each by the names of its columns. Numbers are numbers, times are UTC as 2026-01-31T00:00:00Z, JSON is read, bytes are base64; what has no such form is the database's own text."},
		{Name: "count", Type: "number", Doc: "How many rows it gave; of a statement that changes rows, how many it changed."},
	},
}
