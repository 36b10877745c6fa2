package kind

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Statements are the verbs that a use section of a database may allow: what a statement of sql.query may do.
// There are no others; whatever else a database can be told is not for a runbook.
var Statements = []string{"delete", "insert", "select", "update"}

// maxStatement is how long a statement may be. The lines of a file are bounded already; a plan's texts are not.
const maxStatement = 64 << 10

// Statement is what a text asks of a database, as far as its words tell.
type Statement struct {
	// Verbs are those of Statements that it needs, sorted. A word that is one counts wherever it stands,
	// so that no database can do with a part of a statement what its beginning does not say.
	Verbs []string
	// Dollars is the highest n of the placeholders $n, Marks how many placeholders ? there are: a database
	// knows one of the two.
	Dollars, Marks int
}

// Wants tells how many parameters a statement wants in a system.
func (s Statement) Wants(system string) int {
	if system == Postgres {
		return s.Dollars // where a ? is an operator
	}
	return s.Marks
}

// Observes tells whether it only selects. What the functions do that it calls is not told by its words: the
// database holds it to observing.
func (s Statement) Observes() bool { return slices.Equal(s.Verbs, []string{"select"}) }

// AllowsStatement tells whether allow has every verb that a statement needs.
func AllowsStatement(allow []string, s Statement) bool {
	return len(s.Verbs) > 0 && !slices.ContainsFunc(s.Verbs, func(verb string) bool { return !slices.Contains(allow, verb) })
}

// ReadStatement reads one statement, which has to mean one thing to every database. So it refuses what they
// read differently: a backslash, # and /* and -- without a space, $$ and $tag$, digits that run into letters.
func ReadStatement(text string) (Statement, error) {
	switch {
	case len(text) > maxStatement:
		return Statement{}, fmt.Errorf("it has more than %d bytes", maxStatement)
	case strings.ContainsRune(text, '\\'):
		return Statement{}, errors.New("it has a backslash, which databases read differently: hand the text over as a parameter")
	case strings.ContainsFunc(strings.ReplaceAll(text, "\r\n", "\n"), controls):
		return Statement{}, errors.New("it has a control character")
	}
	r := sqlReader{rest: text}
	for r.rest != "" && r.err == nil {
		r.step()
	}
	words := r.words
	if r.err != nil {
		return Statement{}, r.err
	}
	if len(words) == 0 {
		return Statement{}, errors.New("it is empty")
	}
	if first := words[0]; first != "with" && !slices.Contains(Statements, first) {
		return Statement{}, errors.New("it does not begin with select, with, insert, update or delete")
	}
	verbs, err := verbsOf(words)
	if err != nil {
		return Statement{}, err
	}
	return Statement{verbs, r.dollars, r.marks}, nil
}

func controls(c rune) bool { return c < ' ' && c != '\n' && c != '\t' || c == 0x7f }

// verbsOf are the verbs that words need. Some words turn a statement that seems to select, or to change rows,
// into another: select … into makes a table, or a file on the server.
func verbsOf(words []string) (verbs []string, err error) {
	times := map[string]int{}
	for _, word := range words {
		times[word]++
	}
	for _, word := range []string{"into", "merge"} {
		if word == "into" && times["into"] <= times["insert"] || times[word] == 0 {
			continue
		}
		return nil, fmt.Errorf("it has the word %s, which makes it more than it seems; a name that is spelt so needs double quotes", word)
	}
	for _, verb := range Statements {
		gives := verb == "select" && times["with"]+times["returning"]+times["table"] > 0 // rows, too
		if times[verb] > 0 || gives {
			verbs = append(verbs, verb)
		}
	}
	return verbs, nil
}

// sqlReader takes a statement apart from its beginning.
type sqlReader struct {
	rest           string
	words          []string // in lower case, without what stands in quotes and comments
	dollars, marks int
	err            error
}

