package hub

import (
	"maps"
	"slices"
)

var secretRoutes = []route{
	{"GET /repos/{owner}/{repo}/actions/secrets", "secrets:read", secretsIn("secrets")},
	{"GET /repos/{owner}/{repo}/actions/organization-secrets", "secrets:read", secretsIn("organization-secrets")},
	{"GET /repos/{owner}/{repo}/environments/{environment_name}/secrets", "environments:read", environmentSecrets},
	{"GET /repos/{owner}/{repo}/environments/{environment_name}/variables", "environments:read", environmentVariables},
	{"POST /repos/{owner}/{repo}/environments/{environment_name}/variables", "environments:write", createVariable},
	{"PATCH /repos/{owner}/{repo}/environments/{environment_name}/variables/{name}", "environments:write", updateVariable},
	{"DELETE /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies/{branch_policy_id}", "administration:write", deleteBranchPolicy},
}

// Secret puts a secret where every workflow gets it: in "secrets", those of the repository, or in
// "organization-secrets". In "environments/NAME" it is of one environment.
func (r *Repository) Secret(place, name string) {
	r.Keep(place, Fields{"name": name, "created_at": "2026-01-05T07:00:00Z", "updated_at": "2026-01-05T07:00:00Z"})
}

func secretsIn(place string) func(*call) answer {
	return func(c *call) answer { return listed("secrets", slices.Clone(c.repo.doors.lists[place])) }
}

func environmentSecrets(c *call) answer {
	return inEnvironment(c, func(e *Environment) answer { return secretsIn("environments/" + e.Name)(c) })
}

// Variable sets a variable of the environment.
func (e *Environment) Variable(name, value string) {
	if e.variables == nil {
		e.variables = map[string]string{}
	}
	e.variables[name] = value
}

// Variables are those of the environment, by name.
func (e *Environment) Variables() map[string]string { return maps.Clone(e.variables) }

func environmentVariables(c *call) answer {
	return inEnvironment(c, func(e *Environment) answer {
		all := []any{}
		for _, name := range slices.Sorted(maps.Keys(e.variables)) {
			all = append(all, fields{"name": name, "value": e.variables[name], "created_at": "2026-01-05T07:00:00Z", "updated_at": "2026-01-05T07:00:00Z"})
		}
		return listed("variables", all)
	})
}

func createVariable(c *call) answer {
	var asked struct{ Name, Value string }
	return inEnvironment(c, func(e *Environment) answer {
		if !c.decode(&asked) {
			return unprocessable("Problems parsing JSON")
		}
		if _, there := e.variables[asked.Name]; there {
			return said(409, "Already exists - Variable already exists")
		}
		e.Variable(asked.Name, asked.Value)
		return created(fields{})
	})
}

func updateVariable(c *call) answer {
	var asked struct{ Value string }
	return inEnvironment(c, func(e *Environment) answer {
		name := c.PathValue("name")
		if _, there := e.variables[name]; !there || !c.decode(&asked) {
			return notFound()
		}
		e.Variable(name, asked.Value)
		return empty()
	})
}

func deleteBranchPolicy(c *call) answer {
	return inEnvironment(c, func(e *Environment) answer {
		before := len(e.Branches)
		e.Branches = slices.DeleteFunc(slices.Clone(e.Branches), func(b Branch) bool { return b.ID == c.pathNumber("branch_policy_id") })
		if len(e.Branches) == before {
			return notFound()
		}
		return empty()
	})
}

// protect takes over who must approve and how long it waits: what is not sent is set to nothing.
func (e *Environment) protect(c *call) {
	var asked struct {
		Wait      int  `json:"wait_timer"`
		Self      bool `json:"prevent_self_review"`
		Reviewers []struct {
			Type string `json:"type"`
			ID   int64  `json:"id"`
		} `json:"reviewers"`
	}
	if e.Rules = nil; !c.decode(&asked) {
		return
	}
	if asked.Wait > 0 {
		e.Rules = append(e.Rules, Fields{"id": c.id(), "node_id": "GR", "type": "wait_timer", "wait_timer": asked.Wait})
	}
	var reviewers []any
	for _, r := range asked.Reviewers {
		for _, p := range c.people {
			if p.ID == r.ID {
				reviewers = append(reviewers, Fields{"type": r.Type, "reviewer": p.object()})
			}
		}
	}
	if reviewers != nil {
		e.Rules = append(e.Rules, Fields{"id": c.id(), "node_id": "GR", "type": "required_reviewers", "prevent_self_review": asked.Self, "reviewers": reviewers})
	}
}
