package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"time"

	"modernc.org/sqlite"
	"modernc.org/sqlite/vfs"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/expr"
)

// sqliteFile is a file of SQLite below the repository. It is only ever read.
type sqliteFile struct {
	folder folder
	path   string
}

// askSQLite asks a file. SQLite sees the repository through a folder in which nothing can be written, so no
// statement can change anything; that it is one is held by the statement's own form.
func askSQLite(ctx context.Context, to Target, ask Ask, t *table) (int64, error) {
	if ask.Write {
		return 0, &Fault{Reason: engine.ReasonDenied, Detail: "a file of SQLite is only read"}
	}
	root, err := os.OpenRoot(to.Folder)
	if err != nil {
		return 0, &Fault{Reason: engine.ReasonUnread, Detail: "the repository cannot be read"}
	}
	defer root.Close()
	f := sqliteFile{folder{root}, to.Path}
	before, err := f.quiet()
	if err != nil {
		return 0, err
	}
	if err := f.ask(ctx, ask, t); err != nil {
		return 0, sqliteFault(ctx, err)
	}
	if after, err := f.quiet(); err != nil || after != before {
		return 0, &Fault{Reason: engine.ReasonUnread, Detail: to.Path + " was changed while it was read"}
	}
	return 0, nil
}

// folder is the repository as SQLite sees it: regular files that are only read, out of which no symbolic link
// leads. It does not wait for a pipe's other end.
type folder struct{ root *os.Root }

func (f folder) Open(name string) (fs.File, error) {
	file, err := f.root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, errors.Join(errNotRegular, file.Close())
	}
	return file, nil
}

var errNotRegular = errors.New("it is not a regular file")

// state is how a file was at one time.
type state struct {
	size int64
	at   time.Time
}

// quiet tells how the file is. While a program writes to it, what stands in the file alone is not what is
// stored: the rest is in a file beside it.
func (f sqliteFile) quiet() (state, error) {
	for _, ending := range []string{"-wal", "-journal"} {
		switch info, err := f.folder.root.Lstat(f.path + ending); {
		case err == nil && info.Size() > 0:
			return state{}, &Fault{Reason: engine.ReasonUnread, Detail: fmt.Sprintf("a program is writing to %s: there is %s%s", f.path, f.path, ending)}
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return state{}, f.unread()
		}
	}
	if info, err := f.folder.root.Lstat(f.path); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return state{}, &Fault{Reason: engine.ReasonUnread, Detail: f.path + " is a link: what is written to its file would not be seen beside it"}
	}
	file, err := f.folder.Open(f.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return state{}, &Fault{Reason: engine.ReasonNotFound, Detail: "there is no " + f.path}
	case err != nil:
		return state{}, f.unread()
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return state{}, f.unread()
	}
	return state{info.Size(), info.ModTime()}, nil
}

func (f sqliteFile) unread() error {
	return &Fault{Reason: engine.ReasonUnread, Detail: f.path + " is no regular file below the repository, or cannot be read"}
}

// sqliteOptions open a file for reading, distrust what its schema says, and keep what is sorted in memory that
// is bounded.
const sqliteOptions = "mode=ro&immutable=1&_query_only=1&_defensive=1&_dqs=0" +
	"&_pragma=trusted_schema(0)&_pragma=cell_size_check(1)&_pragma=mmap_size(0)&_pragma=cache_size(-65536)"

func (f sqliteFile) ask(ctx context.Context, ask Ask, t *table) error {
	name, seen, err := vfs.New(f.folder)
	if err != nil {
		return err
	}
	defer seen.Close()
	connector, err := sqlite.NewConnector("file:" + f.path + "?vfs=" + name + "&" + sqliteOptions)
	if err != nil {
		return err
	}
	db := sql.OpenDB(connector)
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := bound(conn); err != nil {
		return err
	}
	rows, err := conn.QueryContext(ctx, ask.Query, sqliteParameters(ask.Parameters)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	return readSQLite(rows, t)
}

// SQLite's numbers for a limit (sqlite3_limit).
const (
	limitLength   = 0
	limitAttached = 7
)

// bound lets a connection select and nothing else, and makes no cell larger than an answer may be.
func bound(conn *sql.Conn) error {
	for limit, most := range map[int]int{limitLength: maxCells, limitAttached: 0} {
		if _, err := sqlite.Limit(conn, limit, most); err != nil {
			return err
		}
	}
	return conn.Raw(func(driver any) error {
		guarded, ok := driver.(sqlite.AuthorizerRegisterer)
		if !ok {
			return errors.New("this SQLite has no authorizer")
		}
		return guarded.RegisterAuthorizer(onlySelect)
	})
}

func onlySelect(action sqlite.AuthorizerActionCode, _, _, _, _ string) sqlite.AuthorizerReturnCode {
	switch action {
	case sqlite.AuthSelect, sqlite.AuthRead, sqlite.AuthFunction, sqlite.AuthRecursive:
		return sqlite.AuthorizerOK
	}
	return sqlite.AuthorizerDeny
}

func readSQLite(rows *sql.Rows, t *table) error {
	types, err := rows.ColumnTypes()
	if err != nil {
		return err
	}
	names := make([]string, len(types))
	for i, of := range types {
		names[i] = of.Name()
	}
	if err := t.columns(names); err != nil {
		return err
	}
	return scan(rows, t, func(i int, v any) expr.Value { return sqliteCell(types[i].DatabaseTypeName(), v) })
}

// unkept is SQLite's code where it wanted a file for what has no room in its memory, and there are none here.
const unkept = 10

// sqliteStates are what SQLite's codes mean, as a code of SQLSTATE.
var sqliteStates = map[int]string{
	1: "42000", 3: "42501", 8: "25006", 9: "57014", 18: "54000", 20: "22000", 23: "25006", 25: "22000",
}

// sqliteFault sorts what went wrong.
func sqliteFault(ctx context.Context, err error) error {
	var (
		fault *Fault
		said  *sqlite.Error
	)
	switch {
	case errors.As(err, &fault):
		return fault
	case ctx.Err() != nil:
		return errTimeout
	case errors.As(err, &said) && said.Code() == unkept:
		return &Fault{Reason: engine.ReasonTooLarge, Detail: "what it would have to sort or keep meanwhile has no room in memory"}
	case errors.As(err, &said):
		return ofSQLite(said.Code() & 0xff)
	}
	return &Fault{Reason: engine.ReasonSetting, Detail: "SQLite does not take the statement with these parameters"}
}

func ofSQLite(code int) *Fault {
	return faultOf(sqliteStates[code], fmt.Sprintf("SQLite's code %d", code))
}
