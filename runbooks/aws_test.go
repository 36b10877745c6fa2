package runbooks_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/attestary/attestary/schemas/evidence"
)

// signedFor is whether a request is signed as AWS wants it: by the key, for that service, and just now.
func signedFor(service string) func(*http.Request) bool {
	region := "eu-west-1"
	if service == "iam" { // it has one address for all, which is there
		region = "us-east-1"
	}
	return func(r *http.Request) bool {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return false
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		at, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
		if err != nil || time.Since(at).Abs() > 15*time.Minute {
			return false
		}
		again, err := http.NewRequestWithContext(r.Context(), r.Method, "https://"+r.Host+r.RequestURI, bytes.NewReader(body))
		if err != nil {
			return false
		}
		_, names, _ := strings.Cut(r.Header.Get("Authorization"), "SignedHeaders=")
		names, _, _ = strings.Cut(names, ",")
		for _, name := range strings.Split(names, ";") {
			if value := r.Header.Get(name); value != "" && name != "x-amz-date" {
				again.Header.Set(name, value)
			}
		}
		digest := sha256.Sum256(body)
		keys := aws.Credentials{AccessKeyID: token, SecretAccessKey: token}
		err = v4.NewSigner().SignHTTP(r.Context(), keys, again, hex.EncodeToString(digest[:]), service, region, at)
		return err == nil && again.Header.Get("Authorization") == r.Header.Get("Authorization")
	}
}

// refusedByAWS is what AWS answers whom it does not let in.
func refusedByAWS(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusForbidden, map[string]any{"__type": "AccessDeniedException", "message": "no"})
}

// asked reads the JSON of a request to AWS.
func askedOfAWS(r *http.Request) (body map[string]any) {
	_ = json.NewDecoder(r.Body).Decode(&body)
	return body
}

