package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/internal/show"
)

// whole is a part that is new or gone, setting by setting, of one consequence: what a page makes a sentence
// of. It is no part of the document, in which the same stands as one text; from that text it could not be
// taken apart again, since a value may hold anything.
type whole struct {
	called   string // the title of the action that a step does
	settings []setting
}

type setting struct {
	key, name, value string
	hidden, more     bool
}

func (f *fact) asSetting() setting {
	s := setting{key: f.key, name: f.setting, hidden: f.hidden}
	if !f.hidden {
		s.value = f.String()
	}
	return s
}

// clauses say what a setting of a part as a whole means, where its phrase does not.
var clauses = map[string]string{
	"step action":              "does VALUE",
	"step connection":          "on VALUE",
	"step program":             "starts VALUE",
	"step undo":                "taken back by VALUE",
	"step by":                  "told apart by VALUE",
	"step limit in percent":    "at most VALUE percent",
	"step limit_of":            "of VALUE",
	"step no undo":             "is not taken back: VALUE",
	"step phase":               "in the phase VALUE",
	"step condition":           "must hold: VALUE",
	"step message":             "says VALUE",
	"action run":               "does VALUE",
	"action kind":              "on a connection of kind VALUE",
	"action undo":              "taken back by VALUE",
	"action title":             "called VALUE",
	"action pattern":           "must match VALUE",
	"action one_of":            "one of VALUE",
	"connection kind":          "by VALUE",
	"connection url":           "at VALUE",
	"connection hosts":         "also at VALUE",
	"connection token":         "opened with the secret VALUE",
	"connection password":      "opened with the secret VALUE",
	"connection user":          "as VALUE",
	"connection token_url":     "with a token from VALUE",
	"connection client_id":     "as the client VALUE",
	"connection client_secret": "opened with the secret VALUE",
	"connection access_key":    "signed with the key VALUE",
	"connection secret_key":    "and its secret VALUE",
	"connection session_token": "and its session VALUE",
	"connection region":        "in the region VALUE",
	"connection service":       "for the service VALUE",
	"connection client_key":    "opened with the key VALUE",
	"connection subject":       "in the name of VALUE",
	"connection scope":         "for the scope VALUE",
	"connection audience":      "for the service VALUE",
	"connection client_auth":   "the secret shown in the way VALUE",
	"connection auth":          "sent as VALUE",
	"role members":             "VALUE",
	"role teams":               "the team VALUE",
	"review min":               "VALUE reviews",
	"review from":              "by VALUE",
	"approval min":             "VALUE approvals",
	"approval from":            "by VALUE",
	"ask when":                 "only when VALUE",
	"trigger kind":             "starts by VALUE",
	"satisfies stages":         "claims VALUE",
	"satisfies controls":       "claims VALUE",
	"satisfies fresh_for":      "a run counts for VALUE",
	"runbook timezone":         "times are those of VALUE",
	"check remedy":             "to mend it: VALUE",
	"input type":               "takes VALUE",
	"input title":              "called VALUE",
	"local value":              "VALUE",
}

// leads begin the sentence of a part; that of any other is its name and a colon.
var leads = map[string]string{
	"connection": "reaches NAME ", "role": "NAME is ", "runbook": "", "local": "the local NAME is ", "input": "the input NAME ", "gate": "the gate NAME: ",
	"action": "the action NAME: ", "action setting": "NAME takes INNER: ", "action output": "NAME gives INNER: ",
}

// firsts are settings that a sentence begins with, in this order.
var firsts = map[string][]string{
	"step": {"action", "effect", "connection"}, "review": {"min", "from", "effects"}, "approval": {"min", "from"}, "action": {"effect"},
	"connection": {"url", "hosts", "kind", "user", "password", "token", "token_url", "client_id", "client_secret", "client_key", "subject", "scope", "service", "region", "access_key", "secret_key"},
}

// effectWords are the effects as a reader says them.
var effectWords = map[string]string{"observe": "reads", "change": "changes", "grant": "gives access", "destroy": "destroys"}

// sentence is a part as a whole, in words; what may be more than before stands between emphases.
func (c *Change) sentence(emphasis string) string {
	kind, name, _ := strings.Cut(c.Address, ".")
	list := c.whole.settings
	if len(list) == 1 && !list[0].hidden && phrases[kind+" "+list[0].key] != "" && list[0].key != "effect" {
		one := Change{Address: c.Address, Setting: list[0].key}
		return one.phrase(list[0].value, emphasis)
	}
	stressed := slices.ContainsFunc(list, func(s setting) bool { return s.more })
	said := leadOf(kind, cmp.Or(name, kind)) + c.whole.said(kind, emphasis)
	if emphasis != "" && !stressed {
		return emphasis + said + emphasis
	}
	return said
}

