package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// People: who has a role, who is the same person, whose yes counts. Whoever starts a run, the run itself and
// the auditor of it ask here.

// Holds tells whether the plan gives the person that role by what they can prove: the key that they sign
// with stands behind their login (ada#sha256:…), or the forge's number does (ada#583231). A login alone is
// enough only where a forge says who it is.
func Holds(p *plan.Plan, role string, by evidence.By) bool {
	r := p.Role(role)
	return r != nil && slices.ContainsFunc(r.Members, func(member string) bool {
		proven, named := lists(member, by)
		return proven || named && by.How == "forge"
	})
}

// Named are the roles that list the person, also by a login that nothing proves: good for asking for a run,
// which somebody else then looks at, and for nothing that counts as a word.
func Named(p *plan.Plan, by evidence.By) []string {
	var roles []string
	for _, role := range p.Roles {
		if slices.ContainsFunc(role.Members, func(member string) bool { proven, named := lists(member, by); return proven || named }) {
			roles = append(roles, role.Name)
		}
	}
	return roles
}

// lists tells whether a member of a role, "login" or "login#id", is the person: proven by the id, or named by
// the login alone. Where an id is given it decides, because logins can be given to somebody else.
func lists(member string, by evidence.By) (proven, named bool) {
	login, id, numbered := strings.Cut(member, "#")
	if !strings.EqualFold(login, by.Login) {
		return false, false
	}
	isKey := strings.HasPrefix(id, "sha256:")
	return numbered && id == by.ID && isKey == (by.How == "key"), !numbered
}

// Same tells whether two are, or may be, one person: where people must be distinct, in doubt they are not.
func Same(a, b evidence.By) bool {
	return a.How == b.How && a.ID == b.ID || strings.EqualFold(a.Login, b.Login)
}

// Question is an approval or ask as a run asked it. What does not answer exactly this does not count.
type Question struct {
	Address       string
	Key           *string // of the item of its phase
	Authorization canon.Digest
	Shown, Frozen canon.Digest
	Expires       string
	Requester     *evidence.By // whose own yes is no approval
	// Same tells whether two are one person; nil is Same. Who knows more about people may say more.
	Same func(a, b evidence.By) bool
	// Holds tells whether somebody has a role; nil is what the plan lists. Who can ask the forge about its teams
	// may say more.
	Holds func(role string, by evidence.By) bool
	// Today tells whether somebody still has a role, where that is known of another day than that of the plan; nil
	// asks nobody.
	Today func(role string, by evidence.By) bool
}

// Has tells whether somebody has a role, as far as the one who asks the question knows.
func (q Question) Has(p *plan.Plan, role string, by evidence.By) bool {
	return (Holds(p, role, by) || q.Holds != nil && q.Holds(role, by)) && (q.Today == nil || q.Today(role, by))
}

// InTeam tells whether a role has teams of the forge, so that somebody may have it whom the plan does not list. Who
// is in a team only the forge knows, and the ledger's signer testifies to it.
func InTeam(p *plan.Plan, role string, by evidence.By) bool {
	r := p.Role(role)
	return r != nil && len(r.Teams) > 0 && by.How == "forge"
}

// Heard is what came of what people said, in the order in which they said it.
type Heard struct {
	Enough  bool
	Counted []*evidence.Approval // that count: each of another person
	No      *evidence.Approval   // the first no; nothing counts after it
	Values  []evidence.AnswerValue
	Void    []Void
}

// Void is a word that does not count.
type Void struct {
	Said *evidence.Approval
	Why  string // as the end of a sentence: it …
}

// Hear judges what people said to a question. The first word of a person stands. An approval wants so many
// distinct people who have one of its roles, none of them the one who asked for the run; an ask wants one
// answer, and, where it says so, the same from a second person. A single no is a no, until there is enough.
func Hear(p *plan.Plan, q Question, said []*evidence.Approval) Heard {
	if q.Same == nil {
		q.Same = Same
	}
	var h Heard
	for _, a := range said {
		if h.Enough || h.No != nil {
			break
		}
		if why := cmp.Or(q.void(p, a), h.again(q, a)); why != "" {
			h.Void = append(h.Void, Void{a, why})
			continue
		}
		h.take(p, q, a)
	}
	return h
}

// take counts a word.
func (h *Heard) take(p *plan.Plan, q Question, a *evidence.Approval) {
	if a.Answer == evidence.No {
		h.No = a
		return
	}
	h.Counted = append(h.Counted, a)
	if name, ok := strings.CutPrefix(q.Address, plan.ApprovalPrefix); ok {
		h.Enough = int64(len(h.Counted)) >= max(1, p.Approval(name).Min)
		return
	}
	ask := p.Ask(strings.TrimPrefix(q.Address, plan.AskPrefix))
	for _, first := range h.Counted {
		if !slices.Contains(ask.To, first.Role) {
			continue
		}
		if len(ask.Second) == 0 || h.seconded(ask, first) {
			h.Enough, h.Values = true, first.Values
			return
		}
	}
}

// seconded tells whether somebody else, in a role of a second person, gave the same answers.
func (h *Heard) seconded(ask *plan.Ask, first *evidence.Approval) bool {
	return slices.ContainsFunc(h.Counted, func(a *evidence.Approval) bool {
		return a != first && slices.Contains(ask.Second, a.Role) && slices.EqualFunc(a.Values, first.Values, sameValue)
	})
}

