package steps_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/kind"
)

// overAWS has a call go over a connection that signs with the keys of AWS's published examples.
func overAWS(call engine.Call, url string) engine.Call {
	call.Connection = connection(url, kind.SigV4)
	call.Connection.Region, call.Connection.Service = "us-east-1", "service"
	call.Secrets = map[string]engine.Secret{"access_key": engine.Conceal("AKIDEXAMPLE"), "secret_key": engine.Conceal("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")}
	call.Now = func() time.Time { return time.Date(2015, 8, 30, 12, 36, 0, 0, time.UTC) }
	return call
}

// TestSignatures holds signatures against the test suite that AWS published for Signature Version 4
// (aws-sig-v4-test-suite: get-vanilla, get-vanilla-query-order-key-case, post-vanilla, post-x-www-form-urlencoded).
func TestSignatures(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, method, target, body, header, want string }{
		{"get-vanilla", "GET", "/", "", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
		{"get-vanilla-query-order-key-case", "GET", "/?Param2=value2&Param1=value1", "", "", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},
		{"post-vanilla", "POST", "/", "", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
		{"post-x-www-form-urlencoded", "POST", "/", "Param1=value1", "application/x-www-form-urlencoded", "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"},
	} {
		request, err := http.NewRequestWithContext(t.Context(), test.method, "https://example.amazonaws.com"+test.target, strings.NewReader(test.body))
		if err != nil {
			t.Fatal(err)
		}
		if test.header != "" {
			request.Header.Set("Content-Type", test.header)
			request.ContentLength = -1 // which the suite, older than the rule, does not sign
		}
		if result := steps.Sign(request, overAWS(callOf(t, "http.request", given{"method": test.method, "path": "/"}), "https://example.amazonaws.com")); result.Outcome != "" {
			t.Fatal(result.Detail)
		}
		got := request.Header.Get("Authorization")
		if !strings.HasPrefix(got, "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, ") || !strings.HasSuffix(got, "Signature="+test.want) {
			t.Errorf("%s: %s", test.name, got)
		}
	}
}

// TestSignedRequests: what is sent is what was signed, over a real connection, and the secret key is not in it.
func TestSignedRequests(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		again, _ := http.NewRequest(r.Method, "https://"+r.Host+r.RequestURI, strings.NewReader(string(body)))
		_, signed, _ := strings.Cut(r.Header.Get("Authorization"), "SignedHeaders=")
		signed, _, _ = strings.Cut(signed, ",")
		for _, name := range strings.Split(signed, ";") {
			if value := r.Header.Get(name); value != "" && !strings.HasPrefix(name, "x-amz-date") && name != "x-amz-security-token" {
				again.Header.Set(name, value)
			}
		}
		call := overAWS(engine.Call{}, "https://"+r.Host)
		call.Connection.Service = strings.Trim(r.URL.Query().Get("service"), "/")
		call.Secrets["session_token"] = engine.Conceal(r.Header.Get("X-Amz-Security-Token"))
		if result := steps.Sign(again, call); result.Outcome != "" || again.Header.Get("Authorization") != r.Header.Get("Authorization") {
			t.Errorf("%s %s: it shows %s, and the request is that of %s", r.Method, r.RequestURI, r.Header.Get("Authorization"), again.Header.Get("Authorization"))
			w.WriteHeader(http.StatusForbidden)
		}
		if service := call.Connection.Service; (r.Header.Get("X-Amz-Content-Sha256") != "") != (service == "s3") {
			t.Errorf("%s is told the digest of the body: %q", service, r.Header.Get("X-Amz-Content-Sha256"))
		}
	}))
	server.Config.ErrorLog = quiet
	server.StartTLS()
	t.Cleanup(server.Close)
	for _, service := range []string{"iam", "s3"} {
		for session, secret := range map[string]engine.Secret{"": {}, "with a session": engine.Conceal("sess10n/token+")} {
			call := request(t, server.URL, "POST", "/echo", given{
				"query": map[string]string{"service": service, "b": "1 2/ü", "a": "~*"}, "headers": map[string]string{"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "A.B"}, "body": `{"A":1}`,
			})
			call = overAWS(call, server.URL)
			call.Connection.Service, call.Secrets["session_token"] = service, secret
			result := runWith(t, steps.Machine{Roots: poolOf(server.Certificate())}, call)
			if result.Outcome != evidence.Passed {
				t.Errorf("%s %s: %s", service, session, result.Detail)
			}
		}
	}
	call := overAWS(request(t, server.URL, "GET", "/echo", nil), server.URL)
	delete(call.Secrets, "secret_key")
	wants(t, run(t, call), evidence.Unknown, engine.ReasonSetting, "access_key, secret_key, region and service")
}
