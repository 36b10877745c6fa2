package hub

import (
	"encoding/json"
	"path"
	"slices"
	"strings"
)

var ruleRoutes = []route{
	{"GET /repos/{owner}/{repo}/rulesets", "metadata:read", rulesets},
	{"POST /repos/{owner}/{repo}/rulesets", "administration:write", createRuleset},
	{"GET /repos/{owner}/{repo}/rulesets/{ruleset_id}", "metadata:read", ruleset},
	{"PUT /repos/{owner}/{repo}/rulesets/{ruleset_id}", "administration:write", putRuleset},
	{"GET /repos/{owner}/{repo}/rules/branches/{branch}", "metadata:read", branchRules},
}

// Ruleset is one of a repository, for branches.
type Ruleset struct {
	ID      int64    `json:"id"`
	Name    string   `json:"name"`
	State   string   `json:"enforcement"` // active, evaluate, disabled
	Include []string `json:"-"`           // refs/heads/..., or ~DEFAULT_BRANCH or ~ALL
	Rules   []Rule   `json:"rules"`
	Bypass  []Bypass `json:"bypass_actors"`
}

// Rule is one of a ruleset, as deletion, non_fast_forward or pull_request.
type Rule struct {
	Type       string         `json:"type"`
	Parameters map[string]any `json:"parameters,omitempty"`
}

// Bypass is who may pass by a ruleset.
type Bypass struct {
	ID   int64  `json:"actor_id"`
	Type string `json:"actor_type"`
	Mode string `json:"bypass_mode"`
}

// Ruleset adds a ruleset.
func (r *Repository) Ruleset(s Ruleset) *Ruleset {
	defer r.hub.lock()()
	s.ID = r.hub.id()
	r.rulesets = append(r.rulesets, &s)
	return &s
}

// Rulesets are those that there are now.
func (r *Repository) Rulesets() []Ruleset {
	defer r.hub.lock()()
	var all []Ruleset
	for _, s := range r.rulesets {
		all = append(all, *s)
	}
	return all
}

func (r *Repository) protected(branch string) bool {
	return len(r.rulesFor(branch)) > 0 || r.doors.settings["protection/"+branch] != nil
}

// rulesFor lists the rules that hold for a branch, with their rulesets.
func (r *Repository) rulesFor(branch string) []any {
	all := []any{}
	for _, s := range r.rulesets {
		if s.State != "active" || !slices.ContainsFunc(s.Include, func(pattern string) bool { return r.matches(pattern, branch) }) {
			continue
		}
		for _, rule := range s.Rules {
			o := fields{"type": rule.Type, "ruleset_source_type": "Repository", "ruleset_source": r.Full(), "ruleset_id": s.ID}
			if rule.Parameters != nil {
				o["parameters"] = rule.Parameters
			}
			all = append(all, o)
		}
	}
	return all
}

func (r *Repository) matches(pattern, branch string) bool {
	switch pattern {
	case "~ALL":
		return true
	case "~DEFAULT_BRANCH":
		return branch == r.main
	}
	is, err := path.Match(strings.TrimPrefix(pattern, "refs/heads/"), branch)
	return err == nil && is
}

// of is a ruleset as a token sees it: who may pass by is shown to who may write it.
func (s *Ruleset) of(c *call) any {
	o := fields{
		"id": s.ID, "name": s.Name, "target": "branch", "enforcement": s.State, "source_type": "Repository", "source": c.repo.Full(), "rules": s.Rules,
		"conditions": fields{"ref_name": fields{"include": s.Include, "exclude": []string{}}},
	}
	if c.token.allows("administration:write") {
		o["bypass_actors"] = anys(s.Bypass)
	}
	return o
}

func rulesets(c *call) answer {
	all := []any{}
	for _, s := range c.repo.rulesets {
		all = append(all, fields{"id": s.ID, "name": s.Name, "target": "branch", "enforcement": s.State, "source_type": "Repository", "source": c.repo.Full()})
	}
	return list(all)
}

// onRuleset answers for a ruleset that is there.
func onRuleset(c *call, then func(*Ruleset) answer) answer {
	for _, s := range c.repo.rulesets {
		if s.ID == c.pathNumber("ruleset_id") {
			return then(s)
		}
	}
	return notFound()
}

func ruleset(c *call) answer {
	return onRuleset(c, func(s *Ruleset) answer { return ok(s.of(c)) })
}

func (s *Ruleset) take(c *call) bool {
	var conditions struct {
		Conditions struct {
			Ref struct{ Include []string } `json:"ref_name"`
		}
	}
	if json.Unmarshal(c.body, s) != nil || json.Unmarshal(c.body, &conditions) != nil {
		return false
	}
	s.Include = conditions.Conditions.Ref.Include
	return s.Name != ""
}

func createRuleset(c *call) answer {
	s := &Ruleset{}
	if !s.take(c) {
		return unprocessable("Validation Failed")
	}
	s.ID = c.id()
	c.repo.rulesets = append(c.repo.rulesets, s)
	return created(s.of(c))
}

func putRuleset(c *call) answer {
	return onRuleset(c, func(s *Ruleset) answer {
		changed := Ruleset{ID: s.ID}
		if !changed.take(c) {
			return unprocessable("Validation Failed")
		}
		id := s.ID
		*s = changed
		s.ID = id
		return ok(s.of(c))
	})
}

func branchRules(c *call) answer { return list(c.repo.rulesFor(c.PathValue("branch"))) }

// RulesetNamed is the ruleset of that name; a test may change it while nothing is asked.
func (r *Repository) RulesetNamed(name string) *Ruleset {
	defer r.hub.lock()()
	for _, s := range r.rulesets {
		if s.Name == name {
			return s
		}
	}
	return nil
}
