package browser_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Whoever changes the evidence of one entry makes that entry red, and the page says which it is; the others stay.
func TestTamperedEntry(t *testing.T) {
	t.Parallel()
	const entry = 2
	for name, tamper := range map[string]func(e map[string]any){
		"statement": func(e map[string]any) {
			e["payload"] = strings.Replace(e["payload"].(string), `"outcome":"`, `"outcome":"un`, 1)
		},
		"signature": inSignature,
		"leaf":      func(e map[string]any) { e["run"] = strings.Replace(e["run"].(string), "sha256:", "sha256:f", 1) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site := copied(t)
			inChunk(t, site, func(entries []any) { tamper(entries[entry].(map[string]any)) })
			p := newTab(t)
			p.open(asFile(site, "entries/0.html"))
			if states := p.states(); states["refuted"] != 1 || states["verified"] < 10 {
				t.Errorf("states: %v", states)
			}
			seal := `#e2 [data-state="refuted"]`
			if said := p.text(seal); !strings.Contains(said, "does not hold: ") {
				t.Errorf("its place says %q", said)
			}
			if said := p.text("#alarm"); !strings.Contains(said, "Entry 2: ") {
				t.Errorf("the top of the page says %q", said)
			}
			picture(p, "tampered-"+name)
		})
	}
}

// What all entries share makes all of them red: the checkpoint, its signature, the keys, a file that is gone or broken.
func TestTamperedAll(t *testing.T) {
	t.Parallel()
	index, chunk := "evidence/index.js", "evidence/0.js"
	for name, tamper := range map[string]func(t *testing.T, site string){
		"checkpoint": func(t *testing.T, site string) {
			replaced(t, site, index, `("checkpoint":"[^\\]*\\n)(\d+)`, "${1}9${2}")
		},
		"sealed": func(t *testing.T, site string) {
			replaced(t, site, index, `(\\"signature\\":\\"MEQ?[^\\]{20})[A-Za-z0-9]`, "${1}/")
		},
		"key":     func(t *testing.T, site string) { replaced(t, site, index, `("spki":"[^"]{60})..`, "${1}AA") },
		"no file": func(t *testing.T, site string) { remove(t, site, chunk) },
		"a byte":  func(t *testing.T, site string) { replaced(t, site, chunk, `([A-Za-z0-9+/]{1000})[A-Za-z0-9]`, "${1}/") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site := copied(t)
			tamper(t, site)
			p := newTab(t)
			p.open(asFile(site, "entries/0.html"))
			if states := p.states(); states["verified"] != 0 {
				t.Errorf("states: %v", states)
			}
			if state := eval[string](p, `document.querySelector("#verification").dataset.state`); state != "refuted" {
				t.Errorf("the page is %s: %s", state, p.text("#verification"))
			}
		})
	}
}

// A page that shows another outcome than the one that was signed is told.
func TestTamperedPage(t *testing.T) {
	t.Parallel()
	site := copied(t)
	replaced(t, site, "entries/0.html", `(data-shows="outcome"[^\n]{0,60}>)(passed|failed)<`, "${1}recovered<")
	p := newTab(t)
	p.open(asFile(site, "entries/0.html"))
	if said := p.text("#alarm"); !strings.Contains(said, `the page shows "recovered"`) || p.states()["refuted"] != 1 {
		t.Errorf("states %v; it says %q", p.states(), said)
	}
}

func copied(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "site")
	if err := os.CopyFS(dir, os.DirFS(*siteFlag)); err != nil {
		t.Fatal(err)
	}
	return dir
}

func remove(t *testing.T, site, name string) {
	t.Helper()
	if err := os.Remove(filepath.Join(site, name)); err != nil {
		t.Fatal(err)
	}
}

// replaced changes the first place where a pattern fits.
func replaced(t *testing.T, site, name, pattern, by string) {
	t.Helper()
	path := filepath.Join(site, name)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	re := regexp.MustCompile(pattern)
	at := re.FindSubmatchIndex(data)
	if at == nil {
		t.Fatalf("%s: nothing is like %s", name, pattern)
	}
	out := append(bytes.Clone(data[:at[0]]), re.Expand(nil, []byte(by), data, at)...)
	if out = append(out, data[at[1]:]...); bytes.Equal(out, data) {
		t.Fatalf("%s: nothing changed", name)
	}
	if err := os.WriteFile(path, out, 0o644); err != nil {
		t.Fatal(err)
	}
}

// inSignature changes one character in the middle of the signature of an entry.
func inSignature(entry map[string]any) {
	bundle := []byte(entry["bundle"].(string))
	begin := bytes.Index(bundle, []byte(`"sig":"`)) + len(`"sig":"`)
	middle := begin + bytes.IndexByte(bundle[begin:], '"')/2
	if bundle[middle] == 'A' {
		bundle[middle] = 'B'
	} else {
		bundle[middle] = 'A'
	}
	entry["bundle"] = string(bundle)
}

// inChunk changes the first file of evidence, which stays well formed.
func inChunk(t *testing.T, site string, change func(entries []any)) {
	t.Helper()
	path := filepath.Join(site, "evidence/0.js")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, _ := strings.Cut(string(data), `"`)
	packed, tail, _ := strings.Cut(rest, `"`)
	zipped, err := base64.StdEncoding.DecodeString(packed)
	if err != nil {
		t.Fatal(err)
	}
	r, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	var chunk map[string]any
	if err := json.Unmarshal(plain, &chunk); err != nil {
		t.Fatal(err)
	}
	before, _ := json.Marshal(chunk)
	change(chunk["entries"].([]any))
	if plain, err = json.Marshal(chunk); err != nil || bytes.Equal(plain, before) {
		t.Fatal("nothing changed:", err)
	}
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Write(plain)
	w.Close()
	text := head + `"` + base64.StdEncoding.EncodeToString(out.Bytes()) + `"` + tail
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
