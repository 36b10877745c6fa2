// Package vault takes secrets from a Vault or an OpenBao server: vault:PATH#KEY is the member KEY of what
// lies at PATH in a key-value engine of either version, as `vault kv get PATH` shows it. (A path of version 2
// is written without the data/ that its HTTP API has.)
//
// Where the server is and how to get in stands in the environment, in the variables that its own tools use:
//
//	VAULT_ADDR        https://vault.acme.example:8200; http:// for this machine alone
//	VAULT_NAMESPACE   if the server has namespaces
//	VAULT_CACERT      a file of certificates to trust, in place of the machine's own
//
// and, the first of these that is there:
//
//	VAULT_TOKEN                        a token that somebody else got, and will revoke
//	VAULT_ROLE_ID and VAULT_SECRET_ID  AppRole
//	VAULT_ROLE, in a job of GitHub     its OIDC token (VAULT_AUDIENCE; usual is VAULT_ADDR)
//	VAULT_ROLE, in a pod               the token of its service account
//
// VAULT_AUTH_PATH is where the method is mounted if not at approle, jwt or kubernetes. A token that Read got
// by logging in is revoked before Read returns, so that nothing is left that opens anything. No redirect is
// followed and no proxy used; certificates are always verified: VAULT_SKIP_VERIFY is refused, not ignored.
//
// The client is written by hand: what it needs of the protocol are four requests, and the vendor's library
// brings eighteen modules with it (a second HCL among them), reads files and variables of its own accord,
// follows redirects with the token, and keeps secrets in strings.
//
// Start at Vault.
package vault

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/secret"
)

// Vault is a server that keeps secrets.
type Vault struct {
	Lookup         func(name string) (value string, ok bool) // variables of the environment
	ServiceAccount string                                    // the file with its token; "" for where Kubernetes lays it
}

// within is how long all of it may take, and revoking a token then.
const (
	within       = time.Minute
	revokeWithin = 5 * time.Second
)

func (v Vault) Read(ctx context.Context, places []string) []engine.Answer {
	if len(places) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	s, err := v.open(ctx)
	if err != nil {
		return secret.Each(places, func(place string) ([]byte, error) { return nil, fmt.Errorf("vault:%s: %w", place, err) })
	}
	defer s.close(ctx)
	return secret.Each(places, func(place string) ([]byte, error) {
		value, err := s.read(ctx, place)
		if err != nil {
			err = fmt.Errorf("vault:%s: %w", place, err)
		}
		return value, err
	})
}

// session is a server that we have got in to.
type session struct {
	*client
	ours  bool              // we logged in, and log out again
	known map[string]lookup // what was read, by path
}

// lookup is what came of reading a path.
type lookup struct {
	members map[string]jsontext.Value
	err     error
}

func (v Vault) open(ctx context.Context) (*session, error) {
	c, err := v.client()
	if err != nil {
		return nil, err
	}
	s := &session{client: c, known: map[string]lookup{}}
	if token, ok := v.Lookup("VAULT_TOKEN"); ok {
		c.token = []byte(strings.TrimSpace(token))
	} else if s.ours, err = true, v.login(ctx, c); err != nil {
		c.idle()
		return nil, err
	}
	return s, nil
}

// close revokes the token that we got, also where ctx has ended, and wipes what was read. A token that
// cannot be revoked, as one of kind batch, ends by itself.
func (s *session) close(ctx context.Context) {
	if s.ours {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), revokeWithin)
		defer cancel()
		_, _ = s.do(ctx, "POST", "auth/token/revoke-self", nil)
	}
	for _, l := range s.known {
		for _, value := range l.members {
			clear(value)
		}
	}
	clear(s.token)
	s.idle()
}

// read reads PATH#KEY.
func (s *session) read(ctx context.Context, place string) ([]byte, error) {
	path, key, _ := strings.Cut(place, "#")
	l, known := s.known[path]
	if !known {
		l.members, l.err = s.members(ctx, path)
		s.known[path] = l
	}
	if l.err != nil {
		return nil, l.err
	}
	raw, there := l.members[key]
	if !there {
		return nil, fmt.Errorf("there is something at %s, and it has no member %s", path, key)
	}
	value, err := valueOf(raw)
	switch {
	case err != nil:
		return nil, fmt.Errorf("the member %s is neither text nor number", key)
	case len(value) == 0:
		return nil, errors.New("it is empty")
	case len(value) > secret.MaxSize:
		clear(value)
		return nil, fmt.Errorf("it has more than %d bytes, which is more than a secret has", secret.MaxSize)
	}
	return value, nil
}

