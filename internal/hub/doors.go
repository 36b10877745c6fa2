package hub

import (
	"slices"
	"strings"
)

// Who and what an organization or a repository lets in, and what was found there.

var doorRoutes = []route{
	{"GET /orgs/{org}/members", "members:read", orgMembers},
	{"GET /orgs/{org}/outside_collaborators", "members:read", outside},
	{"GET /orgs/{org}/memberships/{username}", "members:read", membership},
	{"DELETE /orgs/{org}/members/{username}", "members:write", removeMember},
	{"DELETE /orgs/{org}/outside_collaborators/{username}", "members:write", removeOutside},
	{"PUT /orgs/{org}/teams/{team_slug}/memberships/{username}", "members:write", joinTeam},
	{"DELETE /orgs/{org}/teams/{team_slug}/memberships/{username}", "members:write", leaveTeam},
	{"GET /repos/{owner}/{repo}/collaborators", "metadata:read", repoCollaborators},
	{"GET /repos/{owner}/{repo}/keys", "administration:read", kept("keys")},
	{"DELETE /repos/{owner}/{repo}/keys/{key_id}", "administration:write", dropped("keys", "key_id")},
	{"GET /repos/{owner}/{repo}/hooks", "repository_hooks:read", kept("hooks")},
	{"DELETE /repos/{owner}/{repo}/hooks/{hook_id}", "repository_hooks:write", dropped("hooks", "hook_id")},
	{"GET /orgs/{org}/hooks", "organization_hooks:read", kept("hooks")},
	{"DELETE /orgs/{org}/hooks/{hook_id}", "organization_hooks:write", dropped("hooks", "hook_id")},
	{"GET /orgs/{org}/rulesets", "organization_administration:write", kept("rulesets")},
	{"GET /orgs/{org}/rulesets/{ruleset_id}", "organization_administration:write", one("rulesets", "ruleset_id")},
	{"GET /repos/{owner}/{repo}/branches/{branch}/protection", "administration:read", protection},
	{"GET /repos/{owner}/{repo}/dependabot/alerts", "vulnerability_alerts:read", kept("dependabot")},
	{"GET /orgs/{org}/dependabot/alerts", "vulnerability_alerts:read", kept("dependabot")},
	{"GET /repos/{owner}/{repo}/secret-scanning/alerts", "secret_scanning_alerts:read", kept("secret-scanning")},
	{"GET /orgs/{org}/secret-scanning/alerts", "secret_scanning_alerts:read", kept("secret-scanning")},
	{"GET /repos/{owner}/{repo}/code-scanning/alerts", "security_events:read", kept("code-scanning")},
	{"GET /orgs/{org}/code-scanning/alerts", "security_events:read", kept("code-scanning")},
	{"GET /repos/{owner}/{repo}/actions/permissions", "administration:read", setting("permissions")},
	{"GET /repos/{owner}/{repo}/actions/permissions/selected-actions", "administration:read", setting("selected-actions")},
	{"GET /orgs/{org}/actions/permissions", "organization_administration:read", setting("permissions")},
	{"GET /orgs/{org}/actions/permissions/workflow", "organization_administration:read", setting("workflow")},
}

// Fields are the members of an object, as GitHub names them.
type Fields = map[string]any

// doors is what is behind these routes.
type doors struct {
	owners, outside, bare, maintainers []*Person
	deaf                               bool // to filters, as some servers are
	lists                              map[string][]Fields
	settings                           map[string]Fields
	required                           *bool // two factors
}

func (d *doors) keep(list string, items []Fields) {
	if d.lists == nil {
		d.lists = map[string][]Fields{}
	}
	d.lists[list] = append(d.lists[list], items...)
}

func (d *doors) set(name string, to Fields) {
	if d.settings == nil {
		d.settings = map[string]Fields{}
	}
	d.settings[name] = to
}

// Keep adds to a list: keys, hooks, dependabot, secret-scanning or code-scanning.
func (r *Repository) Keep(list string, items ...Fields) {
	defer r.hub.lock()()
	r.doors.keep(list, items)
}

// Kept is what a list has now.
func (r *Repository) Kept(list string) []Fields {
	defer r.hub.lock()()
	return slices.Clone(r.doors.lists[list])
}

// Set sets what is told of a thing: permissions, workflow, selected-actions, or protection of a branch,
// "protection/main".
func (r *Repository) Set(name string, to Fields) {
	defer r.hub.lock()()
	r.doors.set(name, to)
}

