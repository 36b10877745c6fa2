package runbooks_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestAWSKeys tries what is about access keys against what AWS's references of IAM (2010-05-08, answers in XML) and
// CloudTrail (LookupEvents, 2013-11-01) say, with requests that are signed. Not found there: in which order the members of
// a key stand in the XML; they are taken as in its examples. Not tried: a real account of AWS.
func TestAWSKeys(t *testing.T) {
	t.Parallel()
	const key = "A000000000EXAMPLE001"
	status := "Active"
	iam := newVendor(t, "aws_iam", map[string]http.HandlerFunc{
		"POST /": func(w http.ResponseWriter, r *http.Request) {
			_ = r.ParseForm()
			w.Header().Set("Content-Type", "text/xml")
			switch form := r.PostForm; {
			case form.Get("Version") != "2010-05-08" || form.Get("AccessKeyId") != key && form.Get("Action") != "ListAccessKeys":
				w.WriteHeader(http.StatusNotFound)
				fmt.Fprint(w, `<ErrorResponse><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>no</Message></Error></ErrorResponse>`)
			case form.Get("Action") == "GetAccessKeyLastUsed":
				fmt.Fprint(w, "<GetAccessKeyLastUsedResponse><GetAccessKeyLastUsedResult>\n  <AccessKeyLastUsed><Region>us-west-2</Region></AccessKeyLastUsed>\n  <UserName>backup@acme</UserName>\n</GetAccessKeyLastUsedResult></GetAccessKeyLastUsedResponse>")
			case form.Get("Action") == "ListAccessKeys" && form.Get("UserName") == "backup@acme":
				fmt.Fprintf(w, "<ListAccessKeysResponse><ListAccessKeysResult><AccessKeyMetadata><member>\n  <UserName>backup@acme</UserName>\n  <AccessKeyId>%s</AccessKeyId>\n  <Status>%s</Status>\n</member></AccessKeyMetadata></ListAccessKeysResult></ListAccessKeysResponse>", key, status)
			case form.Get("Action") == "UpdateAccessKey":
				status = form.Get("Status")
				fmt.Fprint(w, "<UpdateAccessKeyResponse/>")
			}
		},
	}, signedFor("iam"), refusedByAWS)
	of := fmt.Sprintf("user = %q\n  key_id = %q", "backup@acme", key)
	iam.try(t,
		call{name: "whose it is", action: "aws_iam.find_key", settings: fmt.Sprintf("key_id = %q", key), condition: `step.it.user == "backup@acme"`},
		call{name: "nobody's", action: "aws_iam.find_key", settings: `key_id = "A000000000EXAMPLE002"`, want: evidence.Failed},
		call{name: "it works", action: "aws_iam.get_key", settings: of, condition: `step.it.found && step.it.active`},
		call{name: "disabled", action: "aws_iam.disable_key", settings: of},
		call{name: "it opens nothing", action: "aws_iam.get_key", settings: of, condition: `step.it.found && !step.it.active`},
		call{name: "another's", action: "aws_iam.get_key", settings: `user = "backup@acme"` + "\n  key_id = \"A000000000EXAMPLE002\"", condition: `!step.it.found`},
		call{name: "enabled again", action: "aws_iam.enable_key", settings: of + "\n  undo \"none\" {\n    reason = \"A test.\"\n  }"},
	)
	if status != "Active" {
		t.Error("the key is", status)
	}
	cloudtrail := newVendor(t, "aws_cloudtrail", map[string]http.HandlerFunc{
		"POST /": func(w http.ResponseWriter, r *http.Request) {
			asked := askedOfAWS(r)
			if r.Header.Get("X-Amz-Target") != "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents" || asked["MaxResults"] != float64(50) {
				refusedByAWS(w, r)
				return
			}
			event := func(name, more string) map[string]any {
				return map[string]any{"EventName": name, "EventTime": 1767582000.0, "AccessKeyId": key, "CloudTrailEvent": `{"eventVersion":"1.08","eventTime":"2026-01-05T03:00:00Z","eventName":"` + name + `","sourceIPAddress":"203.0.113.9",` + more + `"readOnly":false}`}
			}
			answer(w, http.StatusOK, map[string]any{"Events": []any{event("RunInstances", ""), event("CreateUser", `"errorCode":"AccessDenied",`)}, "NextToken": "more"})
		},
	}, signedFor("cloudtrail"), refusedByAWS)
	cloudtrail.try(t, call{name: "what was done with it", action: "aws_cloudtrail.list_key_use", settings: fmt.Sprintf("key_id = %q", key), condition: `length(step.it.calls) == 2 && step.it.calls[0].allowed && step.it.calls[0].at == "2026-01-05T03:00:00Z" &&` +
		` step.it.calls[0].from == "203.0.113.9" && !step.it.calls[1].allowed && step.it.more`})
}
