//go:build unix

package runbooks_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// storage gives the settings of one bucket of S3 as AWS's API reference (2006-03-01) says: XML, but a policy is JSON, and
// what a bucket does not have is a 404. Buckets of other regions are named, and answer with a redirection.
func storage(settings map[string]map[string]string) map[string]http.HandlerFunc {
	const head = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"
	return map[string]http.HandlerFunc{
		"GET /{$}": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("max-buckets") != "1000" {
				w.WriteHeader(http.StatusBadRequest)
				return
			}
			fmt.Fprint(w, head+`<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Owner><ID>1a</ID><DisplayName>acme &lt;Bucket></DisplayName></Owner><Buckets>`)
			fmt.Fprint(w, `<Bucket><Name>acme-orders</Name><CreationDate>2026-01-05T07:00:00.000Z</CreationDate><BucketRegion>eu-west-1</BucketRegion><BucketArn>arn:aws:s3:::acme-orders</BucketArn></Bucket>`)
			fmt.Fprint(w, "<Bucket>\n  <BucketRegion>us-east-1</BucketRegion>\n  <Name>acme.far</Name>\n</Bucket>\n</Buckets>"+settings["/"]["more"]+"</ListAllMyBucketsResult>")
		},
		"GET /{bucket}": func(w http.ResponseWriter, r *http.Request) {
			bucket := r.PathValue("bucket")
			if bucket == "acme.far" {
				w.WriteHeader(http.StatusMovedPermanently)
				fmt.Fprint(w, head+`<Error><Code>PermanentRedirect</Code><Endpoint>s3.us-east-1.amazonaws.com</Endpoint></Error>`)
				return
			}
			for what := range r.URL.Query() {
				if found, there := settings[bucket][what]; there {
					fmt.Fprint(w, found)
					return
				}
			}
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, head+`<Error><Code>NoSuchPublicAccessBlockConfiguration</Code><BucketName>`+bucket+`</BucketName></Error>`)
		},
	}
}

// The settings of a bucket, as S3 writes them.
const (
	s3Closed    = "<PublicAccessBlockConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\n<BlockPublicAcls>true</BlockPublicAcls>\n<IgnorePublicAcls>true</IgnorePublicAcls>\n<BlockPublicPolicy>true</BlockPublicPolicy>\n<RestrictPublicBuckets>true</RestrictPublicBuckets>\n</PublicAccessBlockConfiguration>"
	s3HalfOpen  = `<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>false</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>`
	s3Encrypted = `<ServerSideEncryptionConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>arn:aws:kms:eu-west-1:1:key/k</KMSMasterKeyID></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>true</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>`
	s3OfAWS     = `<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>`
	s3Kept      = `<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Status>Enabled</Status><MfaDelete>Disabled</MfaDelete></VersioningConfiguration>`
	s3Unkept    = `<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>`
	s3TLS       = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::1:role/shop"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::acme-orders/*"},{"Sid":"tls","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::acme-orders","arn:aws:s3:::acme-orders/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}`
	s3SomeTLS   = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::1:role/shop"},"Action":"s3:*","Resource":["arn:aws:s3:::acme-half","arn:aws:s3:::acme-half/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}`
)

// signedForStorage is whether a request is signed as S3 wants it, which the digest of the body must stand beside.
func signedForStorage(r *http.Request) bool {
	return r.Header.Get("X-Amz-Content-Sha256") != "" && signedFor("s3")(r)
}

func refusedByS3(w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(http.StatusForbidden)
	fmt.Fprint(w, `<Error><Code>SignatureDoesNotMatch</Code></Error>`)
}

// TestS3 tries the pack against that, with requests that are signed and name the bucket in the path. Not tried: a real
// account of AWS.
func TestS3(t *testing.T) {
	t.Parallel()
	s3 := newVendor(t, "aws_s3", storage(map[string]map[string]string{
		"/":           {"more": "<ContinuationToken>t</ContinuationToken>"},
		"acme-orders": {"publicAccessBlock": s3Closed, "encryption": s3Encrypted, "versioning": s3Kept, "policy": s3TLS},
		"acme-half":   {"publicAccessBlock": s3HalfOpen, "encryption": s3OfAWS, "versioning": s3Unkept, "policy": s3SomeTLS},
	}), signedForStorage, refusedByS3)
	of := func(bucket string) string { return fmt.Sprintf("bucket = %q", bucket) }
	s3.try(t,
		call{name: "all of them", action: "aws_s3.list_buckets", condition: `length(step.it.buckets) == 2 && step.it.buckets[0].name == "acme-orders" && step.it.buckets[0].region == "eu-west-1" && step.it.buckets[1].name == "acme.far" && step.it.buckets[1].region == "us-east-1" && step.it.more`},
		call{name: "closed", action: "aws_s3.get_public_access_block", settings: of("acme-orders"), condition: `step.it.closed`},
		call{name: "half open", action: "aws_s3.get_public_access_block", settings: of("acme-half"), condition: `!step.it.closed`},
		call{name: "never closed", action: "aws_s3.get_public_access_block", settings: of("acme-none"), condition: `!step.it.closed`},
		call{name: "of another region", action: "aws_s3.get_public_access_block", settings: of("acme.far"), want: evidence.Failed},
		call{name: "encrypted by an own key", action: "aws_s3.get_encryption", settings: of("acme-orders"), condition: `step.it.encrypted && step.it.own_key`},
		call{name: "by AWS", action: "aws_s3.get_encryption", settings: of("acme-half"), condition: `step.it.encrypted && !step.it.own_key`},
		call{name: "not at all", action: "aws_s3.get_encryption", settings: of("acme-none"), condition: `!step.it.encrypted && !step.it.own_key`},
		call{name: "kept", action: "aws_s3.get_versioning", settings: of("acme-orders"), condition: `step.it.kept`},
		call{name: "overwritten", action: "aws_s3.get_versioning", settings: of("acme-half"), condition: `!step.it.kept`},
		call{name: "of nobody", action: "aws_s3.get_versioning", settings: of("acme-none"), want: evidence.Failed},
		call{name: "by TLS alone", action: "aws_s3.get_transport", settings: of("acme-orders"), condition: `step.it.tls_only`},
		call{name: "by TLS for one role", action: "aws_s3.get_transport", settings: of("acme-half"), condition: `!step.it.tls_only`},
		call{name: "without a policy", action: "aws_s3.get_transport", settings: of("acme-none"), condition: `!step.it.tls_only`},
	)
}

// TestS3Buckets runs the runbook whole: as it should be, and with a bucket that could be opened and a region at which
// nobody looks.
func TestS3Buckets(t *testing.T) {
	t.Parallel()
	good := map[string]string{"publicAccessBlock": s3Closed, "encryption": s3Encrypted, "versioning": s3Kept, "policy": s3TLS}
	half := map[string]string{"publicAccessBlock": s3HalfOpen, "encryption": s3OfAWS, "versioning": s3Kept, "policy": s3TLS}
	s3 := newVendor(t, "aws_s3", storage(map[string]map[string]string{"acme-orders": good}), signedForStorage, refusedByS3)
	whole{name: "s3-buckets", systems: []vendor{s3}, org: strings.NewReplacer(`others = []`, `others = ["us-east-1"]`)}.expect(t, passed, nil)
	s3 = newVendor(t, "aws_s3", storage(map[string]map[string]string{"acme-orders": half}), signedForStorage, refusedByS3)
	whole{name: "s3-buckets", systems: []vendor{s3}}.expect(t, failed, outcomes{"closed": failed, "nothing_astray": failed})
}
