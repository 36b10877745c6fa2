package steps

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/expr"
)

var githubDoors = map[string]func(*enquiry) (map[string]expr.Value, engine.Result){
	"github.deploy_keys":                      githubKeys,
	"github.webhooks":                         githubHooks,
	"github.organization_webhooks":            githubHooks,
	"github.actions_permissions":              githubActionsOfRepository,
	"github.organization_actions_permissions": githubActionsOfOrganization,
}

type deployKey struct {
	ID        int64   `json:"id"`
	Key       string  `json:"key"`
	Title     string  `json:"title"`
	CreatedAt string  `json:"created_at"`
	LastUsed  *string `json:"last_used"`
	ReadOnly  *bool   `json:"read_only"`
}

// key is 0 for what is no deploy key: one of which it is not told whether it may write might.
func (k deployKey) key() (string, int64) {
	if k.ReadOnly == nil {
		return "", 0
	}
	return "", k.ID
}

// fingerprint is that of the key, as ssh-keygen tells it; null where it is none.
func (k deployKey) fingerprint() expr.Value {
	parts := strings.Fields(k.Key)
	if len(parts) < 2 {
		return expr.Nil()
	}
	blob, err := base64.StdEncoding.DecodeString(parts[1])
	if err != nil {
		return expr.Nil()
	}
	sum := sha256.Sum256(blob)
	return expr.OfText("SHA256:" + base64.RawStdEncoding.EncodeToString(sum[:]))
}

func githubKeys(a *enquiry) (map[string]expr.Value, engine.Result) {
	list, problem := rows[deployKey](a, "keys", nil)
	return map[string]expr.Value{"keys": objects(list, func(k deployKey) map[string]expr.Value {
		return map[string]expr.Value{
			"id": expr.OfInt(k.ID), "title": expr.OfText(k.Title), "created_at": expr.OfText(k.CreatedAt), "last_used": textOr(k.LastUsed),
			"read_only": truthOr(k.ReadOnly), "fingerprint": k.fingerprint(),
		}
	})}, problem
}

type webhook struct {
	ID     int64    `json:"id"`
	Active *bool    `json:"active"`
	Events []string `json:"events"`
	Config struct {
		URL         string          `json:"url"`
		ContentType string          `json:"content_type"`
		Secret      *string         `json:"secret"`
		Insecure    json.RawMessage `json:"insecure_ssl"` // "0", or 0
	} `json:"config"`
	Last struct {
		Code *int64 `json:"code"`
	} `json:"last_response"`
}

func (h webhook) key() (string, int64) {
	if h.Active == nil {
		return "", 0
	}
	return "", h.ID
}

func githubHooks(a *enquiry) (map[string]expr.Value, engine.Result) {
	list, problem := rows[webhook](a, "hooks", nil)
	return map[string]expr.Value{"webhooks": objects(list, webhook.members)}, problem
}

func (h webhook) members() map[string]expr.Value {
	host, insecure := expr.Nil(), true
	if u, err := url.Parse(h.Config.URL); err == nil && u.Host != "" {
		host, insecure = expr.OfText(u.Host), u.Scheme != "https" || !slices.Contains([]string{`"0"`, `0`}, string(h.Config.Insecure))
	}
	last := expr.Nil()
	if h.Last.Code != nil {
		last = expr.OfInt(*h.Last.Code)
	}
	return map[string]expr.Value{
		"id": expr.OfInt(h.ID), "active": truthOr(h.Active), "events": texts(h.Events), "content_type": expr.OfText(h.Config.ContentType), "host": host,
		"insecure": expr.OfBool(insecure), "secret": expr.OfBool(h.Config.Secret != nil && *h.Config.Secret != ""), "last_status": last,
	}
}

// actionsAllowed is what may run.
type actionsAllowed struct {
	Enabled      *bool   `json:"enabled"`
	Repositories string  `json:"enabled_repositories"`
	Allowed      *string `json:"allowed_actions"`
	Pinned       *bool   `json:"sha_pinning_required"`
}

// actionsToken is what a job's token may do.
type actionsToken struct {
	Default  string `json:"default_workflow_permissions"`
	Approves *bool  `json:"can_approve_pull_request_reviews"`
}

// actionsSettings reads what both a repository and an organization have.
func (a *enquiry) actionsSettings() (allowed actionsAllowed, outputs map[string]expr.Value, problem engine.Result) {
	var token actionsToken
	if _, err := a.get("actions/permissions", &allowed); err != nil {
		return allowed, nil, a.problem(err)
	}
	if _, err := a.get("actions/permissions/workflow", &token); err != nil {
		return allowed, nil, a.problem(err)
	}
	if token.Default != "read" && token.Default != "write" || token.Approves == nil {
		return allowed, nil, a.unlike()
	}
	return allowed, map[string]expr.Value{
		"allowed": textOr(allowed.Allowed), "pinned": truthOr(allowed.Pinned), "token": expr.OfText(token.Default), "approves": truthOr(token.Approves),
	}, problem
}

func githubActionsOfRepository(a *enquiry) (map[string]expr.Value, engine.Result) {
	allowed, outputs, problem := a.actionsSettings()
	if problem.Reason != "" {
		return nil, problem
	}
	if allowed.Enabled == nil || *allowed.Enabled && allowed.Allowed == nil {
		return nil, a.unlike()
	}
	outputs["enabled"] = expr.OfBool(*allowed.Enabled)
	outputs["patterns"], outputs["of_github"], outputs["verified"] = expr.Nil(), expr.Nil(), expr.Nil()
	if allowed.Allowed == nil || *allowed.Allowed != "selected" {
		return outputs, problem
	}
	var selected struct {
		GitHub   *bool    `json:"github_owned_allowed"`
		Verified *bool    `json:"verified_allowed"`
		Patterns []string `json:"patterns_allowed"`
	}
	if _, err := a.get("actions/permissions/selected-actions", &selected); err != nil {
		return nil, a.problem(err)
	}
	outputs["patterns"], outputs["of_github"], outputs["verified"] = texts(selected.Patterns), truthOr(selected.GitHub), truthOr(selected.Verified)
	return outputs, problem
}

func githubActionsOfOrganization(a *enquiry) (map[string]expr.Value, engine.Result) {
	allowed, outputs, problem := a.actionsSettings()
	if problem.Reason != "" {
		return nil, problem
	}
	if !slices.Contains([]string{"all", "none", "selected"}, allowed.Repositories) {
		return nil, a.unlike()
	}
	outputs["repositories"] = expr.OfText(allowed.Repositories)
	return outputs, problem
}
