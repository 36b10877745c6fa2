package forge

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/google/go-github/v60/github"
)

// App is a GitHub App, which may read who is in a team; the token of a job may not.
type App struct {
	ID           int64
	Installation int64 // where it is installed; 0: is asked for, which takes a request more
	Key          []byte
}

// String implements fmt.Stringer: the key does not print.
func (a App) String() string { return fmt.Sprintf("app %d", a.ID) }

// GoString implements fmt.GoStringer.
func (a App) GoString() string { return a.String() }

// AppClient makes a client with a short token of the app, which reads who is in which team and nothing else. The
// options are those of Open; their token is not used.
func AppClient(ctx context.Context, o Options, app App, of Repository) (*Client, error) {
	word, err := app.word(o.Now)
	if err != nil {
		return nil, err
	}
	o.Token = Token(word)
	as, err := Open(o)
	if err != nil {
		return nil, err
	}
	if app.Installation == 0 {
		found, _, err := as.REST.Apps.FindRepositoryInstallation(ctx, of.Owner, of.Name)
		if err != nil {
			return nil, as.Told(err, Asked{fmt.Sprintf("where %s is installed for %s", app, of), ""})
		}
		app.Installation = found.GetID()
	}
	wanted := &github.InstallationTokenOptions{Permissions: &github.InstallationPermissions{Members: github.String("read")}}
	token, _, err := as.REST.Apps.CreateInstallationToken(ctx, app.Installation, wanted)
	if err != nil {
		return nil, as.Told(err, Asked{fmt.Sprintf("a token of %s that reads members", app), "members: read, which its installation must have"})
	}
	o.Token = Token(token.GetToken())
	return Open(o)
}

// word is what an app says of itself, good for nine minutes: a JWT, signed with its key.
func (a App) word(now func() time.Time) (string, error) {
	if now == nil {
		return "", errors.New("the forge needs a clock")
	}
	key, err := a.key()
	if err != nil {
		return "", err
	}
	// A minute earlier, for clocks that go after ours.
	claims, err := json.Marshal(map[string]any{"iat": now().Add(-time.Minute).Unix(), "exp": now().Add(8 * time.Minute).Unix(), "iss": strconv.FormatInt(a.ID, 10)})
	if err != nil {
		return "", err
	}
	text := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RS256","typ":"JWT"}`)) + "." + base64.RawURLEncoding.EncodeToString(claims)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		return "", fmt.Errorf("the key of %s does not sign", a)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature), nil
}

// key reads the private key, as GitHub gives it (PKCS #1) or as others write it (PKCS #8). What is wrong with it
// is not told in detail: it is a secret.
func (a App) key() (*rsa.PrivateKey, error) {
	if a.ID < 1 || a.Installation < 0 {
		return nil, errors.New("the app has no number; it is on the page of its settings")
	}
	wrong := fmt.Errorf("the key of %s is no private RSA key in PEM, as its settings give one", a)
	block, _ := pem.Decode(a.Key)
	if block == nil {
		return nil, wrong
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	if any, err := x509.ParsePKCS8PrivateKey(block.Bytes); err == nil {
		if key, ok := any.(*rsa.PrivateKey); ok {
			return key, nil
		}
	}
	return nil, wrong
}
