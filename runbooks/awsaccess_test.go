//go:build unix

package runbooks_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestAccessAnalyzer tries the pack against what AWS's API reference of IAM Access Analyzer (2019-11-01) says of
// ListAnalyzers, GetAnalyzer and ListFindingsV2: paths, members, types, filter and further pages, with requests that are signed. Not
// tried: a real account of AWS.
func TestAccessAnalyzer(t *testing.T) {
	t.Parallel()
	const outside, unused = "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/outside", "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/unused"
	analyzer := func(arn, kind, status string, more map[string]any) map[string]any {
		all := map[string]any{"arn": arn, "name": arn[strings.LastIndexAny(arn, "/:")+1:], "type": kind, "status": status, "createdAt": "2026-01-05T07:00:00Z", "tags": map[string]any{}}
		for name, v := range more {
			all[name] = v
		}
		return all
	}
	service := newVendor(t, "aws_access_analyzer", map[string]http.HandlerFunc{
		"GET /analyzer": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("nextToken") == "" {
				answer(w, http.StatusOK, map[string]any{"analyzers": []any{analyzer(outside, "ORGANIZATION", "ACTIVE", nil), analyzer(unused, "ACCOUNT_UNUSED_ACCESS", "ACTIVE", nil)}, "nextToken": "p/2+="})
				return
			}
			answer(w, http.StatusOK, map[string]any{"analyzers": []any{analyzer("arn:i", "ACCOUNT_INTERNAL_ACCESS", "ACTIVE", map[string]any{"configuration": map[string]any{"internalAccess": map[string]any{}}}),
				analyzer("arn:d", "ACCOUNT", "DISABLED", nil), analyzer("arn:u", "ORGANIZATION_UNUSED_ACCESS", "FAILED", nil)}})
		},
		"GET /analyzer/{name}": func(w http.ResponseWriter, r *http.Request) {
			switch name := r.PathValue("name"); name {
			case "unused":
				answer(w, http.StatusOK, map[string]any{"analyzer": analyzer(unused, "ACCOUNT_UNUSED_ACCESS", "ACTIVE", map[string]any{"configuration": map[string]any{"unusedAccess": map[string]any{"unusedAccessAge": 90}}})})
			case "u":
				answer(w, http.StatusOK, map[string]any{"analyzer": analyzer("arn:u", "ORGANIZATION_UNUSED_ACCESS", "FAILED", nil)})
			default:
				answer(w, http.StatusNotFound, map[string]any{"message": "Analyzer not found", "resourceId": name, "resourceType": "Analyzer"})
			}
		},
		"POST /findingv2": func(w http.ResponseWriter, r *http.Request) {
			switch fmt.Sprint(askedOfAWS(r)) {
			case "map[analyzerArn:" + outside + " filter:map[status:map[eq:[ACTIVE]]] maxResults:100]":
				answer(w, http.StatusOK, map[string]any{"nextToken": "p2", "findings": []any{map[string]any{"id": "f1", "findingType": "ExternalAccess", "status": "ACTIVE", "resource": "arn:aws:s3:::acme", "resourceType": "AWS::S3::Bucket",
					"resourceOwnerAccount": "111111111111", "analyzedAt": "2026-01-09T07:00:00Z", "createdAt": "2026-01-05T07:00:00.123Z", "updatedAt": "2026-01-09T07:00:00Z", "error": "ACCESS_DENIED"}}})
			case "map[analyzerArn:" + unused + " filter:map[status:map[eq:[ACTIVE]]] maxResults:100]":
				answer(w, http.StatusOK, map[string]any{"findings": []any{map[string]any{"id": "f2", "findingType": "UnusedIAMRole", "status": "ACTIVE", "resource": "arn:aws:iam::111111111111:role/old", "resourceType": "AWS::IAM::Role",
					"resourceOwnerAccount": "111111111111", "analyzedAt": "2026-01-09T07:00:00Z", "createdAt": "2026-01-09T07:00:00Z", "updatedAt": "2026-01-09T07:00:00Z"}}})
			default:
				answer(w, http.StatusNotFound, map[string]any{"message": "Analyzer not found", "resourceId": "a", "resourceType": "Analyzer"})
			}
		},
	}, signedFor("access-analyzer"), refusedByAWS)
	service.try(t,
		call{name: "two pages of analyzers", action: "aws_access_analyzer.list_analyzers", condition: `length(step.it.external) == 2 && step.it.external[0].active && step.it.external[0].since == "2026-01-05T07:00:00Z" && step.it.external[0].organization && !step.it.external[1].active && !step.it.external[1].organization &&` +
			` length(step.it.unused) == 2 && step.it.unused[0].active && step.it.unused[0].name == "unused" && !step.it.unused[0].organization && !step.it.unused[1].active`},
		call{name: "a quarter", action: "aws_access_analyzer.get_unused_days", settings: `name = "unused"`, condition: `step.it.days == 90`},
		call{name: "not told", action: "aws_access_analyzer.get_unused_days", settings: `name = "u"`, condition: `step.it.days == 0`},
		call{name: "of none", action: "aws_access_analyzer.get_unused_days", settings: `name = "none"`, want: evidence.Failed},
		call{name: "open to strangers", action: "aws_access_analyzer.list_open_findings", settings: fmt.Sprintf("analyzer = %q", outside), condition: `length(step.it.findings) == 1 && step.it.findings[0].type == "ExternalAccess" && step.it.findings[0].resource == "AWS::S3::Bucket" && step.it.findings[0].broken && step.it.findings[0].since == "2026-01-05T07:00:00Z" && step.it.more`},
		call{name: "unused", action: "aws_access_analyzer.list_open_findings", settings: fmt.Sprintf("analyzer = %q", unused), condition: `length(step.it.findings) == 1 && step.it.findings[0].type == "UnusedIAMRole" && !step.it.findings[0].broken && !step.it.more`},
		call{name: "of nobody", action: "aws_access_analyzer.list_open_findings", settings: `analyzer = "arn:aws:access-analyzer:eu-west-1:2:analyzer/none"`, want: evidence.Failed},
	)
}

