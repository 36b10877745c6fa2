package hub

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"strings"
	"sync"
	"time"
)

var appRoutes = []route{
	{"GET /app", "app", aboutApp},
	{"GET /app/installations", "app", installations},
	{"GET /orgs/{org}/installations", "organization_administration:read", orgInstallations},
	{"GET /repos/{owner}/{repo}/installation", "app", installation},
	{"POST /app/installations/{installation_id}/access_tokens", "app", accessToken},
}

// App is a GitHub App that is installed once, for an organization.
type App struct {
	ID           int64
	Installation int64
	Key          []byte // its private key, PEM of PKCS #1, as GitHub gives it

	public *rsa.PublicKey
	may    map[string]string
	org    *Org
}

var appKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

// App makes an app with permissions like "members:read", installed for an organization.
func (h *Hub) App(org *Org, may ...string) *App {
	key, err := appKey()
	if err != nil {
		h.t.Fatal(err)
	}
	defer h.lock()()
	a := &App{
		ID: h.id(), Installation: h.id(), public: &key.PublicKey, may: permissions(may), org: org,
		Key: pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}),
	}
	h.apps = append(h.apps, a)
	return a
}

// asApp lets in who shows an app's own word, a JWT.
func (c *call) asApp() answer {
	if c.app() == nil {
		return said(401, "A JSON web token could not be decoded")
	}
	if owner := c.PathValue("owner"); owner != "" {
		c.repo = c.repos[strings.ToLower(owner+"/"+c.PathValue("repo"))]
		if c.repo == nil || !strings.EqualFold(owner, c.app().org.Login) {
			return notFound()
		}
	}
	return answer{}
}

// app is the one whose JWT was shown; nil where none of ours was, or it is not of this moment.
func (c *call) app() *App {
	head, rest, _ := strings.Cut(bearer(c.Request), ".")
	payload, signature, ok := strings.Cut(rest, ".")
	var header struct{ Alg string }
	var claims struct {
		Iat, Exp int64
		Iss      json.RawMessage // a number, or the same as a text
	}
	if !ok || !part(head, &header) || header.Alg != "RS256" || !part(payload, &claims) {
		return nil
	}
	now := c.now()
	issued, expires := time.Unix(claims.Iat, 0), time.Unix(claims.Exp, 0)
	if issued.After(now) || !expires.After(now) || expires.Sub(issued) > 11*time.Minute || expires.Sub(now) > 10*time.Minute {
		return nil
	}
	sum := sha256.Sum256([]byte(head + "." + payload))
	raw, err := base64.RawURLEncoding.DecodeString(signature)
	for _, a := range c.apps {
		if err == nil && strings.Trim(string(claims.Iss), `"`) == itoa(a.ID) && rsa.VerifyPKCS1v15(a.public, crypto.SHA256, sum[:], raw) == nil {
			return a
		}
	}
	return nil
}

func part(text string, into any) bool {
	data, err := base64.RawURLEncoding.DecodeString(text)
	return err == nil && json.Unmarshal(data, into) == nil
}

func aboutApp(c *call) answer {
	a := c.app()
	return ok(fields{"id": a.ID, "name": "attestary", "permissions": a.may, "events": []string{}})
}

func (a *App) object() any {
	return fields{"id": a.Installation, "app_id": a.ID, "permissions": a.may, "target_type": "Organization", "target_id": a.org.ID, "account": fields{"id": a.org.ID, "login": a.org.Login}, "events": []string{}}
}

func installations(c *call) answer { return list([]any{c.app().object()}) }
func orgInstallations(c *call) answer {
	all := []any{}
	for _, a := range c.apps {
		if strings.EqualFold(a.org.Login, c.PathValue("org")) {
			all = append(all, a.object())
		}
	}
	return listed("installations", all)
}

func installation(c *call) answer { return ok(c.app().object()) }

// accessToken gives a token for an hour, with no more than the app has and no more than was asked for.
func accessToken(c *call) answer {
	a := c.app()
	if a.Installation != c.pathNumber("installation_id") {
		return notFound()
	}
	var asked struct{ Permissions map[string]string }
	if !c.decode(&asked) {
		return unprocessable("Problems parsing JSON")
	}
	may := clone(a.may)
	if asked.Permissions != nil {
		may = permissions(nil)
		for name, level := range asked.Permissions {
			if levels[a.may[name]] < levels[level] {
				return unprocessable("The permissions requested are not granted to this installation.")
			}
			may[name] = level
		}
	}
	t := c.Hub.token(&Token{kind: "installation", who: c.person("attestary[bot]"), may: may, limit: 5000, expires: c.now().Add(time.Hour)})
	return answer{status: 201, body: fields{"token": t.Text, "expires_at": t.expires.UTC().Format(time.RFC3339), "permissions": may}}
}
