package main_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/attestary/attestary/internal/golden"
)

const formatPage = "../../docs/evidence-format.md"

// fieldsMark stands in the page around the tables of types.
var fieldsMark = regexp.MustCompile(`(?s)<!-- fields ([A-Za-z. ]+) -->\n.*?<!-- /fields -->\n`)

// TestEvidenceFormat holds the tables of the specification to the types that are read and written: each type with
// its own comment, each field with its own, and none is missing.
func TestEvidenceFormat(t *testing.T) {
	t.Parallel()
	types := documents(t, "../../schemas/evidence", "")
	for name, d := range documents(t, "../../schemas/verdict", "verdict.") {
		types[name] = d
	}
	var told []string
	page := fieldsMark.ReplaceAllStringFunc(readPage(t, formatPage), func(part string) string {
		names := fieldsMark.FindStringSubmatch(part)[1]
		out := "<!-- fields " + names + " -->\n"
		for _, name := range strings.Fields(names) {
			d, ok := types[name]
			if !ok {
				t.Errorf("there is no document %s", name)
			}
			told = append(told, name)
			out += "\n" + d.table(name)
		}
		return out + "\n<!-- /fields -->\n"
	})
	for name := range types {
		if !strings.HasPrefix(name, "verdict.") && !slices.Contains(told, name) {
			t.Errorf("the page does not tell of %s", name)
		}
	}
	golden.Check(t, formatPage, []byte(page))
}

// document is a type that stands in JSON: what its comment says, and its fields.
type document struct {
	says   string
	fields [][3]string // name, type, meaning
}

// documents are the exported structs of a package that have names in JSON.
func documents(t *testing.T, dir, prefix string) map[string]document {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s: %v", dir, err)
	}
	found, words := map[string]document{}, map[string][]string{}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			general, ok := decl.(*ast.GenDecl)
			if ok && general.Tok == token.CONST {
				vocabulary(general, words)
			}
			if !ok || general.Tok != token.TYPE {
				continue
			}
			spec := general.Specs[0].(*ast.TypeSpec)
			if body, ok := spec.Type.(*ast.StructType); ok && spec.Name.IsExported() {
				if d := read(general.Doc.Text(), spec.Name.Name, body); len(d.fields) > 0 {
					found[prefix+spec.Name.Name] = d
				}
			}
		}
	}
	for _, d := range found {
		for i, f := range d.fields {
			if of := words[f[1]]; of != nil {
				d.fields[i][1] = "one of " + strings.Join(of, ", ")
			}
		}
	}
	return found
}

// vocabulary gathers the words that a type of texts may have.
func vocabulary(of *ast.GenDecl, words map[string][]string) {
	for _, spec := range of.Specs {
		value := spec.(*ast.ValueSpec)
		name, typed := value.Type.(*ast.Ident)
		if !typed || len(value.Values) != 1 || name.Name == "Kind" {
			continue
		}
		if literal, ok := value.Values[0].(*ast.BasicLit); ok {
			words[name.Name] = append(words[name.Name], "`"+strings.Trim(literal.Value, `"`)+"`")
		}
	}
}

func read(doc, name string, body *ast.StructType) document {
	doc, _, _ = strings.Cut(doc, "\n\n")
	d := document{says: strings.Join(strings.Fields(strings.TrimPrefix(doc, name+" ")), " ")}
	for _, field := range body.Fields.List {
		if field.Tag == nil {
			continue
		}
		tag := reflect.StructTag(strings.Trim(field.Tag.Value, "`")).Get("json")
		jsonName, options, _ := strings.Cut(tag, ",")
		form := wire(field.Type)
		if options != "" {
			form = strings.TrimSuffix(form, " or null") + ", or left out"
		}
		d.fields = append(d.fields, [3]string{"`" + jsonName + "`", form, strings.Join(strings.Fields(field.Comment.Text()), " ")})
	}
	return d
}

// wire is a type in the words of the page.
func wire(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return wire(e.X) + " or null"
	case *ast.ArrayType:
		if fmt.Sprint(e.Elt) == "byte" {
			return "bytes"
		}
		return "list of " + wire(e.Elt)
	case *ast.MapType:
		return "map of " + wire(e.Value)
	case *ast.SelectorExpr:
		return wireName(e.Sel.Name)
	case *ast.Ident:
		return wireName(e.Name)
	}
	return fmt.Sprintf("%T", e)
}

func wireName(name string) string {
	if w := map[string]string{"string": "text", "int64": "integer", "int": "integer", "bool": "true or false", "Digest": "digest", "Kind": "kind"}[name]; w != "" {
		return w
	}
	return name
}

func (d document) table(name string) string {
	out := fmt.Sprintf("**%s** %s\n\n| field | type | |\n|---|---|---|\n", strings.TrimPrefix(name, "verdict."), d.says)
	for _, f := range d.fields {
		out += fmt.Sprintf("| %s | %s | %s |\n", f[0], f[1], strings.ReplaceAll(f[2], "|", `\|`))
	}
	return out
}
