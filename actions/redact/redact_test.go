package redact_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/attestary/attestary/actions/redact"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/expr"
)

// canary has a character of every class that an encoding treats in its own way.
const canary = `s3cr+t/"k'é\y?&<v %41`

func knowing(secrets ...string) *redact.Redactor {
	r := &redact.Redactor{}
	for _, secret := range secrets {
		r.Learn([]byte(secret))
	}
	return r
}

// encodings are ways in which programs write a text that they were given.
var encodings = map[string]func(string) string{
	"plain":              func(s string) string { return s },
	"hex":                func(s string) string { return hex.EncodeToString([]byte(s)) },
	"hex, upper":         func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) },
	"hex, mixed":         func(s string) string { return fmt.Sprintf("%x%X", s[:3], s[3:]) },
	"hex, blanks":        func(s string) string { return fmt.Sprintf("% x", s) },
	"hex, colons":        func(s string) string { return strings.ReplaceAll(fmt.Sprintf("% X", s), " ", ":") },
	"hex, C":             func(s string) string { return strings.ReplaceAll(fmt.Sprintf("% #x", s), " ", ", ") },
	"hex, od":            func(s string) string { return wrap(fmt.Sprintf(" % x", s), 48) },
	"query":              url.QueryEscape,
	"query, lower":       func(s string) string { return lowerEscapes(url.QueryEscape(s)) },
	"path":               url.PathEscape,
	"percent, all":       func(s string) string { return "%" + strings.ReplaceAll(fmt.Sprintf("% X", s), " ", "%") },
	"percent, every 2nd": func(s string) string { return someEscaped(s, "%%%02x") },
	"JSON":               func(s string) string { return quoted(s, true) },
	"JSON without HTML":  func(s string) string { return quoted(s, false) },
	"JSON, PHP":          func(s string) string { return strings.ReplaceAll(quoted(s, true), "/", `\/`) },
	"JSON, ASCII":        func(s string) string { return strings.Trim(strconv.QuoteToASCII(s), `"`) },
	"JSON, \\u all":      func(s string) string { return allUnicode(s) },
	"JSON in JSON":       func(s string) string { return quoted(quoted(s, false), false) },
	"Go":                 strconv.Quote,
	"C, octal":           func(s string) string { return someEscaped(s, "\\%03o") },
	"C, hex":             func(s string) string { return someEscaped(s, "\\x%02X") },
	"HTML":               html.EscapeString,
	"HTML, names": func(s string) string {
		return strings.NewReplacer("&", "&amp;", "é", "&eacute;", "+", "&plus;", "/", "&sol;").Replace(s)
	},
	"HTML, decimal": func(s string) string { return allEntities(s, "&#%d;") },
	"HTML, hex":     func(s string) string { return allEntities(s, "&#x%X;") },
	"shell, single": func(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" },
	"shell, double": func(s string) string { return "'" + strings.ReplaceAll(s, "'", `'"'"'`) + "'" },
	"shell, %q": func(s string) string {
		return strings.NewReplacer(`"`, `\"`, `'`, `\'`, `\`, `\\`, "&", `\&`, "<", `\<`, " ", `\ `).Replace(s)
	},
	"CSV": func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` },
	"base64, wrapped": func(s string) string {
		return wrap(base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", 51)+s)), 76)
	},
	"base64, indented": func(s string) string {
		return strings.ReplaceAll(wrap(base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", 40)+s)), 64), "\n", "\r\n    ")
	},
	"base64, JSON wraps": func(s string) string {
		return quoted(wrap(base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", 50)+s)), 76), false)
	},
	"base64 of base64": func(s string) string {
		return base64.StdEncoding.EncodeToString([]byte(base64.StdEncoding.EncodeToString([]byte(s))))
	},
	"base64 of JSON": func(s string) string {
		return base64.StdEncoding.EncodeToString([]byte(`{"token":"` + quoted(s, false) + `"}`))
	},
	"base64 in a query": func(s string) string { return url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(s))) },
	"base64 of a query": func(s string) string { return base64.URLEncoding.EncodeToString([]byte("k=" + url.QueryEscape(s))) },
	"hex of base64":     func(s string) string { return hex.EncodeToString([]byte(base64.StdEncoding.EncodeToString([]byte(s)))) },
}

// ascii are encodings of text that is ASCII.
var ascii = map[string]func(string) string{
	"UTF-16 LE": func(s string) string { return wide(s, 0, 1) },
	"UTF-16 BE": func(s string) string { return wide(s, 1, 0) },
	"base64 of UTF-16, as a PowerShell command has it": func(s string) string { return base64.StdEncoding.EncodeToString([]byte(wide(s, 0, 1))) },
}

func init() {
	for _, before := range []string{"", "a", "ab", "user:"} {
		for _, after := range []string{"", "z", "zz"} {
			for name, e := range map[string]*base64.Encoding{
				"base64": base64.StdEncoding, "base64, raw": base64.RawStdEncoding, "base64url": base64.URLEncoding, "base64url, raw": base64.RawURLEncoding,
			} {
				encodings[name+" "+before+"…"+after] = func(s string) string { return e.EncodeToString([]byte(before + s + after)) }
			}
		}
	}
}

func quoted(s string, forHTML bool) string {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(forHTML)
	if err := e.Encode(s); err != nil {
		panic(err)
	}
	return strings.Trim(strings.TrimSuffix(out.String(), "\n"), `"`)
}

func wrap(s string, width int) string {
	var lines []string
	for ; len(s) > width; s = s[width:] {
		lines = append(lines, s[:width])
	}
	return strings.Join(append(lines, s), "\n")
}

func someEscaped(s, form string) string {
	var out strings.Builder
	for i, c := range []byte(s) {
		if i%2 == 0 || c == '%' || c == '\\' {
			fmt.Fprintf(&out, form, c)
		} else {
			out.WriteByte(c)
		}
	}
	return out.String()
}

func allUnicode(s string) string {
	var out strings.Builder
	for _, unit := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&out, `\u%04X`, unit)
	}
	return out.String()
}

func allEntities(s, form string) string {
	var out strings.Builder
	for _, c := range s {
		fmt.Fprintf(&out, form, c)
	}
	return out.String()
}

func lowerEscapes(s string) string {
	b := []byte(s)
	for i := 0; i+2 < len(b); i++ {
		if b[i] == '%' {
			copy(b[i+1:], bytes.ToLower(b[i+1:i+3]))
		}
	}
	return string(b)
}

func wide(s string, low, high int) string {
	out := make([]byte, 2*len(s))
	for i := range len(s) {
		out[2*i+low], out[2*i+high] = s[i], 0
	}
	return string(out)
}

// TestEveryEncoding: a secret is found, and masked, however it was written; what stands around it stays.
func TestEveryEncoding(t *testing.T) {
	t.Parallel()
	holdEncodings(t, encodings, canary, canary+"😀𝄞")
	holdEncodings(t, ascii, `s3cr+t/"k'\y?&<v`)
}

func holdEncodings(t *testing.T, encodings map[string]func(string) string, secrets ...string) {
	t.Helper()
	for _, secret := range secrets {
		r := knowing(secret)
		for name, encode := range encodings {
			line := "<<" + encode(secret) + ">>"
			if !r.Found([]byte(line)) {
				t.Errorf("%s is not found: %q", name, line)
			}
			masked := r.Text(line)
			if r.Found([]byte(masked)) || !strings.Contains(masked, "***") || !strings.HasPrefix(masked, "<<") || !strings.HasSuffix(masked, ">>") {
				t.Errorf("%s becomes %q", name, masked)
			}
		}
	}
}

// TestInnocent: what only resembles a secret is left as it is.
func TestInnocent(t *testing.T) {
	t.Parallel()
	r := knowing(canary, "swordfish", "0123456789")
	for _, text := range []string{
		"", "nothing to see, s3cr+t/", "sword fish", "Swordfish", "swordfis", "01234 56789", "73776f72646669736", "c3dvcmRmaXN", "%73wordfis%",
		base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("sword"), 1000)), hex.EncodeToString(bytes.Repeat([]byte("sword"), 1000)),
	} {
		if got := r.Text(text); got != text || r.Found([]byte(text)) {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}

// TestParts: what of a secret is a secret on its own.
func TestParts(t *testing.T) {
	t.Parallel()
	line := strings.Repeat("MIIEpAIBAAKCAQEA", 4)
	key := "-----BEGIN THING-----\n" + line + "\n-----END THING-----\n"
	account, err := json.Marshal(map[string]any{"type": "service_account", "private_key": key, "auth": map[string]any{"tokens": []string{"t0ken-1"}}})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ secret, text, want string }{
		"a line of a key":             {key, "  " + line + "\r\n", "  ***\r\n"},
		"the frame of a key":          {key, "-----BEGIN THING-----", "-----BEGIN THING-----"},
		"a key in a document":         {string(account), key, "***"},
		"a line of it":                {string(account), line, "***"},
		"a text of a list":            {string(account), "it is t0ken-1", "it is ***"},
		"a word in a document":        {string(account), "service_account", "service_account"},
		"the password of an address":  {"postgres://bot:hunter22@db.acme.example/x", "password hunter22 is wrong", "password *** is wrong"},
		"the host of an address":      {"postgres://bot:hunter22@db.acme.example/x", "db.acme.example", "db.acme.example"},
		"an escaped one":              {"postgres://bot:hunter%2F22@db.acme.example/x", "hunter/22", "***"},
		"what is too short":           {"short", "short", "short"},
		"six characters of two bytes": {"éééééé", "éééééé", "***"},
		"five of them":                {"ééééé", "ééééé", "ééééé"},
	} {
		if got := knowing(c.secret).Text(c.text); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestPieces: where the pieces around a mask are a secret again, nothing is shown.
func TestPieces(t *testing.T) {
	t.Parallel()
	if got := knowing("swordfish", "with***in").Text("withswordfishin"); got != "***" {
		t.Errorf("%q", got)
	}
}

// TestForget: what can no longer be judged is not shown.
func TestForget(t *testing.T) {
	t.Parallel()
	r := knowing("swordfish")
	r.Forget()
	var out bytes.Buffer
	w := r.Writer(&out)
	if _, err := w.Write([]byte("hello")); err != nil {
		t.Fatal(err)
	}
	if got := r.Text("hello"); got != "***" || r.Line("hello") != "***" || !r.Found([]byte("hello")) || out.String() != "***" {
		t.Errorf("%q, %q", got, out.String())
	}
	if new(redact.Redactor).Found([]byte("hello")) {
		t.Error("one that never knew any finds some")
	}
}

func TestValues(t *testing.T) {
	t.Parallel()
	number, err := expr.ParseNumber("1234567890")
	if err != nil {
		t.Fatal(err)
	}
	v := knowing("1234567890").Value(expr.OfObject(map[string]expr.Value{
		"key 1234567890": expr.OfList([]expr.Value{number, expr.OfText("it is 1234567890"), expr.OfBool(true)}),
	}))
	got, err := canon.Encode(v)
	if want := `{"object":{"key ***":["***","it is ***",true]}}`; err != nil || string(got) != want {
		t.Errorf("%s, %v", got, err)
	}
}

// TestLine: what a program wrote can neither forge a line nor drive a terminal.
func TestLine(t *testing.T) {
	t.Parallel()
	r := knowing(canary, "two words")
	for text, want := range map[string]string{
		"red \x1b[31m\r\nstep passed " + canary + "\u202e\n": "red \uFFFD[31m  step passed ***\uFFFD",
		"they are two\twords":                                "they are ***",
		strings.Repeat("x", 400):                             strings.Repeat("x", 300) + "…",
	} {
		if got := r.Line(text); got != want {
			t.Errorf("%q", got)
		}
	}
}
