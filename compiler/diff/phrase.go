package diff

import (
	"strings"

	"github.com/attestary/attestary/compiler/internal/show"
)

// phrases say what a setting means to somebody who does not write runbooks: by the kind of the part and the
// setting, with NAME for the name of the part and VALUE for what it is. A setting that has none is told by its
// address.
var phrases = map[string]string{
	"use allow":        "may use NAME: VALUE",
	"connection url":   "reaches NAME at VALUE",
	"connection hosts": "reaches NAME also at VALUE",
	"connection token": "opens NAME with the secret VALUE",
	"secret from":      "reads the secret NAME from VALUE",
	"step effect":      "NAME: it VALUE",
	"step action":      "NAME does VALUE",
	"step connection":  "NAME goes to VALUE",
	"step program":     "NAME starts VALUE",
	"notify action":    "tells people (NAME) by VALUE",

	"approval min":       "VALUE approvals (NAME)",
	"approval from":      "NAME: approved by VALUE",
	"approval skip_if":   "NAME: no approval if VALUE",
	"ask to":             "NAME: asks VALUE",
	"ask second":         "NAME: a second answer by VALUE",
	"review min":         "VALUE reviews (NAME)",
	"review from":        "reviewed (NAME) by VALUE",
	"role members":       "NAME is VALUE",
	"role teams":         "NAME is the team VALUE",
	"access who":         "started by VALUE",
	"access break_glass": "glass broken by VALUE",
	"runbook owner":      "owned by VALUE",
	"confirm by":         "confirmed by VALUE",
	"confirm within":     "confirmed within VALUE",
	"waivable max_for":   "NAME may be waived for VALUE",

	"step limit":       "NAME: at most VALUE",
	"step parallel":    "NAME: VALUE at once",
	"step for_each":    "NAME: for each of VALUE",
	"step when":        "NAME: only when VALUE",
	"step undo_after":  "NAME: taken back after VALUE",
	"phase limit":      "NAME: at most VALUE",
	"phase parallel":   "NAME: VALUE at once",
	"phase for_each":   "NAME: for each of VALUE",
	"input min":        "NAME: at least VALUE",
	"input max":        "NAME: at most VALUE",
	"input max_length": "NAME: at most VALUE letters",
	"input one_of":     "NAME: one of VALUE",
	"input pattern":    "NAME: must match VALUE",
	"input default":    "NAME: VALUE unless told otherwise",

	"runbook timeout":    "ends after VALUE",
	"runbook finish_by":  "must have ended after VALUE",
	"step timeout":       "NAME: waits VALUE",
	"approval timeout":   "NAME: waits VALUE",
	"ask timeout":        "NAME: waits VALUE",
	"ask question":       "NAME: asks VALUE",
	"trigger cron":       "starts at VALUE (NAME)",
	"trigger forks":      "started by pull requests of strangers (NAME): VALUE",
	"check condition":    "NAME: passes if VALUE",
	"check severity":     "NAME: counts as VALUE",
	"evidence value":     "keeps NAME: VALUE",
	"runbook title":      "called VALUE",
	"runbook summary":    "described as VALUE",
	"step title":         "NAME: called VALUE",
	"check message":      "NAME: says VALUE",
	"input description":  "NAME: described as VALUE",
	"secret purpose":     "NAME is there to VALUE",
	"runbook file":       "stands in VALUE",
	"notify text":        "tells people (NAME) VALUE",
	"runbook read_only":  "may only look: VALUE",
	"runbook review_by":  "looked at again by VALUE",
	"approval show.text": "NAME: shows VALUE",
}

var singular = strings.NewReplacer("VALUE approvals", "VALUE approval", "VALUE reviews", "VALUE review", "VALUE letters", "VALUE letter")

// phrase is a value with what it is the value of; nothing where there is no value. The emphasis is put around
// the value.
func (c *Change) phrase(value, emphasis string) string {
	if value == "" {
		return ""
	}
	if c.whole != nil && len(c.whole.settings) > 0 {
		return c.sentence(emphasis)
	}
	shown := show.Code(value)
	kind, name, _ := strings.Cut(c.Address, ".")
	words, ok := phrases[kind+" "+c.Setting]
	if clause, known := clauseOf(kind, c.Setting); !ok && known {
		before, after, _ := strings.Cut(clause, "VALUE")
		return leadOf(kind, name) + before + emphasis + shown + emphasis + after
	}
	if !ok {
		what := strings.TrimSpace(show.Code(c.Address) + " " + show.Markdown(c.Setting))
		return what + ": " + emphasis + shown + emphasis
	}
	if value == "1" {
		words = singular.Replace(words)
	}
	if said := c.worded(kind, value); said != "" {
		shown, words = said, strings.Replace(words, "at VALUE", "VALUE", 1) // "every day" is no instant
	}
	if emphasis != "" && c.Before != "" && listed[kind+" "+c.Setting] {
		shown, emphasis = c.fresh(value, emphasis), ""
	}
	before, after, _ := strings.Cut(words, "VALUE")
	named := func(part string) string { return strings.Replace(part, "NAME", show.Code(name), 1) }
	return named(before) + emphasis + shown + emphasis + named(after)
}

// worded is a value that is a sign for something that has words; "" for any other. Where both sides have the same words,
// the signs tell them apart.
func (c *Change) worded(kind, value string) string {
	of := func(value string) string {
		switch kind + " " + c.Setting {
		case "step effect":
			return effectWords[value]
		case "trigger cron":
			if said := show.Times(value); !strings.HasPrefix(said, "cron ") {
				return show.Markdown(said)
			}
		}
		return ""
	}
	if of(c.Before) == of(c.After) {
		return ""
	}
	return of(value)
}

// listed are the settings that have more when an item is added to them.
var listed = map[string]bool{
	"use allow": true, "connection hosts": true, "role members": true, "role teams": true, "access who": true, "access break_glass": true, "approval from": true,
	"review from": true, "ask to": true, "confirm by": true,
}

// fresh is a list with the items emphasised that were not in it; all of it where that cannot be told.
func (c *Change) fresh(value, emphasis string) string {
	was := map[string]bool{}
	for item := range strings.SplitSeq(c.Before, ", ") {
		was[item] = true
	}
	var items []string
	more := false
	for item := range strings.SplitSeq(value, ", ") {
		if was[item] {
			items = append(items, show.Code(item))
			continue
		}
		more = true
		items = append(items, emphasis+show.Code(item)+emphasis)
	}
	if whole := strings.ContainsRune(c.Before+value, '…') || strings.Contains(c.Before+value, "that stay"); !more || whole {
		return emphasis + show.Code(value) + emphasis
	}
	return strings.Join(items, ", ")
}
