package kind_test

import (
	"testing"

	"github.com/attestary/attestary/schemas/kind"
)

func TestReadDatabase(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]kind.Database{
		"postgres://db.acme.example/orders":                {System: kind.Postgres, Host: "db.acme.example", Port: 5432, Name: "orders"},
		"postgres://db.acme.example:6432/orders":           {System: kind.Postgres, Host: "db.acme.example", Port: 6432, Name: "orders"},
		"mysql://db/orders":                                {System: kind.MySQL, Host: "db", Port: 3306, Name: "orders"},
		"mysql://localhost/orders?tls=off":                 {System: kind.MySQL, Host: "localhost", Port: 3306, Name: "orders", Plain: true},
		"postgres://[::1]:1/orders?tls=off":                {System: kind.Postgres, Host: "::1", Port: 1, Name: "orders", Plain: true},
		"postgres://127.0.0.1/a%20b":                       {}, // a space
		"postgres://db/a-b":                                {System: kind.Postgres, Host: "db", Port: 5432, Name: "a-b"},
		"sqlite:orders.db":                                 {System: kind.SQLite, Path: "orders.db"},
		"sqlite:data/2026/orders.db":                       {System: kind.SQLite, Path: "data/2026/orders.db"},
		"postgres://db.acme.example/orders?tls=off":        {}, // not this machine
		"postgres://localhost.acme.example/orders?tls=off": {},
		"postgres://localhost/orders?tls=on":               {},
		"postgres://localhost/orders?":                     {},
		"postgres://localhost/orders?sslmode=disable":      {},
		"postgres://localhost/orders?tls=off&host=db":      {},
		"postgres://db/orders#":                            {},
		"postgres://ada@db/orders":                         {}, // the connection says who asks
		"postgres://ada:secret@db/orders":                  {},
		"postgres://db":                                    {},
		"postgres://db/":                                   {},
		"postgres:///orders":                               {},
		"postgres://db/a/b":                                {},
		"postgres://db/a%2Fb":                              {},
		"postgres://a,b/orders":                            {}, // one of several
		"postgres://db:0/orders":                           {},
		"postgres://db:65536/orders":                       {},
		"postgresql://db/orders":                           {}, // one spelling
		"mariadb://db/orders":                              {},
		"POSTGRES://db/orders":                             {System: kind.Postgres, Host: "db", Port: 5432, Name: "orders"},
		"sqlite:/etc/orders.db":                            {},
		"sqlite:///orders.db":                              {},
		"sqlite://orders.db":                               {},
		"sqlite:../orders.db":                              {},
		"sqlite:a/../orders.db":                            {},
		"sqlite:.":                                         {},
		"sqlite:":                                          {},
		"sqlite::memory:":                                  {},
		"sqlite:orders.db?mode=rwc":                        {},
		"sqlite:orders.db?":                                {},
		"sqlite:a%2Fb.db":                                  {},
		"sqlite:a b.db":                                    {},
		"https://db/orders":                                {},
		"":                                                 {},
	} {
		got, ok := kind.ReadDatabase(text)
		if ok != (want != kind.Database{}) || ok && got != want {
			t.Errorf("%s: %+v %v, want %+v", text, got, ok, want)
		}
	}
}
