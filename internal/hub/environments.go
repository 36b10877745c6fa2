package hub

import (
	"maps"
	"slices"
)

var environmentRoutes = []route{
	{"GET /repos/{owner}/{repo}/environments", "actions:read", environments},
	{"GET /repos/{owner}/{repo}/environments/{environment_name}", "actions:read", environment},
	{"PUT /repos/{owner}/{repo}/environments/{environment_name}", "administration:write", putEnvironment},
	{"GET /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies", "actions:read", branchPolicies},
	{"POST /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies", "administration:write", createBranchPolicy},
}

// Environment is one of a repository.
type Environment struct {
	ID        int64
	Name      string
	Protected bool     // only protected branches may deploy
	Custom    bool     // only the branches in Branches may deploy
	Branches  []Branch // patterns
	Rules     []Fields // protection_rules

	variables map[string]string
}

// Branch is a pattern of branches that may deploy.
type Branch struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	Type string `json:"type"`
}

// Environment makes an environment that every branch may deploy to, or gives the one that is there.
func (r *Repository) Environment(name string) *Environment {
	defer r.hub.lock()()
	return r.environment(name)
}

func (r *Repository) environment(name string) *Environment {
	if r.environments[name] == nil {
		r.environments[name] = &Environment{ID: r.hub.id(), Name: name}
	}
	return r.environments[name]
}

func (e *Environment) object() any {
	o := fields{"id": e.ID, "name": e.Name, "protection_rules": anys(e.Rules), "deployment_branch_policy": nil}
	if e.Protected || e.Custom {
		o["deployment_branch_policy"] = fields{"protected_branches": e.Protected, "custom_branch_policies": e.Custom}
	}
	return o
}

func environments(c *call) answer {
	all := []any{}
	for _, name := range slices.Sorted(maps.Keys(c.repo.environments)) {
		all = append(all, c.repo.environments[name].object())
	}
	return listed("environments", all)
}

// inEnvironment answers for an environment that is there.
func inEnvironment(c *call, then func(*Environment) answer) answer {
	if e := c.repo.environments[c.PathValue("environment_name")]; e != nil {
		return then(e)
	}
	return notFound()
}

func environment(c *call) answer {
	return inEnvironment(c, func(e *Environment) answer { return ok(e.object()) })
}

func putEnvironment(c *call) answer {
	var asked struct {
		Policy *struct {
			Protected bool `json:"protected_branches"`
			Custom    bool `json:"custom_branch_policies"`
		} `json:"deployment_branch_policy"`
	}
	if !c.decode(&asked) || asked.Policy != nil && asked.Policy.Protected == asked.Policy.Custom {
		return unprocessable("Validation Failed: protected_branches and custom_branch_policies cannot have the same value")
	}
	e := c.repo.environment(c.PathValue("environment_name"))
	e.protect(c)
	if e.Protected, e.Custom = false, false; asked.Policy != nil {
		e.Protected, e.Custom = asked.Policy.Protected, asked.Policy.Custom
	}
	return ok(e.object())
}

func branchPolicies(c *call) answer {
	return inEnvironment(c, func(e *Environment) answer { return listed("branch_policies", e.Branches) })
}

func createBranchPolicy(c *call) answer {
	return inEnvironment(c, func(e *Environment) answer {
		var asked struct{ Name, Type string }
		if !c.decode(&asked) || asked.Name == "" || !e.Custom {
			return notFound()
		}
		if asked.Type == "" {
			asked.Type = "branch"
		}
		b := Branch{ID: c.id(), Name: asked.Name, Type: asked.Type}
		e.Branches = append(e.Branches, b)
		return ok(b)
	})
}
