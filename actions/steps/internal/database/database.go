// Package database asks databases: PostgreSQL, MySQL and MariaDB, and files of SQLite.
//
// Do asks one statement (see kind.ReadStatement). Unless the Ask says Write, the database itself holds it to reading: a server within
// a transaction that is read only, SQLite with a file that cannot be written and an authorizer. Values go
// beside the statement, never into it. What comes back is bounded before it is kept: the bytes of the
// connection, of a message, of all cells, and the rows. When the context ends, the server is told to stop;
// nothing is left running here or there.
//
// What a database says is told by its code alone. Its own words repeat rows, statements and users, so they
// never leave this package.
//
// Three drivers are not ours. pgconn, the lowest part of pgx, saves the protocol of PostgreSQL with its SCRAM
// and its requests to cancel, and sends cells as text, so that nothing above it is needed. go-sql-driver/mysql
// saves the two protocols of MySQL and its ways to show a password. modernc.org/sqlite is SQLite itself without
// cgo, with its authorizer and with a file system that can be one of ours.
//
// Start at Do. A system is one file that knows its driver, and gives rows to a table.
package database

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"strconv"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// Target is which database is asked, and as whom.
type Target struct {
	kind.Database
	User, Password string
	Folder         string // the repository, below which a file of SQLite lies
	Roots          *x509.CertPool
	// Dial opens a connection to a server.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// JSON reads a document from outside; null where it is none.
	JSON func([]byte) expr.Value
}

// Ask is one statement.
type Ask struct {
	Query      string
	Parameters []any // string, bool, Number or nil, for the placeholders in their order
	Write      bool  // whether it may change rows
	Most       int   // rows
}

// Number is a number as it is written out.
type Number string

// Answer is what came of it.
type Answer struct {
	Rows  []expr.Value // objects, by the names of the columns
	Count int64        // of the rows, or of those that were changed
}

// Fault is what a database, or this package, has against an Ask. All other errors are of the network.
type Fault struct {
	Reason engine.Reason
	Detail string // for people, one line
	Failed bool   // whether it looked, and refused: a change that cannot be
}

func (f *Fault) Error() string { return f.Detail }

// Do asks. An error is a *Fault, or one of the network.
func Do(ctx context.Context, to Target, ask Ask) (answer Answer, err error) {
	defer func() {
		if recover() != nil { // drivers index into what a server sends, and some break down over noise
			answer, err = Answer{}, &Fault{Reason: engine.ReasonUnread, Detail: "what answers there does not speak as such a database does"}
		}
	}()
	return do(ctx, to, ask)
}

func do(ctx context.Context, to Target, ask Ask) (Answer, error) {
	var (
		t   = table{most: ask.Most, left: maxCells}
		n   int64
		err error
	)
	if s, err := kind.ReadStatement(ask.Query); err != nil || s.Wants(to.System) != len(ask.Parameters) {
		return Answer{}, errParameters // SQLite would take what is missing for null, and what is too much for nothing
	}
	switch to.System {
	case kind.Postgres:
		n, err = askPostgres(ctx, to, ask, &t)
	case kind.MySQL:
		n, err = askMySQL(ctx, to, ask, &t)
	case kind.SQLite:
		n, err = askSQLite(ctx, to, ask, &t)
	default:
		return Answer{}, errors.New("nobody knows this database")
	}
	if err != nil {
		return Answer{}, err
	}
	return Answer{t.rows, max(n, int64(len(t.rows)))}, nil
}

// stopping is how long it may take to tell a server that nobody waits any more.
const stopping = 5 * time.Second

// afterwards is a context for what has to be done when ctx has ended.
func afterwards(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), stopping)
}

// patience is how long the server may work on a statement by itself, in milliseconds: until ctx ends.
func patience(ctx context.Context) int64 {
	end, ok := ctx.Deadline()
	if !ok {
		return 0 // for ever: it is stopped when ctx ends
	}
	return max(time.Until(end).Milliseconds(), 1)
}

// encryption is how a server is spoken to: nil where its address says that it is not encrypted.
func (to Target) encryption() *tls.Config {
	if to.Plain {
		return nil
	}
	return &tls.Config{RootCAs: to.Roots, ServerName: to.Host, MinVersion: tls.VersionTLS12}
}

func (to Target) address() string {
	return net.JoinHostPort(to.Host, strconv.Itoa(int(to.Port)))
}
