package engine_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/expr"
)

// canary has a character of every class that an encoding treats in its own way.
const canary = `s3cr+t/"ké\y?&<v`

// disguises are ways in which programs show a secret that they were given.
func disguises(secret string) map[string]string {
	quoted, err := json.Marshal(secret)
	if err != nil {
		panic(err)
	}
	all := map[string]string{
		"plain": secret, "hex": hex.EncodeToString([]byte(secret)), "HEX": strings.ToUpper(hex.EncodeToString([]byte(secret))),
		"query": url.QueryEscape(secret), "path": url.PathEscape(secret), "query, lower": strings.ToLower(url.QueryEscape("é")) + url.QueryEscape(secret),
		"JSON": string(quoted), "JSON without HTML": strings.NewReplacer(`\u0026`, "&", `\u003c`, "<").Replace(string(quoted)),
	}
	for _, before := range []string{"", "a", "ab", "user:"} {
		for _, after := range []string{"", "z", "zz"} {
			text := []byte(before + secret + after)
			all["base64 "+before+"…"+after] = base64.StdEncoding.EncodeToString(text)
			all["base64url "+before+"…"+after] = base64.RawURLEncoding.EncodeToString(text)
		}
	}
	return all
}

func TestRedactorFindsEveryDisguise(t *testing.T) {
	t.Parallel()
	r := engine.NewRedactor(canary)
	for name, shown := range disguises(canary) {
		line := "<<" + shown + ">>"
		if !r.Found([]byte(line)) {
			t.Errorf("%s is not found: %s", name, shown)
		}
		masked := r.Text(line)
		if r.Found([]byte(masked)) || !strings.Contains(masked, "***") || !strings.HasPrefix(masked, "<<") || !strings.HasSuffix(masked, ">>") {
			t.Errorf("%s becomes %s", name, masked)
		}
	}
	if innocent := "nothing to see, s3cr"; r.Text(innocent) != innocent {
		t.Error("what is no secret was masked")
	}
}

// TestRedactorAcrossWrites: however the writes are cut, what comes out is the same.
func TestRedactorAcrossWrites(t *testing.T) {
	t.Parallel()
	r := engine.NewRedactor(canary, "another secret")
	for name, shown := range disguises(canary) {
		text := "before " + shown + shown + " and another secret" + " after"
		want := r.Text(text)
		for size := 1; size < len(text); size += 7 {
			var out bytes.Buffer
			w := r.Writer(&out)
			for rest := text; rest != ""; {
				n := min(size, len(rest))
				if _, err := w.Write([]byte(rest[:n])); err != nil {
					t.Fatal(err)
				}
				rest = rest[n:]
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			if out.String() != want {
				t.Fatalf("%s in pieces of %d: %q, want %q", name, size, out.String(), want)
			}
		}
	}
}

// TestRedactorOfKeys: the lines of a key that a program prints one by one are secrets too.
func TestRedactorOfKeys(t *testing.T) {
	t.Parallel()
	line := strings.Repeat("MIIEpAIBAAKCAQEA", 4)
	r := engine.NewRedactor("-----BEGIN THING-----\n" + line + "\n-----END THING-----\n")
	if got := r.Text("  " + line + "\r\n"); got != "  ***\r\n" {
		t.Errorf("%q", got)
	}
	if got := r.Text("-----BEGIN THING-----"); strings.Contains(got, "***") {
		t.Errorf("what frames every key is no secret: %q", got)
	}
}

func TestRedactorOfValues(t *testing.T) {
	t.Parallel()
	r := engine.NewRedactor("1234567890")
	number, err := expr.ParseNumber("1234567890")
	if err != nil {
		t.Fatal(err)
	}
	v := r.Value(expr.OfObject(map[string]expr.Value{
		"key 1234567890": expr.OfList([]expr.Value{number, expr.OfText("it is 1234567890"), expr.OfBool(true)}),
	}))
	if got, want := canonText(t, v), `{"object":{"key ***":["***","it is ***",true]}}`; got != want {
		t.Error(got)
	}
}

// TestLine: what a program wrote can neither forge a line nor drive a terminal.
func TestLine(t *testing.T) {
	t.Parallel()
	r := engine.NewRedactor(canary)
	if got, want := r.Line("red \x1b[31m\r\nstep passed "+canary+"\u202e\n"), "red \uFFFD[31m  step passed ***\uFFFD"; got != want {
		t.Errorf("%q", got)
	}
}

// FuzzRedactor: whatever is around a secret, and however it is cut, the secret does not come out.
func FuzzRedactor(f *testing.F) {
	f.Add([]byte("before "), []byte(" after"), uint8(3))
	f.Add([]byte("swordfish swordfis"), []byte("h"), uint8(1))
	f.Fuzz(func(t *testing.T, before, after []byte, size uint8) {
		const secret = "swordfish"
		r := engine.NewRedactor(secret, "fishbone")
		text := append(append(bytes.Clone(before), secret...), after...)
		var out bytes.Buffer
		w := r.Writer(&out)
		for rest := text; len(rest) > 0; {
			n := min(int(size)+1, len(rest))
			if _, err := w.Write(rest[:n]); err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if out.String() != r.Text(string(text)) {
			t.Fatalf("%q is not %q", out.String(), r.Text(string(text)))
		}
		if !bytes.Contains(append(bytes.Clone(before), after...), []byte("***")) && bytes.Contains(out.Bytes(), []byte(secret)) {
			t.Fatalf("%q", out.String())
		}
	})
}