// TestGuardDuty tries the pack against what AWS's API reference of GuardDuty (2017-11-28) says of paths, members, criteria
// and further pages, with requests that are signed. Not tried: a real account of AWS.
func TestGuardDuty(t *testing.T) {
	t.Parallel()
	const id = "12abc34d567e8fa901bc2d34e56789f0"
	guardduty := newVendor(t, "aws_guardduty", map[string]http.HandlerFunc{
		"GET /detector": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, map[string]any{"detectorIds": []string{id}, "nextToken": ""})
		},
		"GET /detector/{id}": func(w http.ResponseWriter, r *http.Request) {
			if r.PathValue("id") != id {
				answer(w, http.StatusBadRequest, map[string]any{"__type": "InvalidInputException", "message": "The request is rejected because the input detectorId is not owned by the current account."})
				return
			}
			answer(w, http.StatusOK, map[string]any{"createdAt": "2026-01-05T07:00:00.000Z", "findingPublishingFrequency": "SIX_HOURS", "serviceRole": "arn:aws:iam::1", "status": "ENABLED", "tags": map[string]any{},
				"features": []any{map[string]any{"name": "FLOW_LOGS", "status": "ENABLED", "updatedAt": 1.7e9}, map[string]any{"name": "RUNTIME_MONITORING", "status": "DISABLED", "updatedAt": 1.7e9}}})
		},
		"GET /detector/{id}/admin": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, map[string]any{"autoEnable": true, "autoEnableOrganizationMembers": "ALL", "memberAccountLimitReached": false, "features": []any{}, "nextToken": "more features"})
		},
		"GET /detector/{id}/member": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("nextToken") == "" {
				answer(w, http.StatusOK, map[string]any{"members": []any{map[string]any{"accountId": "111111111111", "relationshipStatus": "Enabled"}}, "nextToken": "p/2+="})
				return
			}
			answer(w, http.StatusOK, map[string]any{"members": []any{map[string]any{"accountId": "222222222222", "relationshipStatus": "Removed"}}})
		},
		"POST /detector/{id}/findings": func(w http.ResponseWriter, r *http.Request) {
			wanted := `map[findingCriteria:map[criterion:map[service.archived:map[equals:[false]] severity:map[greaterThanOrEqual:7]]] maxResults:50]`
			if body := fmt.Sprint(askedOfAWS(r)); body != wanted {
				answer(w, http.StatusBadRequest, map[string]any{"message": body})
				return
			}
			answer(w, http.StatusOK, map[string]any{"findingIds": []string{"f1"}, "nextToken": "p2"})
		},
		"POST /detector/{id}/findings/get": func(w http.ResponseWriter, r *http.Request) {
			if body := fmt.Sprint(askedOfAWS(r)); body != "map[findingIds:[f1 f2]]" {
				answer(w, http.StatusBadRequest, map[string]any{"message": body})
				return
			}
			answer(w, http.StatusOK, map[string]any{"findings": []any{
				map[string]any{"id": "f1", "accountId": "111111111111", "createdAt": "2026-01-05T07:00:00.123Z", "updatedAt": "2026-01-09T07:00:00.123Z", "severity": 8, "type": "Backdoor:EC2/C&CActivity.B!DNS"},
				map[string]any{"id": "f2", "accountId": "111111111111", "createdAt": "2026-01-09T07:00:00Z", "updatedAt": "2026-01-09T07:00:00Z", "severity": 8, "type": "Backdoor:EC2/C&CActivity.B"},
			}})
		},
	}, signedFor("guardduty"), refusedByAWS)
	detector := fmt.Sprintf("detector = %q", id)
	guardduty.try(t,
		call{name: "it is there", action: "aws_guardduty.list_detectors", condition: `length(step.it.detectors) == 1`},
		call{name: "it is on", action: "aws_guardduty.get_detector", settings: detector, condition: `step.it.on && length(step.it.sources) == 1 && step.it.sources[0] == "FLOW_LOGS"`},
		call{name: "of somebody else", action: "aws_guardduty.get_detector", settings: `detector = "ffffffff"`, want: evidence.Failed},
		call{name: "new accounts join", action: "aws_guardduty.get_organization", settings: detector, condition: `step.it.all`},
		call{name: "two pages of accounts", action: "aws_guardduty.list_members", settings: detector, condition: `length(step.it.members) == 2 && step.it.members[0].on && !step.it.members[1].on`},
		call{name: "left alone", action: "aws_guardduty.list_open_findings", settings: detector + "\nseverity = 7", condition: `length(step.it.findings) == 1 && step.it.more`},
		call{name: "since when", action: "aws_guardduty.get_findings", settings: detector + "\nfindings = [\"f1\", \"f2\"]", condition: `length(step.it.findings) == 2 && before(step.it.findings[0].since, "2026-01-06") && !before(step.it.findings[1].since, "2026-01-06")`},
	)
}

// TestCloudTrail tries the pack against what AWS's API reference of CloudTrail (2013-11-01, JSON 1.1) says.
func TestCloudTrail(t *testing.T) {
	t.Parallel()
	const arn = "arn:aws:cloudtrail:eu-west-1:111111111111:trail/all"
	cloudtrail := newVendor(t, "aws_cloudtrail", map[string]http.HandlerFunc{
		"POST /{$}": func(w http.ResponseWriter, r *http.Request) {
			body := askedOfAWS(r)
			switch target := r.Header.Get("X-Amz-Target"); {
			case r.Header.Get("Content-Type") != "application/x-amz-json-1.1":
				w.WriteHeader(http.StatusNotFound)
			case strings.HasSuffix(target, "CloudTrail_20131101.DescribeTrails"):
				trail := func(arn string, more map[string]any) map[string]any {
					all := map[string]any{"Name": "all", "TrailARN": arn, "HomeRegion": "eu-west-1", "S3BucketName": "trail", "IsMultiRegionTrail": true, "IncludeGlobalServiceEvents": true, "IsOrganizationTrail": false, "LogFileValidationEnabled": true, "HasCustomEventSelectors": false, "HasInsightSelectors": false}
					for name, v := range more {
						all[name] = v
					}
					return all
				}
				answer(w, http.StatusOK, map[string]any{"trailList": []any{trail(arn, map[string]any{"KmsKeyId": "arn:aws:kms:k"}), trail("arn:two", map[string]any{"IsMultiRegionTrail": false})}})
			case strings.HasSuffix(target, "CloudTrail_20131101.GetTrailStatus") && body["Name"] == arn:
				answer(w, http.StatusOK, map[string]any{"IsLogging": true, "LatestDeliveryTime": 1767600000.25, "StartLoggingTime": 1.7e9})
			case strings.HasSuffix(target, "CloudTrail_20131101.GetTrailStatus") && body["Name"] == "arn:two":
				answer(w, http.StatusOK, map[string]any{"IsLogging": false, "LatestDeliveryError": "NoSuchBucket"})
			default:
				answer(w, http.StatusBadRequest, map[string]any{"__type": "TrailNotFoundException", "message": "Unknown trail"})
			}
		},
	}, signedFor("cloudtrail"), refusedByAWS)
	cloudtrail.try(t,
		call{name: "two trails", action: "aws_cloudtrail.list_trails", condition: `length(step.it.trails) == 2 && step.it.trails[0].everywhere && step.it.trails[0].validated && step.it.trails[0].encrypted && !step.it.trails[1].everywhere && !step.it.trails[1].encrypted`},
		call{name: "it is written", action: "aws_cloudtrail.get_status", settings: fmt.Sprintf("arn = %q", arn), condition: `step.it.logging && !step.it.broken && step.it.delivered > 1767500000`},
		call{name: "it is not", action: "aws_cloudtrail.get_status", settings: `arn = "arn:two"`, condition: `!step.it.logging && step.it.broken && step.it.delivered == 0`},
		call{name: "of nobody", action: "aws_cloudtrail.get_status", settings: `arn = "arn:three"`, want: evidence.Failed},
	)
}

