package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/go-sql-driver/mysql"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/expr"
)

// mysqlSession is one connection to a server of MySQL or MariaDB.
type mysqlSession struct {
	road *road
	to   Target
	db   *sql.DB
	conn *sql.Conn
	id   int64 // of the connection, for the server
}

// askMySQL asks with a prepared statement, which takes one statement and its values apart from it.
func askMySQL(ctx context.Context, to Target, ask Ask, t *table) (int64, error) {
	s := &mysqlSession{road: &road{dial: to.Dial}, to: to}
	defer s.close()
	if err := s.open(ctx); err != nil {
		return 0, s.fault(ctx, err)
	}
	count, err := s.ask(ctx, ask, t)
	if err != nil {
		s.stop(ctx)
		return 0, s.fault(ctx, err)
	}
	return count, nil
}

func (s *mysqlSession) config() *mysql.Config {
	c := mysql.NewConfig()
	c.Net, c.Addr, c.DBName, c.User, c.Passwd = "tcp", s.to.address(), s.to.Name, s.to.User, s.to.Password
	c.TLS, c.DialFunc, c.Logger = s.to.encryption(), s.road.open, &mysql.NopLogger{}
	c.ClientFoundRows = true // as other databases count what was changed
	return c
}

func (s *mysqlSession) open(ctx context.Context) error {
	connector, err := mysql.NewConnector(s.config())
	if err != nil {
		return &Fault{Reason: engine.ReasonSetting, Detail: "the connection's settings are none that MySQL's library takes"}
	}
	s.db = sql.OpenDB(connector)
	s.db.SetMaxOpenConns(1)
	if s.conn, err = s.db.Conn(ctx); err != nil {
		return err
	}
	var version string
	if err := s.conn.QueryRowContext(ctx, "select connection_id(), version()").Scan(&s.id, &version); err != nil {
		return err
	}
	_, err = s.conn.ExecContext(ctx, "set session time_zone = '+00:00', "+timeLimit(version, patience(ctx)))
	return err
}

// timeLimit lets the server end a statement by itself, in the words of its family.
func timeLimit(version string, milliseconds int64) string {
	if strings.Contains(version, "MariaDB") {
		return fmt.Sprintf("max_statement_time = %d.%03d", milliseconds/1000, milliseconds%1000)
	}
	return fmt.Sprintf("max_execution_time = %d", milliseconds)
}

func (s *mysqlSession) ask(ctx context.Context, ask Ask, t *table) (int64, error) {
	ctx, cancel := context.WithCancel(ctx) // where it ends early, the rest of the rows is not read
	defer cancel()
	tx, err := s.conn.BeginTx(ctx, &sql.TxOptions{ReadOnly: !ask.Write})
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }() // of what was not committed
	rows, err := prepared(ctx, tx, ask)
	if err != nil {
		return 0, err
	}
	if err := s.read(rows, t); err != nil {
		cancel()
		_ = rows.Close()
		return 0, err
	}
	if err := rows.Close(); err != nil {
		return 0, err
	}
	if !ask.Write {
		return 0, nil
	}
	return committed(ctx, tx, t)
}

// prepared asks with a prepared statement also where there are no values: the server takes no second one there.
func prepared(ctx context.Context, tx *sql.Tx, ask Ask) (*sql.Rows, error) {
	statement, err := tx.PrepareContext(ctx, ask.Query)
	if err != nil {
		return nil, err
	}
	return statement.QueryContext(ctx, mysqlParameters(ask.Parameters)...)
}

// committed ends a transaction that may have changed something, and tells how many rows it did.
func committed(ctx context.Context, tx *sql.Tx, t *table) (count int64, err error) {
	if t.names == nil {
		if err := tx.QueryRowContext(ctx, "select row_count()").Scan(&count); err != nil {
			return 0, err
		}
	}
	return count, tx.Commit()
}

func (s *mysqlSession) read(rows *sql.Rows, t *table) error {
	types, err := rows.ColumnTypes()
	if err != nil || len(types) == 0 {
		return err
	}
	names := make([]string, len(types))
	for i, of := range types {
		if names[i] = of.Name(); of.DatabaseTypeName() == "BIT" { // as bytes of a table, as digits of a subquery
			return &Fault{Reason: engine.ReasonSetting, Detail: fmt.Sprintf("column %d is BIT, which the server writes in two ways: ask for it + 0", i+1)}
		}
	}
	if err := t.columns(names); err != nil {
		return err
	}
	return scan(rows, t, func(i int, v any) expr.Value { return s.to.mysqlCell(types[i].DatabaseTypeName(), v) })
}

// stop tells the server, over another connection, that nobody waits any more: it would not see by itself that
// this one is closed.
func (s *mysqlSession) stop(ctx context.Context) {
	if s.id == 0 {
		return
	}
	ctx, cancel := afterwards(ctx)
	defer cancel()
	connector, err := mysql.NewConnector(s.config())
	if err != nil {
		return
	}
	db := sql.OpenDB(connector)
	defer db.Close()
	_, _ = db.ExecContext(ctx, fmt.Sprintf("kill connection %d", s.id))
}

func (s *mysqlSession) close() {
	if s.conn != nil {
		_ = s.conn.Close()
	}
	if s.db != nil {
		_ = s.db.Close()
	}
}

// fault sorts what went wrong.
func (s *mysqlSession) fault(ctx context.Context, err error) error {
	var (
		fault *Fault
		said  *mysql.MySQLError
	)
	switch {
	case errors.As(err, &fault):
		return fault
	case ctx.Err() != nil:
		return errTimeout
	case s.road.cut.Load():
		return tooLarge()
	case errors.As(err, &said):
		return ofMySQL(said)
	case errors.Is(err, mysql.ErrNoTLS):
		return errPlain
	}
	return err
}

// mysqlStates are the codes of SQLSTATE for numbers that MySQL and MariaDB give none of their own, or one that
// says less.
var mysqlStates = map[uint16]string{
	1040: "53300", 1203: "53300", 1226: "53300", 1129: "53300", // too many connections, too often, blocked
	1044: "28000", 1045: "28000", 1698: "28000", // a user that may not come in
	1142: "42501", 1143: "42501", 1227: "42501", 1370: "42501", 1356: "42501",
	1049: "3D000", // no such database
	1792: "25006", 1290: "25006", 1836: "25006",
	1053: "57P01", 1927: "57P01", 1317: "57014", 1969: "57014", 3024: "57014", 1205: "55P03",
	1153: "54000", 1105: "HY000",
}

func ofMySQL(said *mysql.MySQLError) *Fault {
	if state, known := mysqlStates[said.Number]; known {
		return ofState(state)
	}
	return ofState(stateOf(string(said.SQLState[:])))
}
