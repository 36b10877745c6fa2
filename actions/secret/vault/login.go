package vault

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/go-json-experiment/json"
)

// serviceAccount is where Kubernetes lays the token of a pod's service account.
const serviceAccount = "/var/run/secrets/kubernetes.io/serviceaccount/token"

// login gets a token in the way that the environment tells.
func (v Vault) login(ctx context.Context, c *client) error {
	if id, ok := v.Lookup("VAULT_ROLE_ID"); ok {
		key, _ := v.Lookup("VAULT_SECRET_ID") // a role can be made that wants none
		return v.loginWith(ctx, c, "approle", map[string]string{"role_id": id, "secret_id": key})
	}
	role, ok := v.Lookup("VAULT_ROLE")
	if !ok {
		return errors.New("nothing says how to get in: set VAULT_TOKEN, or VAULT_ROLE_ID and VAULT_SECRET_ID, or VAULT_ROLE in a job of GitHub (with id-token: write) or a pod of Kubernetes")
	}
	if from, ok := v.Lookup("ACTIONS_ID_TOKEN_REQUEST_URL"); ok {
		token, err := v.githubToken(ctx, from)
		if err != nil {
			return err
		}
		return v.loginWith(ctx, c, "jwt", map[string]string{"role": role, "jwt": token})
	}
	path := v.ServiceAccount
	if path == "" {
		path = serviceAccount
	}
	token, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("VAULT_ROLE is set, and this is neither a job of GitHub that may ask for a token (permission id-token: write) nor a pod of Kubernetes")
	}
	if err != nil {
		return fmt.Errorf("the token of the service account: %w", err)
	}
	return v.loginWith(ctx, c, "kubernetes", map[string]string{"role": role, "jwt": strings.TrimSpace(string(token))})
}

// loginWith shows what the method wants, and keeps the token.
func (v Vault) loginWith(ctx context.Context, c *client, method string, shown map[string]string) error {
	path, ok := v.Lookup("VAULT_AUTH_PATH")
	if !ok {
		path = method
	}
	body, err := json.Marshal(shown)
	if err != nil {
		return errors.New("the login has no encoding")
	}
	defer clear(body)
	data, err := c.do(ctx, http.MethodPost, "auth/"+strings.Trim(path, "/")+"/login", body)
	if errors.Is(err, errNotFound) {
		err = c.says("has no method to log in at auth/" + path + "; VAULT_AUTH_PATH says where it is")
	}
	if err != nil {
		return fmt.Errorf("login by %s: %w", method, err)
	}
	defer clear(data)
	var answer struct {
		Auth struct {
			Token string `json:"client_token"`
		} `json:"auth"`
	}
	if json.Unmarshal(data, &answer) != nil || answer.Auth.Token == "" {
		return fmt.Errorf("login by %s: %w", method, c.says("gave no token"))
	}
	c.token = []byte(answer.Auth.Token)
	return nil
}

// githubToken asks GitHub for a token that tells the server which job this is.
func (v Vault) githubToken(ctx context.Context, from string) (string, error) {
	const what = "ACTIONS_ID_TOKEN_REQUEST_URL"
	if err := checkURL(what, from); err != nil {
		return "", err
	}
	u, err := url.Parse(from)
	if err != nil {
		return "", errors.New(what + " is no URL")
	}
	audience, ok := v.Lookup("VAULT_AUDIENCE")
	if !ok {
		audience, _ = v.Lookup("VAULT_ADDR")
	}
	query := u.Query()
	query.Set("audience", audience)
	u.RawQuery = query.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return "", errors.New(what + " is no URL")
	}
	key, _ := v.Lookup("ACTIONS_ID_TOKEN_REQUEST_TOKEN")
	request.Header.Set("Authorization", "Bearer "+key)
	transport := newTransport(nil, u.Scheme == "http")
	defer transport.CloseIdleConnections()
	status, data, err := send(transport, request)
	if err != nil {
		return "", fmt.Errorf("GitHub's issuer of tokens %w", err)
	}
	defer clear(data)
	var answer struct {
		Value string `json:"value"`
	}
	if status != http.StatusOK || json.Unmarshal(data, &answer) != nil || answer.Value == "" {
		return "", fmt.Errorf("GitHub's issuer of tokens gave none (status %d)", status)
	}
	return answer.Value, nil
}