func sameValue(a, b evidence.AnswerValue) bool {
	if a.Name != b.Name || (a.Digest == nil) != (b.Digest == nil) {
		return false
	}
	if a.Digest != nil {
		return *a.Digest == *b.Digest
	}
	return a.Value != nil && b.Value != nil && a.Value.Equal(*b.Value)
}

// again tells whether the person has been heard already.
func (h *Heard) again(q Question, a *evidence.Approval) string {
	for _, before := range h.Counted {
		if q.Same(before.By, a.By) {
			return "is by somebody who had answered before"
		}
	}
	return ""
}

// void tells why a word does not answer the question; "" if it does.
func (q Question) void(p *plan.Plan, a *evidence.Approval) string {
	approval := strings.HasPrefix(q.Address, plan.ApprovalPrefix)
	switch {
	case a.Name != q.Address || !sameKey(a.Key, q.Key):
		return "answers another question"
	case a.Answer == evidence.Unanswered:
		return "says that nobody answered in time"
	case a.Authorization != q.Authorization:
		return "is of another run"
	case a.Shown != q.Shown:
		return "is about something else than what was shown"
	case a.Frozen != q.Frozen:
		return "is about other items than those that waited"
	case a.Expires != q.Expires:
		return "names another end than the question"
	case a.At > a.Expires:
		return "came too late"
	case !slices.Contains(Asked(p, q.Address), a.Role):
		return fmt.Sprintf("is in the role %s, which was not asked", a.Role)
	case !q.Has(p, a.Role, a.By):
		return fmt.Sprintf("is by somebody who does not have the role %s", a.Role)
	case approval && q.Requester != nil && q.Same(*q.Requester, a.By):
		return "is by the one who asked for the run"
	}
	return ""
}

func sameKey(a, b *string) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }

// Asked are the roles that an approval or ask turns to, of a second person too; none where the plan has no
// such part.
func Asked(p *plan.Plan, address string) []string {
	if name, ok := strings.CutPrefix(address, plan.ApprovalPrefix); ok {
		if a := p.Approval(name); a != nil {
			return a.From
		}
	}
	if name, ok := strings.CutPrefix(address, plan.AskPrefix); ok {
		if a := p.Ask(name); a != nil {
			return slices.Concat(a.To, a.Second)
		}
	}
	return nil
}

// Closed tells whether an answer is chosen or counted, so that it can stand in clear: what somebody writes in
// their own words may be about anybody.
func Closed(a *plan.Answer) bool {
	return len(a.OneOf) > 0 || a.Type != "string" && a.Type != "list(string)"
}

// Reviewed are the reviews that count for a plan, and why they are not enough; "" where they are. The newest
// word of a person stands, and a no that stands is a no. said are in the order of the ledger, and of this plan.
func Reviewed(p *plan.Plan, requester *evidence.By, said []*evidence.Review) (counts []evidence.ReviewCount, missing string) {
	words := newest(p, requester, said)
	for _, rule := range p.Reviews {
		people := 0
		for _, r := range words {
			i := slices.IndexFunc(rule.From, func(role string) bool { return Holds(p, role, r.By) })
			switch {
			case i < 0:
			case r.Answer == evidence.No:
				return nil, fmt.Sprintf("review.%s: %s said no", rule.Name, r.By.Login)
			default:
				people++
				counts = append(counts, evidence.ReviewCount{By: r.By, Commit: r.Commit, Role: rule.From[i]})
			}
		}
		if int64(people) < rule.Min {
			return nil, fmt.Sprintf("review.%s: %d of %d people of %s reviewed this very plan", rule.Name, people, rule.Min, strings.Join(rule.From, ", "))
		}
	}
	slices.SortFunc(counts, func(a, b evidence.ReviewCount) int {
		return cmp.Or(cmp.Compare(a.By.ID, b.By.ID), cmp.Compare(a.Role, b.Role))
	})
	return slices.CompactFunc(counts, func(a, b evidence.ReviewCount) bool { return a.By.ID == b.By.ID && a.Role == b.Role }), ""
}

// newest is the newest word of each person who may review the plan, but for the requester, in the order in
// which they first spoke. Who only calls themselves like somebody is nobody here, and takes back no word.
func newest(p *plan.Plan, requester *evidence.By, said []*evidence.Review) []*evidence.Review {
	var words []*evidence.Review
	for _, r := range said {
		if requester != nil && Same(*requester, r.By) || !MayReview(p, r.By) {
			continue
		}
		if i := slices.IndexFunc(words, func(w *evidence.Review) bool { return Same(w.By, r.By) }); i >= 0 {
			words[i] = r
		} else {
			words = append(words, r)
		}
	}
	return words
}

// MayReview tells whether the person has a role whose review the plan asks for.
func MayReview(p *plan.Plan, by evidence.By) bool {
	return slices.ContainsFunc(p.Reviews, func(rule plan.Review) bool {
		return slices.ContainsFunc(rule.From, func(role string) bool { return Holds(p, role, by) })
	})
}

// MayBreak tells whether the plan lets the person break the glass in that role.
func MayBreak(p *plan.Plan, role string, by evidence.By) bool {
	return p.Access != nil && slices.Contains(p.Access.BreakGlass, role) && Holds(p, role, by)
}

// MayDispose tells whether the plan lets the person have evidence of its runs removed, in that role: it is the
// one that the runbook belongs to.
func MayDispose(p *plan.Plan, role string, by evidence.By) bool {
	return role == p.Owner && Holds(p, role, by)
}
