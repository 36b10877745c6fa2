package rules_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/expr"
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

// TestSettings: what a setting of an action may not be, in words that begin with its name; and what it is.
func TestSettings(t *testing.T) {
	t.Parallel()
	p := withInputs()
	p.Actions = []plan.Action{{Name: "shop.open", Run: plan.Call{Action: "http.request"}, Settings: []plan.Setting{
		{Name: "floor", Type: "number", Default: ptr(expr.OfInt(1)), OneOf: []expr.Value{expr.OfInt(1), expr.OfInt(2)}},
		{Name: "door", Type: "string", Pattern: "[a-z]+"},
	}}}
	door := func(v expr.Value) map[string]*expr.Node {
		return map[string]*expr.Node{"door": expr.Lit(v)}
	}
	for _, c := range []struct {
		action string
		nodes  map[string]*expr.Node
		want   string
	}{
		{"file.read", map[string]*expr.Node{"path": expr.Lit(expr.OfText("x"))}, ""},
		{"file.read", nil, "path is null, and is required"},
		{"file.read", map[string]*expr.Node{"path": expr.Ref("input", "x")}, "path is null, and is required"},
		{"file.read", map[string]*expr.Node{"path": {Op: expr.OpTemplate, Args: []*expr.Node{expr.Ref("step", "a", "b")}}}, "path is unknown: step.a.b is null"},
		{"file.read", map[string]*expr.Node{"path": expr.Lit(expr.OfInt(3))}, "path is a number, not a text"},
		{"http.request", map[string]*expr.Node{"method": expr.Lit(expr.OfText("BREW"))}, `method is "BREW"; allowed are ["GET" "HEAD" "POST" "PUT" "PATCH" "DELETE"]`},
		{"shop.open", door(expr.OfText("north")), ""},
		{"shop.open", door(expr.OfText("North")), `door: "North" does not look as it must: give a text; the pattern is [a-z]+`},
		{"shop.open", map[string]*expr.Node{"door": expr.Lit(expr.OfText("north")), "floor": expr.Lit(expr.OfInt(3))}, `floor: "3" is not allowed: allowed are 1, 2`},
	} {
		k, _ := p.Kind(c.action)
		_, got := rules.Settings(p, &k, c.nodes, nil)
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.action, got, c.want)
		}
	}
	k, _ := p.Kind("shop.open")
	settings, _ := rules.Settings(p, &k, door(expr.OfText("north")), nil)
	if len(settings) != 2 || !settings["floor"].Equal(expr.OfInt(1)) {
		t.Error("the default is not taken:", settings)
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