// Outside gives somebody who is no member a permission.
func (r *Repository) Outside(p *Person, permission string) {
	r.Collaborator(p, permission)
	defer r.hub.lock()()
	r.doors.outside = append(r.doors.outside, p)
}

// Keep adds to a list: hooks, rulesets, dependabot, secret-scanning or code-scanning.
func (o *Org) Keep(list string, items ...Fields) {
	defer o.hub.lock()()
	o.doors.keep(list, items)
}

// Set sets what is told of a thing: permissions or workflow.
func (o *Org) Set(name string, to Fields) {
	defer o.hub.lock()()
	o.doors.set(name, to)
}

// Member takes people in.
func (o *Org) Member(people ...*Person) { o.among(&o.members, people) }

// Owner takes people in as owners.
func (o *Org) Owner(people ...*Person) {
	o.among(&o.members, people)
	o.among(&o.doors.owners, people)
}

// Outside lets people work here who are no members.
func (o *Org) Outside(people ...*Person) { o.among(&o.doors.outside, people) }

// Bare tells that people have no second factor.
func (o *Org) Bare(people ...*Person) { o.among(&o.doors.bare, people) }

// Dressed tells that somebody has a second factor now.
func (o *Org) Dressed(p *Person) { o.leave(p, &o.doors.bare) }

// Leave takes somebody out of the organization.
func (o *Org) Leave(p *Person) { o.leave(p, &o.members, &o.doors.owners) }

func (o *Org) leave(p *Person, lists ...*[]*Person) {
	defer o.hub.lock()()
	for _, list := range lists {
		*list = slices.DeleteFunc(slices.Clone(*list), func(q *Person) bool { return p == q })
	}
}

// TeamOf are the logins of those in a team.
func (o *Org) TeamOf(slug string) []string { return o.logins(&o.team(slug).members) }

// Kept is what a list has now.
func (o *Org) Kept(list string) []Fields {
	defer o.hub.lock()()
	return slices.Clone(o.doors.lists[list])
}

// Maintainer tells who maintains the teams that they are in.
func (o *Org) Maintainer(people ...*Person) { o.among(&o.doors.maintainers, people) }

// Deaf makes the server leave filters out of account.
func (o *Org) Deaf() {
	defer o.hub.lock()()
	o.doors.deaf = true
}

// TwoFactors sets whether the organization demands two factors.
func (o *Org) TwoFactors(required bool) {
	defer o.hub.lock()()
	o.doors.required = &required
}

// Members are the logins of those who are in.
func (o *Org) Members() []string { return o.logins(&o.members) }

// Outsiders are the logins of those who work here from outside.
func (o *Org) Outsiders() []string { return o.logins(&o.doors.outside) }

func (o *Org) logins(list *[]*Person) (all []string) {
	defer o.hub.lock()()
	for _, p := range *list {
		all = append(all, p.Login)
	}
	slices.Sort(all)
	return all
}

func (o *Org) among(list *[]*Person, people []*Person) {
	defer o.hub.lock()()
	for _, p := range people {
		if !slices.Contains(*list, p) {
			*list = append(*list, p)
		}
	}
}

// object is an organization as a token sees it: some is for its owners alone.
func (o *Org) object(c *call) any {
	all := fields{"id": o.ID, "login": o.Login}
	if c.token.allows("organization_administration:read") && o.doors.required != nil {
		all["two_factor_requirement_enabled"] = *o.doors.required
	}
	return all
}

// heard leaves out whom a filter leaves out.
func (o *Org) heard(people []*Person, wanted bool, in []*Person) []*Person {
	if o.doors.deaf {
		return people
	}
	var left []*Person
	for _, p := range people {
		if slices.Contains(in, p) == wanted {
			left = append(left, p)
		}
	}
	return left
}

// filtered hears filter=2fa_disabled and role, or answers as to who is no owner.
func (o *Org) filtered(c *call, people []*Person, first []*Person) answer {
	query := c.URL.Query()
	switch {
	case query.Get("filter") == "2fa_disabled" && !o.doors.deaf && !slices.Contains(o.doors.owners, c.token.who):
		return unprocessable("Only owners can use this filter.")
	case query.Get("filter") == "2fa_disabled":
		people = o.heard(people, true, o.doors.bare)
	}
	switch query.Get("role") {
	case "admin", "maintainer":
		people = o.heard(people, true, first)
	case "member":
		people = o.heard(people, false, first)
	}
	return list(objects(people))
}

