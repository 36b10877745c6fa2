package kind

import (
	"io/fs"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// The systems behind a connection of kind sql, as its URL names them.
const (
	Postgres = "postgres"
	MySQL    = "mysql" // MariaDB too
	SQLite   = "sqlite"
)

// ports are where a server listens unless its address says otherwise.
var ports = map[string]uint16{Postgres: 5432, MySQL: 3306}

// Database is where a connection of kind sql leads: to a database of a server, or to a file below the
// repository.
type Database struct {
	System string // Postgres, MySQL or SQLite
	Host   string
	Port   uint16
	Name   string // of the database
	Path   string // of SQLite's file, from the repository on
	// Plain is set where the address says so (?tls=off), which only one of this machine can. Without it
	// the server has to speak TLS with a certificate for that host.
	Plain bool
}

// ReadDatabase reads the URL of a connection of kind sql: postgres://HOST/NAME, mysql://HOST/NAME, both with
// a port if it is another than usual, or sqlite:PATH. Who asks, and with which password, does not stand in it.
func ReadDatabase(text string) (d Database, ok bool) {
	u, err := url.Parse(text)
	if err != nil || u.User != nil || strings.ContainsRune(text, '#') {
		return Database{}, false
	}
	if u.Scheme == SQLite {
		return fileDatabase(u)
	}
	usual, known := ports[u.Scheme]
	d = Database{System: u.Scheme, Host: u.Hostname(), Port: usual, Name: strings.TrimPrefix(u.Path, "/"), Plain: u.RawQuery == "tls=off"}
	if u.Port() != "" {
		n, err := strconv.ParseUint(u.Port(), 10, 16)
		known = known && err == nil && n > 0
		d.Port = uint16(n)
	}
	switch {
	case !known || d.Host == "" || strings.Trim(d.Host, hostLetters) != "" || !plainName(d.Name):
		return Database{}, false
	case strings.ContainsRune(text, '?') && !(d.Plain && OnThisMachine(d.Host)):
		return Database{}, false
	}
	return d, true
}

// fileDatabase reads sqlite:PATH. The path stays below the repository, and means one thing as a URI too.
func fileDatabase(u *url.URL) (Database, bool) {
	file := u.Opaque
	plain := strings.Trim(file, pathLetters) == "" && u.RawQuery == "" && !u.ForceQuery
	return Database{System: SQLite, Path: file}, plain && file != "." && fs.ValidPath(file)
}

const (
	hostLetters = ".-:_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	pathLetters = "./-_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// plainName tells whether a text can be the name of a database in an address.
func plainName(name string) bool {
	return name != "" && len(name) <= 64 && !strings.ContainsFunc(name, func(c rune) bool { return c <= ' ' || c == '/' || c == 0x7f })
}

// OnThisMachine tells whether a host of a URL is the machine itself.
func OnThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
