package steps

import (
	"cmp"
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/url"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/attestary/attestary/actions/engine"
)

// Tokens for a signed statement (RFC 7523, 2.1): who asks, in whose name and for what, signed with a private key that
// stays here (RS256). The key is PEM, or the JSON file that Google makes of a service account
// (https://developers.google.com/identity/protocols/oauth2/service-account), which says also who asks.

const (
	assertionGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer"
	assertionHolds = 5 * time.Minute
	leastKeyBits   = 2048
)

// signatory is who signs.
type signatory struct {
	email, keyID string // "" where the key does not say so
	key          *rsa.PrivateKey
}

// signatoryOf reads a private key; nil where it is none that is strong enough.
func signatoryOf(secret string) *signatory {
	var file struct {
		Type  string `json:"type"`
		Email string `json:"client_email"`
		Key   string `json:"private_key"`
		KeyID string `json:"private_key_id"`
	}
	a := &signatory{}
	text := secret
	if json.Unmarshal([]byte(secret), &file) == nil {
		if file.Type != "service_account" {
			return nil
		}
		text, a.email, a.keyID = file.Key, file.Email, file.KeyID
	}
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil
	}
	if a.key, _ = x509.ParsePKCS1PrivateKey(block.Bytes); a.key == nil {
		parsed, _ := x509.ParsePKCS8PrivateKey(block.Bytes)
		a.key, _ = parsed.(*rsa.PrivateKey)
	}
	if a.key == nil || a.key.N.BitLen() < leastKeyBits {
		return nil
	}
	return a
}

// assertionRequest is the request for a token, with the statement that is signed.
func assertionRequest(ctx context.Context, call engine.Call) (*http.Request, engine.Result) {
	c := call.Connection
	who := signatoryOf(call.Secrets["client_key"].Reveal())
	switch {
	case who == nil:
		return nil, unknown(engine.ReasonSetting, "the client_key of connection "+c.Name+" is neither an RSA private key of 2048 bits or more in PEM nor the JSON file of a service account of Google")
	case c.ClientID == "" && who.email == "":
		return nil, unknown(engine.ReasonSetting, "connection "+c.Name+" has no client_id, and its client_key does not say who asks")
	}
	now := call.Now()
	claims := map[string]any{"iss": cmp.Or(c.ClientID, who.email), "aud": cmp.Or(c.Audience, c.TokenURL), "iat": now.Unix(), "exp": now.Add(assertionHolds).Unix()}
	for name, value := range map[string]string{"sub": c.Subject, "scope": c.Scope} {
		if value != "" {
			claims[name] = value
		}
	}
	statement, err := who.sign(claims)
	if err != nil {
		return nil, unknown(engine.ReasonSetting, "the client_key of connection "+c.Name+" cannot sign")
	}
	return formRequest(ctx, c, url.Values{"grant_type": {assertionGrant}, "assertion": {statement}})
}

func (a *signatory) sign(claims map[string]any) (string, error) {
	key := jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: a.key, KeyID: a.keyID}}
	signer, err := jose.NewSigner(key, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", err
	}
	return jwt.Signed(signer).Claims(claims).Serialize()
}
