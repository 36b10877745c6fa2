package site

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/actions/report/checker"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/verdict"
)

// words are what templates say things by.
func (w *writer) words() template.FuncMap {
	return template.FuncMap{
		"when": w.when, "stamp": stamp, "moment": moment, "day": day, "file": fileName, "short": short,
		"mark": report.Mark, "word": word,
		"said":      func(c verdict.Cell) string { return report.CellSaid(&c) },
		"proofSaid": func(p verdict.Proof) string { return report.ProofSaid(&p) },
		"claimed":   func(f verdict.Function) bool { return claimed(&f) },
		"overall":   report.Overall, "refutedText": report.RefutedText, "tier": tier, "last": last,
		"sign":     func(state any) string { return signs[fmt.Sprint(state)] },
		"standing": report.Said, "judging": func(id string) string { return judging[id] }, "page": w.pageOf, "runAt": w.runAt, "runOf": w.runOf, "chunk": func(entry int64) int64 { return entry / chunkSize }, "state": w.State,
		"count": count, "length": expr.FormatLength, "tone": tone, "deref": func(n *int64) int64 { return *n }, "ended": w.ended, "told": w.told, "link": func(do string) bool { return strings.HasPrefix(do, "https://") }, "limits": func() []string { return checker.Limits },
		"stages": verdict.Stages, "ownReading": func() string { return verdict.OwnReading },
	}
}

// when tells an instant to people and to machines, in the project's zone too.
func (w *writer) when(instant string) template.HTML {
	t, err := evidence.ParseInstant(instant)
	if err != nil {
		return template.HTML(template.HTMLEscapeString(instant))
	}
	text := t.Format("2 January 2006, 15:04 UTC")
	if zone := w.site.Zone; zone != nil && zone != time.UTC {
		local, form := t.In(zone), "15:04 "
		if local.Day() != t.Day() {
			form = "2 January, 15:04 "
		}
		text += " (" + local.Format(form) + zone.String() + ")"
	}
	return timed(instant, text)
}

// stamp is an instant in a table: UTC, as machines read it too.
func stamp(instant string) template.HTML {
	if len(instant) != len("2006-01-02T15:04:05Z") {
		return template.HTML(template.HTMLEscapeString(instant))
	}
	return template.HTML("<time>" + template.HTMLEscapeString(instant[:10]+" "+instant[11:16]) + "</time>")
}

// moment is an instant in the story of a run, to the second.
func moment(instant string) template.HTML {
	if len(instant) != len("2006-01-02T15:04:05Z") {
		return stamp(instant)
	}
	return template.HTML("<time>" + template.HTMLEscapeString(instant[:10]+" "+instant[11:19]) + "</time>")
}

func day(instant string) string { return strings.SplitN(instant, "T", 2)[0] }

func timed(instant, text string) template.HTML {
	return template.HTML(`<time datetime="` + template.HTMLEscapeString(instant) + `">` + template.HTMLEscapeString(text) + `</time>`)
}

