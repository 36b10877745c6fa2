package hub

import (
	"slices"
	"strings"
)

var settingRoutes = []route{
	{"GET /repos/{owner}/{repo}/labels", "issues:read|pull_requests:read", repoLabels},
	{"POST /repos/{owner}/{repo}/labels", "issues:write|pull_requests:write", createLabel},
	{"GET /repos/{owner}/{repo}/actions/permissions/workflow", "administration:read", workflowToken},
	{"PUT /repos/{owner}/{repo}/actions/permissions/workflow", "administration:write", putWorkflowToken},
}

// Labels are the names of the labels that issues may get by a form.
func (r *Repository) Labels() (names []string) {
	for _, l := range r.Kept("labels") {
		names = append(names, l["name"].(string))
	}
	return names
}

func repoLabels(c *call) answer { return list(slices.Clone(c.repo.doors.lists["labels"])) }

func createLabel(c *call) answer {
	var asked struct{ Name, Color, Description string }
	if !c.decode(&asked) || asked.Name == "" {
		return unprocessable("Validation Failed")
	}
	same := func(l Fields) bool { return strings.EqualFold(l["name"].(string), asked.Name) }
	if slices.ContainsFunc(c.repo.doors.lists["labels"], same) {
		return unprocessable("Validation Failed: already_exists")
	}
	l := Fields{"id": c.id(), "name": asked.Name, "color": asked.Color, "description": asked.Description, "default": false}
	c.repo.doors.keep("labels", []Fields{l})
	return created(l)
}

// workflowToken is what a workflow's token may do that grants itself nothing: reading, as in a new repository.
func workflowToken(c *call) answer {
	if set := c.repo.doors.settings["workflow"]; set != nil {
		return ok(set)
	}
	return ok(Fields{"default_workflow_permissions": "read", "can_approve_pull_request_reviews": false})
}

func putWorkflowToken(c *call) answer {
	asked := Fields{}
	if !c.decode(&asked) {
		return unprocessable("Validation Failed")
	}
	c.repo.doors.set("workflow", asked)
	return empty()
}
