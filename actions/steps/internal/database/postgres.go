package database

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/expr"
)

// askPostgres asks over the extended protocol, which takes one statement and its values apart from it. The
// server sends every cell as text, in the forms that postgresForms ask for.
func askPostgres(ctx context.Context, to Target, ask Ask, t *table) (int64, error) {
	r := &road{dial: to.Dial}
	config, err := postgresConfig(to, r)
	if err != nil {
		return 0, err
	}
	conn, err := pgconn.ConnectConfig(ctx, config)
	if err != nil {
		return 0, postgresFault(ctx, r, err)
	}
	defer hangUp(ctx, conn)
	if _, err := conn.Exec(ctx, beginPostgres(ctx, ask)).ReadAll(); err != nil {
		return 0, postgresFault(ctx, r, err)
	}
	count, err := rowsOfPostgres(ctx, conn, to, ask, t)
	if err == nil && ask.Write {
		err = commitPostgres(ctx, conn)
	}
	if err != nil {
		return 0, postgresFault(ctx, r, err)
	}
	return count, nil
}

// postgresConfig says all that the library would otherwise look for in the environment and in files of the
// user's home.
func postgresConfig(to Target, r *road) (*pgconn.Config, error) {
	config, err := pgconn.ParseConfig("host=localhost port=5432 user=attestary password=attestary dbname=attestary sslmode=disable sslcertmode=disable target_session_attrs=any connect_timeout=15")
	if err != nil {
		return nil, &Fault{Reason: engine.ReasonSetting, Detail: "one of the PG… variables in the environment keeps PostgreSQL's library from starting"}
	}
	config.Host, config.Port, config.Database, config.User, config.Password = to.Host, to.Port, to.Name, to.User, to.Password
	config.TLSConfig, config.SSLNegotiation, config.Fallbacks = to.encryption(), "postgres", nil
	config.RequireAuth, config.ChannelBinding, config.KerberosSrvName, config.KerberosSpn = "", "prefer", "", ""
	config.MinProtocolVersion, config.MaxProtocolVersion = "3.0", "3.0"
	config.RuntimeParams = map[string]string{"client_encoding": "UTF8", "application_name": "attestary"}
	config.DialFunc, config.MaxProtocolMessageBodyLen = r.open, maxWire/2
	config.LookupFunc = func(_ context.Context, host string) ([]string, error) { return []string{host}, nil } // for Dial to find
	config.BuildContextWatcherHandler = func(conn *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: conn, DeadlineDelay: stopping}
	}
	return config, nil
}

// postgresForms are the forms in which cells shall come, for one transaction.
var postgresForms = map[string]string{
	"bytea_output": "hex", "datestyle": "ISO, YMD", "extra_float_digits": "3", "intervalstyle": "iso_8601", "timezone": "UTC",
}

// beginPostgres begins a transaction and sets it up. Once a statement has run in it, nothing that is asked
// later can make it one that writes.
func beginPostgres(ctx context.Context, ask Ask) string {
	mode := "read only"
	if ask.Write {
		mode = "read write"
	}
	var sets []string
	for _, name := range slices.Sorted(maps.Keys(postgresForms)) {
		sets = append(sets, fmt.Sprintf("set_config('%s', '%s', true)", name, postgresForms[name]))
	}
	sets = append(sets, fmt.Sprintf("set_config('statement_timeout', '%d', true)", patience(ctx)))
	return "begin transaction " + mode + "; select " + strings.Join(sets, ", ")
}

func rowsOfPostgres(ctx context.Context, conn *pgconn.PgConn, to Target, ask Ask, t *table) (int64, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	result := conn.ExecParams(ctx, ask.Query, postgresParameters(ask.Parameters), nil, nil, nil)
	err := readPostgres(result, to, t)
	if err != nil {
		cancel() // what is still to come is not waited for
	}
	tag, closed := result.Close()
	return tag.RowsAffected(), cmp.Or(err, closed)
}

func readPostgres(result *pgconn.ResultReader, to Target, t *table) error {
	for result.NextRow() {
		fields := result.FieldDescriptions()
		if t.names == nil {
			if err := t.columns(postgresNames(fields)); err != nil {
				return err
			}
		}
		if err := t.next(); err != nil {
			return err
		}
		cells := make([]expr.Value, len(fields))
		values := result.Values()
		if len(values) != len(fields) {
			return &Fault{Reason: engine.ReasonUnread, Detail: "a row has another number of cells than there are columns"}
		}
		for i, value := range values {
			if err := t.take(len(value)); err != nil {
				return err
			}
			if value != nil {
				cells[i] = to.postgresCell(fields[i].DataTypeOID, value)
			}
		}
		t.add(cells)
	}
	return nil
}

func postgresNames(fields []pgconn.FieldDescription) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
}

// commitPostgres ends a transaction that may have changed something. A server that takes it back says so by
// another tag, not by an error.
func commitPostgres(ctx context.Context, conn *pgconn.PgConn) error {
	results, err := conn.Exec(ctx, "commit").ReadAll()
	if err == nil && (len(results) != 1 || results[0].CommandTag.String() != "COMMIT") {
		return &Fault{Reason: engine.ReasonUnread, Detail: "the database took the change back"}
	}
	return err
}

// hangUp closes a connection, and with it whatever was not committed. It waits until nothing is left of it.
func hangUp(ctx context.Context, conn *pgconn.PgConn) {
	ctx, cancel := afterwards(ctx)
	defer cancel()
	_ = conn.Close(ctx)
	select {
	case <-conn.CleanupDone():
	case <-ctx.Done():
	}
}

// postgresFault sorts what went wrong.
func postgresFault(ctx context.Context, r *road, err error) error {
	var (
		fault *Fault
		said  *pgconn.PgError
		large *pgproto3.ExceededMaxBodyLenErr
	)
	switch {
	case errors.As(err, &fault):
		return fault
	case ctx.Err() != nil:
		return errTimeout
	case r.cut.Load(), errors.As(err, &large):
		return tooLarge()
	case errors.As(err, &said):
		return ofState(stateOf(said.Code))
	case strings.Contains(err.Error(), "server refused TLS connection"): // which has no type
		return errPlain
	}
	return err
}
