package rules_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

func texts(list ...string) expr.Value {
	var items []expr.Value
	for _, t := range list {
		items = append(items, expr.OfText(t))
	}
	return expr.OfList(items)
}

// many is a list of n texts.
func many(n int) expr.Value {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("item-%05d", i)
	}
	return texts(list...)
}

// TestItems: the keys of a for_each, or why there are none.
func TestItems(t *testing.T) {
	t.Parallel()
	user := func(login string) expr.Value {
		return expr.OfObject(map[string]expr.Value{"login": expr.OfText(login)})
	}
	for name, c := range map[string]struct {
		over expr.Value
		by   string
		keys string
		err  error
	}{
		"a map, by key":               {expr.OfObject(map[string]expr.Value{"b": expr.Nil(), "a": expr.Nil()}), "", "a b", nil},
		"a list, by a member":         {expr.OfList([]expr.Value{user("bob"), user("ada")}), "login", "ada bob", nil},
		"a list of texts":             {texts("q", "p"), "", "p q", nil},
		"nothing":                     {texts(), "", "", nil},
		"null":                        {expr.Nil(), "", "", rules.ErrItems},
		"unknown":                     {expr.UnknownOf("it is not there"), "", "", rules.ErrItems},
		"a text":                      {expr.OfText("ada"), "", "", rules.ErrItems},
		"two items of one key":        {texts("ada", "ada"), "", "", rules.ErrKey},
		"an item without the member":  {expr.OfList([]expr.Value{user("bob"), expr.OfText("ada")}), "login", "", rules.ErrKey},
		"a key that no record takes":  {texts(strings.Repeat("k", 201)), "", "", rules.ErrKey},
		"as many as there may be":     {many(rules.MaxItems), "", "10000 keys", nil},
		"one more than there may be":  {many(rules.MaxItems + 1), "", "", rules.ErrMany},
		"a map with one more than so": {mapOf(many(rules.MaxItems + 1)), "", "", rules.ErrMany},
	} {
		items, err := rules.Items(c.over, c.by)
		var keys []string
		for _, it := range items {
			keys = append(keys, it.Key)
		}
		got := strings.Join(keys, " ")
		if len(keys) > 10 {
			got = fmt.Sprint(len(keys), " keys")
		}
		if got != c.keys || !errors.Is(err, c.err) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func mapOf(list expr.Value) expr.Value {
	members := map[string]expr.Value{}
	for _, v := range list.Items() {
		name, _ := v.AsText()
		members[name] = v
	}
	return expr.OfObject(members)
}

// TestSettings: what a setting of an action may not be, in words that follow its name.
func TestSettings(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		field kind.Field
		value expr.Value
		want  string
	}{
		{kind.Field{Type: "string", Required: true}, expr.OfText("x"), ""},
		{kind.Field{Type: "string"}, expr.Nil(), ""},
		{kind.Field{Type: "string", Required: true}, expr.Nil(), "is null, and is required"},
		{kind.Field{Type: "string"}, expr.UnknownOf("step.a.b is null"), "is unknown: step.a.b is null"},
		{kind.Field{Type: "number"}, expr.OfText("21"), "is a text, not a number"},
		{kind.Field{Type: "string", OneOf: []string{"GET"}}, expr.OfText("BREW"), `is "BREW"; allowed are ["GET"]`},
	} {
		if got := rules.CheckSetting(&c.field, c.value); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// TestAnswers: an answer keeps the rules of an input, and none is not enough.
func TestAnswers(t *testing.T) {
	t.Parallel()
	way := plan.Answer{Name: "way", Type: "string", OneOf: []expr.Value{expr.OfText("in person")}}
	for _, c := range []struct {
		value expr.Value
		want  string
	}{
		{expr.OfText("in person"), ""},
		{expr.OfText("by e-mail"), `way: "by e-mail" is not allowed: allowed are in person.`},
		{expr.OfBool(true), "way is not a text."},
		{expr.Nil(), "way is required: allowed are in person."},
	} {
		got := ""
		if f := rules.CheckAnswer(&way, c.value); f != nil {
			got = f.Message
		}
		if got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