// TestSecurityHub tries the pack against what AWS's API reference of Security Hub (2018-10-26) says.
func TestSecurityHub(t *testing.T) {
	t.Parallel()
	hub := newVendor(t, "aws_security_hub", map[string]http.HandlerFunc{
		"GET /findingAggregator/list": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, map[string]any{"FindingAggregators": []any{map[string]any{"FindingAggregatorArn": "arn:aws:securityhub:eu-west-1:1:finding-aggregator/a"}}})
		},
		"POST /findings": func(w http.ResponseWriter, r *http.Request) {
			body := askedOfAWS(r)
			filters, _ := body["Filters"].(map[string]any)
			only := func(name string) string {
				list, _ := filters[name].([]any)
				if len(list) != 1 {
					return ""
				}
				one, _ := list[0].(map[string]any)
				if one["Comparison"] != "EQUALS" {
					return ""
				}
				return fmt.Sprint(one["Value"])
			}
			status := only("ComplianceStatus")
			if body["MaxResults"] != float64(100) || only("RecordState") != "ACTIVE" || !slices.Contains([]string{"PASSED", "FAILED"}, status) || only("ComplianceSecurityControlId") != "IAM.3" {
				answer(w, http.StatusBadRequest, map[string]any{"Code": "InvalidInputException", "Message": fmt.Sprint(body)})
				return
			}
			found := map[string]any{"Findings": []any{}}
			if status == "FAILED" {
				found["NextToken"] = "p2"
				found["Findings"] = []any{map[string]any{"Id": "1", "AwsAccountId": "111111111111", "Region": "us-east-1", "RecordState": "ACTIVE", "Compliance": map[string]any{"Status": "FAILED", "SecurityControlId": "IAM.3"}, "Workflow": map[string]any{"Status": "SUPPRESSED"}}}
			}
			answer(w, http.StatusOK, found)
		},
	}, signedFor("securityhub"), refusedByAWS)
	hub.try(t,
		call{name: "all regions", action: "aws_security_hub.list_aggregators", condition: `length(step.it.aggregators) == 1`},
		call{name: "what fails", action: "aws_security_hub.list_findings", settings: "control = \"IAM.3\"\nstatus = \"FAILED\"", condition: `length(step.it.findings) == 1 && step.it.findings[0].suppressed && step.it.findings[0].region == "us-east-1" && step.it.more`},
		call{name: "what passes", action: "aws_security_hub.list_findings", settings: "control = \"IAM.3\"\nstatus = \"PASSED\"", condition: `length(step.it.findings) == 0 && !step.it.more`},
	)
}