func (r *sqlReader) step() {
	switch c := r.rest[0]; {
	case c == '\'' || c == '"':
		r.quoted(c)
	case c == '`':
		r.named()
	case strings.HasPrefix(r.rest, "--"):
		r.comment()
	case strings.HasPrefix(r.rest, "/*") || c == '#':
		r.fail("it has # or /*, which is a comment to some databases alone: write -- and a space")
	case c == ';' && strings.TrimSpace(r.rest) != ";":
		r.fail("it is more than one statement")
	case c == '$':
		r.placeholder()
	case c == '?':
		r.mark()
	case isDigit(c):
		r.number()
	case inWord(c):
		n := countWhile(r.rest, inWord)
		r.words = append(r.words, strings.ToLower(r.rest[:n]))
		r.skip(n)
	default:
		r.skip(1)
	}
}

func (r *sqlReader) skip(n int) { r.rest = r.rest[n:] }

func (r *sqlReader) fail(why string) { r.err = errors.New(why) }

// quoted passes a text or a name in quotes. A quote that is doubled ends it here and begins it anew, which
// comes to the same.
func (r *sqlReader) quoted(quote byte) {
	end := strings.IndexByte(r.rest[1:], quote)
	if end < 0 {
		r.fail("a quote in it is not closed")
		return
	}
	r.skip(end + 2)
}

// named goes on within backticks, which quote a name in MySQL and mean nothing in PostgreSQL: what stands there
// is words to both.
func (r *sqlReader) named() {
	n := countWhile(r.rest[1:], inWord)
	if n+1 >= len(r.rest) || r.rest[n+1] != '`' {
		r.fail("it has a name in backticks that is not letters, digits and _ alone")
		return
	}
	r.words = append(r.words, strings.ToLower(r.rest[1:n+1]))
	r.skip(n + 2)
}

func (r *sqlReader) comment() {
	if len(r.rest) > 2 && !strings.ContainsRune(" \t\r\n", rune(r.rest[2])) {
		r.fail("it has -- without a space, which is a comment to some databases alone")
		return
	}
	line, _, _ := strings.Cut(r.rest, "\n")
	r.skip(len(line))
}

// placeholder passes $1. Whatever else begins with a $ quotes a text in PostgreSQL, and in no other.
func (r *sqlReader) placeholder() {
	n := 1 + countWhile(r.rest[1:], isDigit)
	number, err := strconv.ParseUint(r.rest[1:n], 10, 15)
	if err != nil || number == 0 || n < len(r.rest) && inWord(r.rest[n]) {
		r.fail("it has a $ that is no placeholder: write $1, and texts in single quotes")
		return
	}
	r.dollars = max(r.dollars, int(number))
	r.skip(n)
}

// mark passes ?, which takes the next parameter. To SQLite ?2 takes the second one.
func (r *sqlReader) mark() {
	if len(r.rest) > 1 && isDigit(r.rest[1]) {
		r.fail("it has a ? with a number: write ? alone, once for each parameter")
		return
	}
	r.marks++
	r.skip(1)
}

// number passes digits, with an exponent or in hex. Where letters follow, some databases begin a new word.
func (r *sqlReader) number() {
	n := countWhile(r.rest, isDigit)
	if n < len(r.rest) && (r.rest[n] == 'e' || r.rest[n] == 'E') {
		n++
		n += countWhile(r.rest[n:], isDigit)
	} else if hex, ok := strings.CutPrefix(strings.ToLower(r.rest), "0x"); ok {
		n = len("0x") + countWhile(hex, func(c byte) bool { return isDigit(c) || 'a' <= c && c <= 'f' })
	}
	if n < len(r.rest) && inWord(r.rest[n]) {
		r.fail("it has digits that run into letters: a name that begins with digits needs quotes")
		return
	}
	r.skip(n)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// inWord tells whether a byte stands in words: all that is not ASCII does, in every database.
func inWord(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 || isDigit(c) || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func countWhile(text string, is func(byte) bool) int {
	for i := range len(text) {
		if !is(text[i]) {
			return i
		}
	}
	return len(text)
}