var errValue = errors.New("no value")

// valueOf is a text or a number as the bytes of a secret.
func valueOf(raw jsontext.Value) ([]byte, error) {
	switch raw.Kind() {
	case '"':
		return jsontext.AppendUnquote(nil, raw)
	case '0':
		return append([]byte(nil), raw...), nil
	}
	return nil, errValue
}

// members reads what lies at a path.
func (s *session) members(ctx context.Context, path string) (map[string]jsontext.Value, error) {
	segments, err := segmentsOf(path)
	if err != nil {
		return nil, err
	}
	m, err := s.mountOf(ctx, segments)
	if err != nil {
		return nil, err
	}
	rest := strings.TrimPrefix(strings.Join(segments, "/"), m.path)
	at := m.path + rest
	if m.versioned {
		at = m.path + "data/" + rest
	}
	var body struct {
		Data jsontext.Value `json:"data"`
	}
	if err := s.get(ctx, at, &body); err != nil {
		return nil, missing(err, m, rest)
	}
	defer clear(body.Data)
	return membersOf(body.Data, m.versioned)
}

// membersOf takes the members out of an answer: one level deeper where there are versions.
func membersOf(data jsontext.Value, versioned bool) (members map[string]jsontext.Value, err error) {
	if versioned {
		var version struct {
			Data map[string]jsontext.Value `json:"data"`
		}
		err = json.Unmarshal(data, &version)
		members = version.Data
	} else {
		err = json.Unmarshal(data, &members)
	}
	if err != nil || members == nil {
		return nil, errors.New("the server's answer is not what a key-value engine gives")
	}
	return members, nil
}

// missing tells more of what is not there.
func missing(err error, m mount, rest string) error {
	switch {
	case !errors.Is(err, errNotFound):
		return err
	case m.versioned && strings.HasPrefix(rest, "data/"):
		return fmt.Errorf("%w; a path is written without the data/ of the HTTP API: %s", err, m.path+strings.TrimPrefix(rest, "data/"))
	case m.versioned:
		return fmt.Errorf("%w, or its newest version was deleted", err)
	}
	return err
}

// mount is where an engine begins.
type mount struct {
	path      string // with a slash at its end
	versioned bool
}

// mountOf asks which engine a path leads to.
func (s *session) mountOf(ctx context.Context, segments []string) (mount, error) {
	var body struct {
		Data struct {
			Path    string            `json:"path"`
			Type    string            `json:"type"`
			Options map[string]string `json:"options"`
		} `json:"data"`
	}
	err := s.get(ctx, "sys/internal/ui/mounts/"+strings.Join(segments, "/"), &body)
	switch {
	case errors.Is(err, errNotFound): // a server from before there were versions
		return mount{path: segments[0] + "/"}, nil
	case err != nil:
		return mount{}, err
	case body.Data.Type != "kv" && body.Data.Type != "generic":
		return mount{}, fmt.Errorf("at %s is an engine of type %q; secrets are read from those of type kv", body.Data.Path, body.Data.Type)
	case !strings.HasSuffix(body.Data.Path, "/") || !strings.HasPrefix(strings.Join(segments, "/")+"/", body.Data.Path):
		return mount{}, errors.New("the server names an engine elsewhere than at this path")
	}
	return mount{body.Data.Path, body.Data.Options["version"] == "2"}, nil
}

// segmentsOf are the parts of a path.
func segmentsOf(path string) ([]string, error) {
	segments := strings.Split(strings.Trim(path, "/"), "/")
	for _, segment := range segments {
		if segment == "" || segment == "." || segment == ".." || strings.ContainsFunc(segment, func(c rune) bool { return c < ' ' || c == 0x7f }) {
			return nil, fmt.Errorf("%q is not the path of a secret: write ENGINE/PATH#KEY", path)
		}
	}
	if len(segments) < 2 {
		return nil, fmt.Errorf("%q is an engine, and not the path of a secret in it: write ENGINE/PATH#KEY", path)
	}
	return segments, nil
}

// escaped is a path of the HTTP API.
func escaped(path string) string {
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		segments[i] = url.PathEscape(segment)
	}
	return strings.Join(segments, "/")
}
