package diff

import (
	"reflect"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// follow is before with the names that its parts have since: the moves of the plan after it. So a part with
// another name is compared with what it was, and all that mentions it stays as it is. Where a move tells of
// nothing that was, or of something that still is, nothing is renamed: then the two are told apart.
func follow(before, after *plan.Plan) *plan.Plan {
	names := map[string]string{}
	was, is := byAddress(partsOf(before)), byAddress(partsOf(after))
	for _, m := range after.Moved {
		if was[m.From] != nil && is[m.From] == nil && was[m.To] == nil && is[m.To] != nil {
			names[m.From] = m.To
		}
	}
	if len(names) == 0 {
		return before
	}
	var copied plan.Plan
	if err := canon.Decode(encoded(before), &copied); err != nil {
		return before // not a plan of the one encoding; the two are told apart
	}
	renamer(names).value(reflect.ValueOf(&copied))
	return &copied
}

// renamer holds the address that each moved part has since.
type renamer map[string]string

// kinds are what an address begins with, by the type of the part.
var kinds = map[reflect.Type]string{
	reflect.TypeFor[plan.Step](): "step", reflect.TypeFor[plan.Approval](): "approval", reflect.TypeFor[plan.Ask](): "ask",
	reflect.TypeFor[plan.Check](): "check", reflect.TypeFor[plan.Phase](): "phase", reflect.TypeFor[plan.Input](): "input",
	reflect.TypeFor[plan.Evidence](): "evidence", reflect.TypeFor[plan.Notify](): "notify", reflect.TypeFor[plan.Trigger](): "trigger",
	reflect.TypeFor[plan.Gate](): "gate",
}

// lists are the settings that name parts of a kind, by the name of their field; needs are whole addresses.
var lists = map[string]string{"Needs": "", "After": "phase", "Notify": "notify", "Inputs": "input"}

func (r renamer) value(v reflect.Value) {
	if node, ok := v.Interface().(*expr.Node); ok {
		r.node(node, nil)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			r.value(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			r.value(v.Index(i))
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			r.value(v.MapIndex(key))
		}
	case reflect.Struct:
		if v.Type().PkgPath() == reflect.TypeFor[plan.Plan]().PkgPath() {
			r.fields(v)
		}
	}
}

func (r renamer) fields(v reflect.Value) {
	for f := range v.Type().Fields() {
		field := v.FieldByIndex(f.Index)
		names, isList := field.Interface().([]string)
		switch kind, named := lists[f.Name]; {
		case isList && named:
			for i := range names {
				names[i] = r.since(kind, names[i])
			}
			slices.Sort(names)
		case f.Name == "Name" && kinds[v.Type()] != "":
			field.SetString(r.since(kinds[v.Type()], field.String()))
		default:
			r.value(field)
		}
	}
	switch part := v.Addr().Interface().(type) {
	case *plan.Waivable:
		part.Check = r.since("check", part.Check)
	case *plan.Trigger:
		for name, node := range part.Map {
			delete(part.Map, name)
			part.Map[r.since("input", name)] = node
		}
	}
}

// since is the name that a part of a kind has now; without a kind the name is a whole address.
func (r renamer) since(kind, name string) string {
	if kind == "" {
		if now, ok := r[name]; ok {
			return now
		}
		return name
	}
	return strings.TrimPrefix(r.since("", kind+"."+name), kind+".")
}

// node renames references, but for those to the variables of loops around.
func (r renamer) node(n *expr.Node, hidden []string) {
	if n == nil {
		return
	}
	if len(n.Path) > 1 && !slices.Contains(hidden, n.Path[0]) {
		n.Path[1] = r.since(n.Path[0], n.Path[1])
	}
	for i, arg := range n.Args {
		if i > 0 {
			r.node(arg, append(hidden[:len(hidden):len(hidden)], n.Vars...))
		} else {
			r.node(arg, hidden)
		}
	}
}