// TestUnusedAccess runs the runbook whole: with nothing left, and with a bucket that is open for long and a policy that
// cannot be read.
func TestUnusedAccess(t *testing.T) {
	t.Parallel()
	const arn = "arn:aws:access-analyzer:eu-west-1:111111111111:analyzer/"
	service := func(findings string) vendor {
		return newVendor(t, "aws_access_analyzer", map[string]http.HandlerFunc{
			"GET /analyzer": raw(`{"analyzers": [{"arn": "` + arn + `outside", "name": "outside", "type": "ACCOUNT", "status": "ACTIVE", "createdAt": "2026-01-05T07:00:00Z"},
				{"arn": "` + arn + `unused", "name": "unused", "type": "ACCOUNT_UNUSED_ACCESS", "status": "ACTIVE", "createdAt": "2026-01-05T07:00:00Z"}]}`),
			"GET /analyzer/unused": raw(`{"analyzer": {"arn": "` + arn + `unused", "name": "unused", "type": "ACCOUNT_UNUSED_ACCESS", "status": "ACTIVE", "createdAt": "2026-01-05T07:00:00Z", "configuration": {"unusedAccess": {"unusedAccessAge": 90}}}}`),
			"POST /findingv2":      raw(`{"findings": [` + findings + `]}`),
		}, signedFor("access-analyzer"), refusedByAWS)
	}
	whole{name: "aws-unused-access", systems: []vendor{service("")}}.expect(t, passed, nil)
	late := `{"id": "f", "findingType": "ExternalAccess", "status": "ACTIVE", "resource": "arn:aws:s3:::acme", "resourceType": "AWS::S3::Bucket", "resourceOwnerAccount": "1", "analyzedAt": "2026-01-09T07:00:00Z", "createdAt": "2020-01-05T07:00:00Z", "updatedAt": "2026-01-09T07:00:00Z", "error": "ACCESS_DENIED"}`
	whole{name: "aws-unused-access", systems: []vendor{service(late)}}.expect(t, failed, outcomes{"all_seen": failed, "closed": failed, "used": failed})
}
