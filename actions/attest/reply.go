package attest

import (
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// Reply is what the answer to an approval or ask is made of.
type Reply struct {
	Voice
	Plan          []byte // the plan's own bytes
	Authorization []byte // the authorization's statement
	Question      rules.Question
	Role          string // "": the first of theirs that is asked
	Answer        evidence.Answer
	Reason        string
	Values        map[string]expr.Value // of an ask: an answer for each that it wants
	Salt          [16]byte              // of the question: what is said in own words is told by a salted digest
}

// ApprovalStatement is a person's answer to an approval or ask, and the answers that it has digests of. It
// fails where the answer would not count: the words of rules.Hear say why.
func ApprovalStatement(r Reply) (*evidence.Approval, []evidence.Said, error) {
	p, a, err := authorised(r.Plan, r.Authorization)
	if err != nil {
		return nil, nil, err
	}
	q := r.Question
	q.Authorization, q.Requester = canon.Sum(r.Authorization), a.Requester
	said := &evidence.Approval{
		Answer: r.Answer, At: evidence.FormatInstant(r.At), Authorization: q.Authorization, By: r.By, Expires: q.Expires, Frozen: q.Frozen, Key: q.Key,
		Name: q.Address, Reason: r.Reason, Role: r.role(p), Run: a.Run.Key(), Seen: r.Seen, Shown: q.Shown, Values: []evidence.AnswerValue{},
	}
	if said.Role == "" && r.Role != "" {
		return nil, nil, fmt.Errorf("%s of %s: %s does not answer in the role %s: it is not asked, or not theirs", q.Address, a.Runbook, r.By.Login, r.Role)
	}
	if said.Role == "" {
		return nil, nil, fmt.Errorf("%s of %s: %w", q.Address, a.Runbook, notAsked(p, rules.Asked(p, q.Address), r.By))
	}
	own, err := r.values(p, said)
	if err != nil {
		return nil, nil, fmt.Errorf("%s of %s: %w", q.Address, a.Runbook, err)
	}
	if h := rules.Hear(p, q, []*evidence.Approval{said}); len(h.Void) > 0 {
		return nil, nil, fmt.Errorf("%s of %s: the answer would not count: it %s", q.Address, a.Runbook, h.Void[0].Why)
	}
	return said, own, cmp.Or(said.Check(), seesRun(a, r.Seen))
}

// role is the role in which the person answers: that which they name, or the first of theirs that is asked.
func (r Reply) role(p *plan.Plan) string {
	asked := rules.Asked(p, r.Question.Address)
	i := slices.IndexFunc(asked, func(role string) bool { return (r.Role == "" || role == r.Role) && r.Question.Has(p, role, r.By) })
	if i < 0 {
		return ""
	}
	return asked[i]
}

// values holds the answers to an ask to their rules, and puts them into the statement.
func (r Reply) values(p *plan.Plan, said *evidence.Approval) (own []evidence.Said, err error) {
	name, isAsk := strings.CutPrefix(said.Name, plan.AskPrefix)
	if !isAsk || said.Answer != evidence.Yes {
		if len(r.Values) > 0 {
			return nil, errors.New("it takes no answers beside yes and no")
		}
		return nil, nil
	}
	wants := p.Ask(name).Answers
	for _, given := range slices.Sorted(maps.Keys(r.Values)) {
		if !slices.ContainsFunc(wants, func(want plan.Answer) bool { return want.Name == given }) {
			return nil, fmt.Errorf("it does not ask for %q", given)
		}
	}
	for i := range wants {
		value := r.Values[wants[i].Name]
		if f := rules.CheckAnswer(&wants[i], value); f != nil {
			return nil, errors.New(f.Message)
		}
		kept := evidence.AnswerValue{Name: wants[i].Name, Value: &value}
		if !rules.Closed(&wants[i]) {
			words := evidence.Said{Name: wants[i].Name, Salt: hex.EncodeToString(r.Salt[:]), Value: value}
			digest, err := words.Digest()
			if err != nil {
				return nil, err
			}
			kept, own = evidence.AnswerValue{Name: wants[i].Name, Digest: &digest}, append(own, words)
		}
		said.Values = append(said.Values, kept)
	}
	slices.SortFunc(said.Values, func(a, b evidence.AnswerValue) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(own, func(a, b evidence.Said) int { return cmp.Compare(a.Name, b.Name) })
	return own, nil
}
