package hub

import (
	"slices"
	"strings"
)

var peopleRoutes = []route{
	{"GET /user", "", me},
	{"GET /users/{username}", "", userByLogin},
	{"GET /user/{account_id}", "", userByID},
	{"GET /orgs/{org}", "", org},
	{"GET /orgs/{org}/teams", "members:read", teams},
	{"GET /orgs/{org}/teams/{team_slug}", "members:read", team},
	{"GET /orgs/{org}/teams/{team_slug}/members", "members:read", teamMembers},
	{"GET /orgs/{org}/teams/{team_slug}/memberships/{username}", "members:read", teamMembership},
	{"GET /repos/{owner}/{repo}/collaborators/{username}/permission", "metadata:read", permissionLevel},
}

// Person is somebody, or a bot. The number stays; a login may be given to somebody else.
type Person struct {
	ID    int64
	Login string
	Email string
	Bot   bool
}

// Person gives the person with a login, who is made where there is none yet.
func (h *Hub) Person(login string) *Person {
	defer h.lock()()
	return h.person(login)
}

func (h *Hub) person(login string) *Person {
	p := h.people[strings.ToLower(login)]
	if p == nil {
		p = &Person{ID: h.id(), Login: login, Email: strings.TrimSuffix(login, "[bot]") + "@example.org", Bot: strings.HasSuffix(login, "[bot]")}
		h.people[strings.ToLower(login)] = p
	}
	return p
}

// Rename gives a person another login. Whoever takes the old one is somebody else.
func (h *Hub) Rename(p *Person, login string) {
	defer h.lock()()
	delete(h.people, strings.ToLower(p.Login))
	p.Login = login
	h.people[strings.ToLower(login)] = p
}

// emailed gives the person with an address; nil where nobody has it.
func (h *Hub) emailed(address string) *Person {
	for _, p := range h.people {
		if strings.EqualFold(p.Email, address) {
			return p
		}
	}
	return nil
}

func (p *Person) object() any {
	if p == nil {
		return nil
	}
	kind := "User"
	if p.Bot {
		kind = "Bot"
	}
	return fields{"id": p.ID, "login": p.Login, "type": kind, "site_admin": false}
}

// Org is an organization.
type Org struct {
	ID    int64
	Login string

	hub     *Hub
	members []*Person
	teams   []*Team
	doors   doors
}

// Team is one of an organization.
type Team struct {
	ID   int64
	Slug string

	members []*Person
}

// Org gives the organization with a login, which is made where there is none yet.
func (h *Hub) Org(login string) *Org {
	defer h.lock()()
	return h.org(login)
}

func (h *Hub) org(login string) *Org {
	o := h.orgs[strings.ToLower(login)]
	if o == nil {
		o = &Org{ID: h.id(), Login: login, hub: h}
		h.orgs[strings.ToLower(login)] = o
	}
	return o
}

// Team sets who is in a team, which is made where there is none yet. Its members are the organization's, too.
func (o *Org) Team(slug string, members ...*Person) *Team {
	defer o.hub.lock()()
	t := o.team(slug)
	if t == nil {
		t = &Team{ID: o.hub.id(), Slug: slug}
		o.teams = append(o.teams, t)
	}
	t.members = members
	for _, m := range members {
		if !slices.Contains(o.members, m) {
			o.members = append(o.members, m)
		}
	}
	return t
}

func (o *Org) team(slug string) *Team {
	for _, t := range o.teams {
		if t.Slug == slug {
			return t
		}
	}
	return nil
}

func (t *Team) object() any {
	return fields{"id": t.ID, "slug": t.Slug, "name": t.Slug, "privacy": "closed", "permission": "pull"}
}

func objects[T interface{ object() any }](all []T) []any {
	out := make([]any, len(all))
	for i, one := range all {
		out[i] = one.object()
	}
	return out
}

// me is who a token speaks for. An app's token speaks for nobody.
func me(c *call) answer {
	if c.token.kind != "person" {
		return c.forbidden()
	}
	return ok(c.token.who.profile())
}

// profile is a person as they are shown by themselves.
func (p *Person) profile() any {
	o := p.object().(fields)
	o["user_view_type"] = "public"
	return o
}

func userByLogin(c *call) answer {
	if p := c.people[strings.ToLower(c.PathValue("username"))]; p != nil {
		return ok(p.profile())
	}
	return notFound()
}

func userByID(c *call) answer {
	for _, p := range c.people {
		if p.ID == c.pathNumber("account_id") {
			return ok(p.profile())
		}
	}
	return notFound()
}

func org(c *call) answer {
	if o := c.orgs[strings.ToLower(c.PathValue("org"))]; o != nil {
		return ok(o.object(c))
	}
	return notFound()
}

// inOrg answers for an organization that the token sees.
func inOrg(c *call, then func(*Org) answer) answer {
	if o := c.orgs[strings.ToLower(c.PathValue("org"))]; o != nil {
		return then(o)
	}
	return notFound()
}

// inTeam answers for a team that the token sees.
func inTeam(c *call, then func(*Team) answer) answer {
	return inOrg(c, func(o *Org) answer {
		if t := o.team(c.PathValue("team_slug")); t != nil {
			return then(t)
		}
		return notFound()
	})
}

func teams(c *call) answer {
	return inOrg(c, func(o *Org) answer { return list(objects(o.teams)) })
}

func team(c *call) answer {
	return inTeam(c, func(t *Team) answer { return ok(t.object()) })
}

func teamMembers(c *call) answer {
	o := c.orgs[strings.ToLower(c.PathValue("org"))]
	return inTeam(c, func(t *Team) answer { return o.filtered(c, t.members, o.doors.maintainers) })
}

func teamMembership(c *call) answer {
	return inTeam(c, func(t *Team) answer {
		p := c.people[strings.ToLower(c.PathValue("username"))]
		if p == nil || !slices.Contains(t.members, p) {
			return notFound()
		}
		return ok(fields{"role": "member", "state": "active"})
	})
}

func permissionLevel(c *call) answer {
	p := c.people[strings.ToLower(c.PathValue("username"))]
	if p == nil {
		return notFound()
	}
	level := c.repo.collaborators[p.ID]
	if level == "" {
		level = "none"
	}
	return ok(fields{"permission": level, "role_name": level, "user": p.object()})
}
