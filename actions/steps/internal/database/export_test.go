package database

// What the fuzz test looks at.
var (
	OfPostgres = Target.postgresCell
	OfMySQL    = Target.mysqlText
)