func orgMembers(c *call) answer {
	return inOrg(c, func(o *Org) answer { return o.filtered(c, o.members, o.doors.owners) })
}

func outside(c *call) answer {
	return inOrg(c, func(o *Org) answer { return o.filtered(c, o.doors.outside, nil) })
}

func membership(c *call) answer {
	return inOrg(c, func(o *Org) answer {
		p := c.people[strings.ToLower(c.PathValue("username"))]
		if p == nil || !slices.Contains(o.members, p) {
			return notFound()
		}
		role := "member"
		if slices.Contains(o.doors.owners, p) {
			role = "admin"
		}
		return ok(fields{"state": "active", "role": role, "user": p.object(), "organization": fields{"id": o.ID, "login": o.Login}})
	})
}

// removal takes a person out of a list.
func (c *call) removal(lists ...*[]*Person) answer {
	p := c.people[strings.ToLower(c.PathValue("username"))]
	if p == nil || !slices.Contains(*lists[0], p) {
		return notFound()
	}
	for _, list := range lists {
		*list = slices.DeleteFunc(slices.Clone(*list), func(q *Person) bool { return p == q })
	}
	return empty()
}

func removeMember(c *call) answer {
	return inOrg(c, func(o *Org) answer { return c.removal(&o.members, &o.doors.owners) })
}

func removeOutside(c *call) answer {
	return inOrg(c, func(o *Org) answer { return c.removal(&o.doors.outside) })
}

func leaveTeam(c *call) answer {
	return inTeam(c, func(t *Team) answer { return c.removal(&t.members) })
}

// joinTeam takes somebody into a team, and who is no member into the organization: that is an invitation.
func joinTeam(c *call) answer {
	return inTeam(c, func(t *Team) answer {
		p := c.people[strings.ToLower(c.PathValue("username"))]
		if p == nil {
			return notFound()
		}
		t.members = append(t.members, p)
		return ok(fields{"role": "member", "state": "active", "url": "https://hub.invalid/"})
	})
}

// repoCollaborators lists those with a permission, by their numbers.
func repoCollaborators(c *call) answer {
	var all []*Person
	for _, p := range c.people {
		if c.repo.collaborators[p.ID] == "" || c.URL.Query().Get("affiliation") == "outside" && !slices.Contains(c.repo.doors.outside, p) {
			continue
		}
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b *Person) int { return int(a.ID - b.ID) })
	out := []any{}
	for _, p := range all {
		o := p.object().(fields)
		o["role_name"] = c.repo.collaborators[p.ID]
		out = append(out, o)
	}
	return list(out)
}

// behind is what the call is about.
func (c *call) behind() *doors {
	if c.repo != nil {
		return &c.repo.doors
	}
	if o := c.orgs[strings.ToLower(c.PathValue("org"))]; o != nil {
		return &o.doors
	}
	return nil
}

// kept lists what was kept; of what has a state, that which is asked for.
func kept(name string) func(*call) answer {
	return func(c *call) answer {
		d, state := c.behind(), c.URL.Query().Get("state")
		if d == nil {
			return notFound()
		}
		all := []any{}
		for _, item := range d.lists[name] {
			if state == "" || item["state"] == state {
				all = append(all, item)
			}
		}
		return list(all)
	}
}

func one(name, id string) func(*call) answer {
	return func(c *call) answer {
		if d := c.behind(); d != nil {
			for _, item := range d.lists[name] {
				if item["id"] == c.pathNumber(id) {
					return ok(item)
				}
			}
		}
		return notFound()
	}
}

func dropped(name, id string) func(*call) answer {
	return func(c *call) answer {
		d := c.behind()
		if d == nil {
			return notFound()
		}
		before := len(d.lists[name])
		d.lists[name] = slices.DeleteFunc(d.lists[name], func(item Fields) bool { return item["id"] == c.pathNumber(id) })
		if len(d.lists[name]) == before {
			return notFound()
		}
		return empty()
	}
}

func setting(name string) func(*call) answer {
	return func(c *call) answer {
		if d := c.behind(); d != nil && d.settings[name] != nil {
			return ok(d.settings[name])
		}
		return notFound()
	}
}

// protection is that of the older kind, which says so where there is none.
func protection(c *call) answer {
	if p := c.repo.doors.settings["protection/"+c.PathValue("branch")]; p != nil {
		return ok(p)
	}
	if _, err := c.repo.ref("refs/heads/" + c.PathValue("branch")); err != nil {
		return said(404, "Branch not found")
	}
	return said(404, "Branch not protected")
}
