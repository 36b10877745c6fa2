package check

import (
	"slices"

	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/kind"
)

// leaves asks rule_review about every setting of the runbook that must be known at review time.
func (c *checker) leaves() {
	t := c.Tree
	c.hold("runbook", textLeaf("title", t.Title), textLeaf("summary", t.Summary), wholeLeaf("language", t.Language),
		truthLeaf("read_only", t.ReadOnly), textLeaf("timeout", t.Timeout), textLeaf("finish_by", t.FinishBy), textLeaf("review_by", t.ReviewBy))
	for _, s := range t.Satisfies {
		c.hold("satisfies."+s.Framework.Value, slices.Concat(
			[]leaf{textLeaf("function", s.Function), textLeaf("stage", s.Stage), textLeaf("fresh_for", s.FreshFor), truthLeaf("rehearsal", s.Rehearsal)},
			textsLeaves("controls", s.Controls), textsLeaves("inputs", s.Inputs))...)
	}
	for _, tr := range t.Triggers {
		c.hold("trigger."+tr.Name.Value, textLeaf("cron", tr.Cron), textLeaf("every", tr.Every), textLeaf("timezone", tr.Timezone),
			textLeaf("type", tr.Type), textLeaf("label", tr.Label), textLeaf("check", tr.Check), truthLeaf("forks", tr.Forks))
		c.hold("trigger."+tr.Name.Value, textsLeaves("paths", tr.Paths)...)
	}
	for _, in := range t.Inputs {
		c.hold("input."+in.Name.Value, textLeaf("title", in.Title), textLeaf("description", in.Description), textLeaf("pattern", in.Pattern),
			wholeLeaf("max_length", in.MaxLength), truthLeaf("sensitive", in.Sensitive), truthLeaf("personal", in.Personal))
		c.hold("input."+in.Name.Value, valueLeaf("default", in.Default), valueLeaf("min", in.Min), valueLeaf("max", in.Max),
			valueLeaf("one_of", in.OneOf), valueLeaf("example", in.Example))
	}
	for _, u := range t.Uses {
		c.hold("use."+u.Connection.Value, textsLeaves("allow", u.Allow)...)
	}
	c.stepLeaves()
	c.peopleLeaves()
	for _, e := range t.Evidence {
		c.hold("evidence."+e.Name.Value, textLeaf("description", e.Description), truthLeaf("personal", e.Personal))
	}
	for _, i := range t.Ignores {
		c.hold("", textLeaf("reason", i.Reason), textLeaf("until", i.Until))
	}
}

func (c *checker) stepLeaves() {
	for _, s := range c.Tree.Steps {
		address := "step." + s.Name.Value
		c.hold(address, textLeaf("title", s.Title), textLeaf("by", s.By), wholeLeaf("parallel", s.Parallel), textLeaf("timeout", s.Timeout),
			textLeaf("on_error", s.OnError).within("stop", "continue"),
			textLeaf("effect", s.Effect).within("observe", "change", "grant", "destroy"), valueLeaf("limit", s.Limit))
		c.undoLeaves(s.Undo, address)
		if s.Retry != nil {
			c.hold(address, wholeLeaf("max", s.Retry.Max), textLeaf("delay", s.Retry.Delay))
		}
	}
	for _, judged := range c.Tree.Checks {
		c.hold("check."+judged.Name.Value, textLeaf("by", judged.By), textLeaf("empty", judged.Empty).within("passed"), textLeaf("remedy", judged.Remedy))
	}
}

func (c *checker) undoLeaves(u *syntax.Undo, address string) {
	if u != nil {
		c.hold(address, textLeaf("reason", u.Reason))
	}
}

// actionLeaves asks the same about an action.
func (c *checker) actionLeaves(a *syntax.Action) {
	c.hold(c.address, textLeaf("title", a.Title), textLeaf("effect", a.Effect).within("observe", "change", "grant", "destroy"),
		truthLeaf("idempotent", a.Idempotent), textLeaf("kind", a.Kind).within("http", "sql", "github", "shell"))
	for _, s := range a.Settings {
		c.hold(c.address, valueLeaf("default", s.Default), textLeaf("pattern", s.Pattern), valueLeaf("one_of", s.OneOf), textLeaf("description", s.Description))
	}
	for _, o := range a.Outputs {
		c.hold(c.address, append(textsLeaves("labels", o.Labels), truthLeaf("as_of", o.AsOf))...)
	}
	if a.Run != nil {
		c.hold(c.address, textLeaf("paginate", a.Run.Paginate))
	}
	c.undoLeaves(a.Undo, c.address)
}

// projectLeaves asks the same about project.hcl.
func (c *checker) projectLeaves() {
	t := c.Project.Tree
	c.hold("project", append(slices.Concat(textsLeaves("frameworks", t.Frameworks), textsLeaves("drafts", t.Drafts)), wholeLeaf("language", t.Language), textLeaf("timezone", t.Timezone), textLeaf("action", t.Action))...)
	if t.Store != nil {
		c.hold("evidence", textLeaf("branch", t.Store.Branch), textLeaf("over", t.Store.Over), textLeaf("sign", t.Store.Sign), textLeaf("public_log", t.Store.PublicLog), textLeaf("witness", t.Store.Witness),
			textLeaf("fulcio", t.Store.Fulcio), textLeaf("timestamp", t.Store.Timestamp), textLeaf("rekor", t.Store.Rekor), textLeaf("trusted_root", t.Store.Root))
	}
	for _, r := range t.Roles {
		c.hold("role."+r.Name.Value, append(textsLeaves("teams", r.Teams), textsLeaves("members", r.Members)...)...)
	}
	for _, p := range t.People {
		c.hold("person."+p.Login.Value, textLeaf("email", p.Email))
	}
	for _, n := range t.Connections {
		c.hold("connection."+n.Name.Value, append(textsLeaves("hosts", n.Hosts), textLeaf("kind", n.Kind).within("http", "sql", "github", "shell"),
			textLeaf("url", n.URL), textLeaf("auth", n.Auth), textLeaf("user", n.User), textLeaf("token_url", n.TokenURL), textLeaf("client_id", n.ClientID),
			textLeaf("client_auth", n.ClientAuth).within(kind.ClientAuths...), textLeaf("scope", n.Scope), textLeaf("audience", n.Audience), textLeaf("subject", n.Subject), textLeaf("region", n.Region), textLeaf("service", n.Service))...)
	}
	for _, r := range t.Reviews {
		c.hold("review."+r.Name.Value, append(textsLeaves("effects", r.Effects), wholeLeaf("min", r.Min))...)
	}
	for _, s := range t.Secrets {
		c.hold("secret."+s.Name.Value, textLeaf("from", s.From), textLeaf("purpose", s.Purpose))
	}
}