// leadOf begins a sentence. The inside of an action is told apart from the action.
func leadOf(kind, name string) string {
	lead, ok := leads[kind]
	if !ok {
		lead = "NAME: "
	}
	inner := ""
	for _, of := range []string{"setting", "output"} {
		if i := strings.LastIndex(name, "."+of+"."); kind == "action" && inner == "" && i >= 0 {
			lead, inner, name = leads["action "+of], name[i+len(of)+2:], name[:i]
		}
	}
	before, after, _ := strings.Cut(lead, "NAME")
	if lead == "" {
		return ""
	}
	return before + show.Code(name) + strings.Replace(after, "INNER", show.Code(inner), 1)
}

// said are the settings one after the other, as many as have room.
func (w *whole) said(kind, emphasis string) string {
	list := slices.Clone(w.settings)
	first := func(s setting) int {
		if i := slices.Index(firsts[kind], s.key); i >= 0 {
			return i
		}
		return len(firsts[kind])
	}
	for i := range list { // what is done is more where what it does to the world is
		list[i].more = list[i].more || kind == "step" && list[i].key == "action" && slices.ContainsFunc(list, setting.strong)
	}
	slices.SortStableFunc(list, func(a, b setting) int { return cmp.Compare(first(a), first(b)) })
	var b strings.Builder
	room := maxWhole
	for i, s := range list {
		if room -= len(s.name) + len(s.value); i > 0 && room < 0 {
			fmt.Fprintf(&b, ", … and %d more", len(list)-i)
			break
		}
		switch {
		case i > 0 && s.key == "from": // "2 approvals by security"
			b.WriteByte(' ')
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(w.clause(kind, s, emphasis))
	}
	return b.String()
}

// clause is one setting within the sentence.
func (w *whole) clause(kind string, s setting, emphasis string) string {
	if !s.more {
		emphasis = ""
	}
	shown := show.Code(s.value)
	words, known := clauseOf(kind, s.key)
	switch effect := effectWords[s.value]; {
	case s.hidden:
		return emphasis + show.Markdown(s.name) + " (hidden)" + emphasis
	case s.key == "effect" && effect != "":
		return emphasis + effect + emphasis
	case kind == "trigger" && s.key == "cron":
		one := Change{Setting: "cron", After: s.value}
		return emphasis + cmp.Or(one.worded(kind, s.value), "at "+shown) + emphasis
	case kind == "review" && s.key == "effects":
		return "of what " + effectsOf(s.value)
	case kind == "step" && s.key == "action" && w.called != "":
		return emphasis + show.Code(w.called) + " (" + shown + ")" + emphasis
	case !known:
		return show.Markdown(s.name) + " " + emphasis + shown + emphasis
	case s.value == "1":
		words = singular.Replace(words)
	}
	before, after, _ := strings.Cut(words, "VALUE")
	return before + emphasis + shown + emphasis + after
}

// effectsOf are effects as a reader says them; the list as it is, where it holds anything else.
func effectsOf(list string) string {
	var said []string
	for effect := range strings.SplitSeq(list, ", ") {
		if effectWords[effect] == "" {
			return show.Code(list)
		}
		said = append(said, effectWords[effect])
	}
	return strings.Join(said, ", ")
}

// strong tells whether it is an effect that is more.
func (s setting) strong() bool { return s.key == "effect" && s.more }

// clauseOf is the clause of a setting: its own, or its phrase where that can do without the name.
func clauseOf(kind, key string) (string, bool) {
	if kind == "satisfies" { // "fresh_for (advanced)"
		base, stage, staged := strings.Cut(key, " (")
		words, ok := clauses[kind+" "+base]
		if staged {
			words += " (" + show.Code(strings.TrimSuffix(stage, ")")) + ")"
		}
		return words, ok
	}
	if words, ok := clauses[kind+" "+key]; ok {
		return words, true
	}
	words, ok := phrases[kind+" "+key]
	words = strings.TrimPrefix(words, "NAME: ")
	return words, ok && !strings.Contains(words, "NAME")
}

// inside tells of each change of the runbook whether it is about the inside of an action that is told of as
// a whole anyway: what it gives, and of which type. None that may be more is.
func (r *Runbook) inside() func(c *Change) bool {
	told := map[string]bool{}
	for i := range r.Changes {
		if c := &r.Changes[i]; c.whole != nil && c.Consequence == Power && strings.HasPrefix(c.Address, "action.") {
			told[c.Address] = true
		}
	}
	return func(c *Change) bool {
		if c.whole == nil || c.More {
			return false
		}
		if i := strings.LastIndex(c.Address, ".output."); i >= 0 && told[c.Address[:i]] {
			return true
		}
		return c.Consequence == Behaviour && told[c.Address] && !slices.ContainsFunc(c.whole.settings, setting.matters)
	}
}

// matters tells whether somebody who only uses an action would miss the setting.
func (s setting) matters() bool {
	return !strings.HasPrefix(s.key, "give ") && !slices.Contains([]string{"idempotent", "paginate", "done"}, s.key)
}
