package site

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"html/template"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"github.com/attestary/attestary/actions/report/checker"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/plan"
)

//go:embed pages/*.html
var pageFiles embed.FS

//go:embed assets
var assetFiles embed.FS

// writer is a site on its way.
type writer struct {
	site  *Site
	to    Folder
	pages *template.Template

	rows   []*row // by index
	byKey  map[canon.Digest]*run
	byName map[string]*book
	books  []*book // by name
	all    []*run  // the newest first

	mu    sync.Mutex
	paths []string
	blobs map[canon.Digest][]byte // as many as keepMost bytes
	kept  int
	plans map[canon.Digest]*plan.Plan // nil: it is none
}

func newWriter(s *Site, to Folder) *writer {
	w := &writer{site: s, to: to, byKey: map[canon.Digest]*run{}, byName: map[string]*book{}, blobs: map[canon.Digest][]byte{}, plans: map[canon.Digest]*plan.Plan{}}
	w.pages = template.Must(template.New("").Funcs(w.words()).ParseFS(pageFiles, "pages/*.html"))
	return w
}

// write hands a file over, and notes that it is one of the site.
func (w *writer) write(path string, data []byte) error {
	w.mu.Lock()
	w.paths = append(w.paths, path)
	w.mu.Unlock()
	return w.to.Write(path, data)
}

// sheet is what every page is made from.
type sheet struct {
	*writer
	Root  string // the way to the folder of the site: "" or "../"
	Title string
	Here  string // the part of the site that the page is in
	It    any
}

// page writes one page by a template.
func (w *writer) page(path, name, title string, it any) error {
	here, _, nested := strings.Cut(path, "/")
	s := sheet{writer: w, Title: title, Here: strings.TrimSuffix(here, ".html"), It: it}
	if nested {
		s.Root = "../"
	}
	var b bytes.Buffer
	if err := w.pages.ExecuteTemplate(&b, name, s); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return w.write(path, seen(b.Bytes()))
}

// seen replaces what eyes would not see. The templates have escaped what HTML would understand.
func seen(page []byte) []byte {
	for i := 0; i < len(page); {
		r, n := rune(page[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRune(page[i:])
		}
		if unseen(r) {
			return bytes.Map(func(r rune) rune {
				if unseen(r) {
					return unicode.ReplacementChar
				}
				return r
			}, page)
		}
		i += n
	}
	return page
}

func unseen(r rune) bool {
	if r < utf8.RuneSelf {
		return r < ' ' && r != '\n' || r == 0x7f
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && r != '\u200d' && r != '\u200c'
}

// keepMost is how many bytes of documents are kept in memory: records are needed twice, and plans by many runs.
const keepMost = 128 << 20

// blob reads a document of the ledger; nil where it is not there any more.
func (w *writer) blob(ctx context.Context, d canon.Digest) ([]byte, error) {
	w.mu.Lock()
	data, ok := w.blobs[d]
	w.mu.Unlock()
	if ok {
		return data, nil
	}
	data, err := w.site.Ledger.Blob(ctx, d)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.kept += len(data); w.kept <= keepMost {
		w.blobs[d] = data
	}
	return data, nil
}

// plan is a plan of the ledger; nil where it is none, which verification has told.
func (w *writer) plan(ctx context.Context, d canon.Digest) (*plan.Plan, error) {
	w.mu.Lock()
	p, ok := w.plans[d]
	w.mu.Unlock()
	if ok {
		return p, nil
	}
	data, err := w.blob(ctx, d)
	if err != nil {
		return nil, err
	}
	if p, err = plan.Parse(data); err != nil {
		p = nil
	}
	w.mu.Lock()
	w.plans[d] = p
	w.mu.Unlock()
	return p, nil
}

// assets writes the files that are the same in every site.
func (w *writer) assets(context.Context) error {
	if err := w.write(".nojekyll", nil); err != nil { // GitHub Pages would else build what is built
		return err
	}
	var script []byte
	for _, part := range []string{"data.js", "search.js"} {
		data, err := assetFiles.ReadFile("assets/" + part)
		if err != nil {
			return err
		}
		script = append(script, data...)
	}
	if err := w.write("site.js", append(script, checker.Script()...)); err != nil {
		return err
	}
	for _, name := range []string{"style.css", "icon.svg"} {
		data, err := assetFiles.ReadFile("assets/" + name)
		if err != nil {
			return err
		}
		if err := w.write(name, data); err != nil {
			return err
		}
	}
	return nil
}

// Manifest is the file that lists all others. Its first line is Mark, by which it is known from the manifest.txt of
// somebody else.
const (
	Manifest = "manifest.txt"
	Mark     = "# These files were made by attestary report, and may be removed by it.\n"
)

func (w *writer) manifest(context.Context) error {
	slices.Sort(w.paths)
	return w.to.Write(Manifest, []byte(Mark+strings.Join(w.paths, "\n")+"\n"))
}

// each does work for all of a list, on every core, and gives the first error.
func each[T any](list []T, do func(T) error) error {
	var all errgroup.Group
	all.SetLimit(runtime.GOMAXPROCS(0))
	for _, one := range list {
		all.Go(func() error { return do(one) })
	}
	return all.Wait()
}
