package steps

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/attestary/attestary/actions/engine"
)

// sign signs a request as AWS wants it (Signature Version 4): its method, address, headers and body, and the time. The
// secret key stays here. A request that is changed on the way, or sent again a quarter of an hour later, is refused.
func sign(request *http.Request, call engine.Call) engine.Result {
	c := call.Connection
	key, secret, session := call.Secrets["access_key"].Reveal(), call.Secrets["secret_key"].Reveal(), call.Secrets["session_token"].Reveal()
	switch {
	case key == "" || secret == "" || c.Region == "" || c.Service == "":
		return unknown(engine.ReasonSetting, "connection "+c.Name+" lacks what requests to AWS are signed with: access_key, secret_key, region and service")
	case !oneLine(key) || !oneLine(session):
		return unknown(engine.ReasonSetting, "a secret of connection "+c.Name+" has more than one line")
	}
	digest, err := bodyDigest(request)
	if err != nil {
		return unknown(engine.ReasonSetting, "the body of the request cannot be signed")
	}
	storage := strings.HasPrefix(c.Service, "s3") // which wants the digest told, and paths as they are
	if storage {
		request.Header.Set("X-Amz-Content-Sha256", digest)
	}
	credentials := aws.Credentials{AccessKeyID: key, SecretAccessKey: secret, SessionToken: session}
	err = v4.NewSigner().SignHTTP(request.Context(), credentials, request, digest, c.Service, c.Region, call.Now(), func(o *v4.SignerOptions) {
		o.DisableURIPathEscaping = storage
	})
	if err != nil {
		return unknown(engine.ReasonSetting, "the request cannot be signed for AWS")
	}
	return engine.Result{}
}

// bodyDigest is the SHA-256 of what a request will send, in hex.
func bodyDigest(request *http.Request) (string, error) {
	var body io.Reader = bytes.NewReader(nil)
	if request.GetBody != nil {
		again, err := request.GetBody()
		if err != nil {
			return "", err
		}
		body = again
	}
	hash := sha256.New()
	if _, err := io.Copy(hash, body); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}