// fileName is a name as a file of the site has it. Names of runbooks and functions are as they stand; anything else
// is written out, so that no name leaves its folder or takes another's place.
func fileName(name string) string {
	plain := name != "" && name[0] != '.'
	for _, r := range name {
		plain = plain && (r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.')
	}
	if plain && len(name) <= 120 {
		return name
	}
	return "=" + hex.EncodeToString([]byte(name))[:min(2*len(name), 200)]
}

// short is the beginning of a digest, as people compare it.
func short(digest any) string {
	_, hex, _ := strings.Cut(fmt.Sprint(digest), ":")
	return hex[:min(len(hex), 12)]
}

// word is a standing or a state as a class.
func word(s any) string { return strings.ReplaceAll(fmt.Sprint(s), " ", "-") }

// signs tell states of a run apart without colours.
var signs = map[string]string{"passed": "✓", "failed": "✗", "skipped": "·", "simulated": "≈", "recovered": "↩", "blocked": "⊘", "unknown": "?",
	"interrupted": "⚡", refused: "⊘", underWay: "…", unfinished: "!", "held": "✓", "refuted": "✗", "not judged": "–"}

// judging are the commands that judge a claim which this verification did not: with more of the auditor's trust, more
// of the repository, or the forge.
var judging = map[string]string{
	"5": "attestary trust init, then attestary verify --trust trust.hcl", "6": "attestary trust init, then attestary verify --trust trust.hcl",
	"7b": "git fetch --unshallow, then attestary verify --source main", "7c": "git fetch --unshallow, then attestary verify --source main",
	"8": "attestary trust init, then attestary verify --trust trust.hcl", "11": "git fetch --unshallow, then attestary verify --source main",
}

// tone is how grave a state is: good, bad, or what is neither.
func tone(state any) string {
	switch fmt.Sprint(state) {
	case "passed", "held", "met":
		return "good"
	case "failed", "interrupted", "refuted", "failing", "missed", unfinished:
		return "bad"
	case "skipped", "simulated", underWay, "unclaimed":
		return "calm"
	}
	return "warn"
}

// runAt is the page of the run that an entry is of; "" where it is of none.
func (w *writer) runAt(entry *int64) string {
	if entry == nil || *entry < 0 || *entry >= int64(len(w.rows)) || w.rows[*entry].Run == nil {
		return ""
	}
	return w.pageOf(w.rows[*entry].Run)
}

func (w *writer) runOf(entry int64) string { return w.runAt(&entry) }

// told is the page of the run that a command would tell of; "" where it tells of none.
func (w *writer) told(command string) string {
	entry, err := strconv.ParseInt(strings.TrimPrefix(command, "attestary show "), 10, 64)
	if err != nil {
		return ""
	}
	return w.runOf(entry)
}

func count(n any, one string) string {
	text := fmt.Sprint(n)
	if text == "1" {
		return "1 " + one
	}
	if strings.HasSuffix(one, "y") {
		one = strings.TrimSuffix(one, "y") + "ie"
	}
	return text + " " + one + "s"
}

func asker(by *evidence.By, t evidence.TriggerRef) string {
	if by == nil {
		return "itself (" + t.Name + ")"
	}
	return by.Login
}

// signer is what a bundle names as its signer: the beginning of a key's digest, or that there is a certificate.
// It proves nothing by itself.
func signer(bundle []byte) string {
	b, err := evidence.ParseBundle(bundle)
	switch {
	case err != nil:
		return ""
	case b.Verification.PublicKey != nil:
		if hint, err := base64.StdEncoding.DecodeString(b.Verification.PublicKey.Hint); err == nil {
			return "key " + hex.EncodeToString(hint)[:min(12, 2*len(hint))]
		}
	case b.Verification.Certificate != nil:
		return "a certificate"
	}
	return ""
}

// inBrief is what somebody said, in a sentence.
func inBrief(said evidence.Spoken) string {
	switch p := said.(type) {
	case *evidence.Review:
		return fmt.Sprintf("%s to the plan%s", p.Answer, because(p.Reason))
	case *evidence.Approval:
		if p.Answer == evidence.Unanswered {
			return fmt.Sprintf("nobody answered %s in time", p.Name)
		}
		return fmt.Sprintf("%s to %s, as %s%s", p.Answer, p.Name, p.Role, because(p.Reason))
	case *evidence.Confirmation:
		return fmt.Sprintf("looked at %s: %s", p.Checked, p.Words)
	case *evidence.Breakglass:
		return fmt.Sprintf("broke the glass as %s until %s: %s", p.Role, p.Expires, p.Reason)
	case *evidence.Disposition:
		return fmt.Sprintf("had %s removed: %s", p.What, p.Authority)
	case *evidence.Waiver:
		return fmt.Sprintf("lets %s go unmet until %s: %s", p.CheckOf, p.Expires, p.Reason)
	case *evidence.Revocation:
		return fmt.Sprintf("takes back %s: %s", count(len(p.Entries), "entry"), p.Reason)
	}
	return ""
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return ": " + reason
}

// took is how long something lasted; "" where that is not told.
func took(from, to string) string {
	a, errA := evidence.ParseInstant(from)
	b, errB := evidence.ParseInstant(to)
	if errA != nil || errB != nil || b.Before(a) {
		return ""
	}
	if seconds := int64(b.Sub(a) / time.Second); seconds > 0 {
		return expr.LengthWords(seconds)
	}
	return "less than a second"
}
