package sample

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// Edit is one way to change one place of a plan.
type Edit struct {
	Path   string // of the place, and what becomes of it
	place  reflect.Value
	change func()
}

// Apply makes the change, and gives what takes it back.
func (e Edit) Apply() (undo func()) {
	before := reflect.New(e.place.Type()).Elem()
	before.Set(e.place)
	e.change()
	return func() { e.place.Set(before) }
}

// Edits are all ways to change one place of a plan: every leaf another one, every list and map with one
// more and one less, everything that may be absent absent or there.
func Edits(p *plan.Plan) []Edit { return edits("plan", reflect.ValueOf(p).Elem()) }

func edits(path string, v reflect.Value) []Edit {
	switch v.Interface().(type) {
	case *expr.Value, *expr.Node, *plan.Access, *plan.Retry, *plan.Concurrency, *plan.Show, *plan.Confirm, *plan.OnFailure, *plan.Limit, *plan.Undo:
		return optional(path, v)
	case expr.Value:
		return []Edit{{path, v, func() { v.Set(reflect.ValueOf(expr.OfText("another"))) }}}
	}
	switch v.Kind() {
	case reflect.String:
		return []Edit{{path, v, func() { v.SetString(v.String() + "x") }}, {path + " emptied or filled", v, func() { v.SetString(map[bool]string{true: "new"}[v.String() == ""]) }}}
	case reflect.Int64:
		return []Edit{{path, v, func() { v.SetInt(v.Int() + 1) }}}
	case reflect.Bool:
		return []Edit{{path, v, func() { v.SetBool(!v.Bool()) }}}
	case reflect.Struct:
		var list []Edit
		for i := range v.NumField() {
			list = append(list, edits(path+"."+v.Type().Field(i).Name, v.Field(i))...)
		}
		return list
	case reflect.Slice:
		return inSlice(path, v)
	case reflect.Map:
		return inMap(path, v)
	}
	panic(fmt.Sprintf("%s: a %s, which this test does not know", path, v.Type()))
}

func optional(path string, v reflect.Value) []Edit {
	if v.IsNil() {
		return []Edit{{path + " there", v, func() {
			switch v.Interface().(type) {
			case *expr.Value:
				v.Set(reflect.ValueOf(ptr(expr.OfText("new"))))
			case *expr.Node:
				v.Set(reflect.ValueOf(text("new")))
			case *plan.Access:
				v.Set(reflect.ValueOf(&plan.Access{Who: []string{"ops"}}))
			case *plan.Retry:
				v.Set(reflect.ValueOf(&plan.Retry{Max: 1}))
			case *plan.Concurrency:
				v.Set(reflect.ValueOf(&plan.Concurrency{Key: text("new")}))
			case *plan.Show:
				v.Set(reflect.ValueOf(&plan.Show{Text: text("new")}))
			case *plan.Confirm:
				v.Set(reflect.ValueOf(&plan.Confirm{Within: 1}))
			case *plan.OnFailure:
				v.Set(reflect.ValueOf(&plan.OnFailure{Undo: "none"}))
			case *plan.Limit:
				v.Set(reflect.ValueOf(&plan.Limit{Count: 1}))
			case *plan.Undo:
				v.Set(reflect.ValueOf(&plan.Undo{Action: "exec.run"}))
			}
		}}}
	}
	return append(edits(path, v.Elem()), Edit{path + " gone", v, func() { v.SetZero() }})
}

func inSlice(path string, v reflect.Value) []Edit {
	list := []Edit{{path + " with one more", v, func() {
		item := reflect.New(v.Type().Elem()).Elem()
		switch item.Kind() {
		case reflect.String:
			item.SetString("zz")
		case reflect.Pointer:
			item.Set(reflect.ValueOf(text("zz")))
		case reflect.Struct:
			if name := item.FieldByName("Name"); name.IsValid() {
				name.SetString("zz")
			}
		}
		v.Set(reflect.Append(v, item))
	}}}
	for i := range v.Len() {
		list = append(list, edits(fmt.Sprintf("%s[%d]", path, i), v.Index(i))...)
	}
	if v.Len() > 0 {
		list = append(list, Edit{path + " with one less", v, func() { v.Set(v.Slice3(0, v.Len()-1, v.Len()-1)) }})
	}
	return list
}

func inMap(path string, v reflect.Value) []Edit {
	list := []Edit{{path + " with one more", v, func() {
		cloneMap(v)
		v.SetMapIndex(reflect.ValueOf("zz"), reflect.ValueOf(text("zz")))
	}}}
	for _, key := range v.MapKeys() {
		list = append(list, edits(path+"."+key.String(), v.MapIndex(key).Elem())...)
		list = append(list, Edit{path + "." + key.String() + " gone", v, func() {
			cloneMap(v)
			v.SetMapIndex(key, reflect.Value{})
		}})
	}
	slices.SortStableFunc(list, func(a, b Edit) int { return strings.Compare(a.Path, b.Path) })
	return list
}

// cloneMap makes v a map of its own, so that undoing an edit has something to go back to.
func cloneMap(v reflect.Value) {
	own := reflect.MakeMap(v.Type())
	for _, key := range v.MapKeys() {
		own.SetMapIndex(key, v.MapIndex(key))
	}
	v.Set(own)
}

// Unset are the fields of package plan and of expr.Node that are zero wherever they are.
func Unset(p *plan.Plan) []string {
	set := map[string]bool{}
	note(reflect.ValueOf(*p), set)
	var unset []string
	for name, is := range set {
		if !is {
			unset = append(unset, name)
		}
	}
	slices.Sort(unset)
	return unset
}

func note(v reflect.Value, set map[string]bool) {
	if _, ok := v.Interface().(expr.Value); ok {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			note(v.Elem(), set)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			name := v.Type().Name() + "." + v.Type().Field(i).Name
			set[name] = set[name] || !v.Field(i).IsZero()
			note(v.Field(i), set)
		}
	case reflect.Slice:
		for i := range v.Len() {
			note(v.Index(i), set)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			note(v.MapIndex(key), set)
		}
	}
}
