package keyless

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/schemas/evidence"
)

// Audience is whom a token must be for.
const Audience = "sigstore"

// maxToken is the most bytes that a token may have.
const maxToken = 64 << 10

// Token is where tokens come from.
type Token interface {
	// Token gives an OpenID Connect token, which is shown to nobody but Fulcio. It is called again when the
	// certificate has ended, by one goroutine at a time.
	Token(ctx context.Context) (string, error)
}

// GitHub asks GitHub's runner: the job needs the permission id-token: write.
type GitHub struct {
	URL    string // ACTIONS_ID_TOKEN_REQUEST_URL
	Bearer string // ACTIONS_ID_TOKEN_REQUEST_TOKEN
}

// Token implements Token.
func (g GitHub) Token(ctx context.Context) (string, error) {
	if err := checkAddress(g.URL); err != nil {
		return "", fmt.Errorf("ACTIONS_ID_TOKEN_REQUEST_URL: %w", err)
	}
	u, err := url.Parse(g.URL)
	if err != nil {
		return "", errors.New("ACTIONS_ID_TOKEN_REQUEST_URL: it is not an address")
	}
	query := u.Query()
	query.Set("audience", Audience)
	u.RawQuery = query.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return "", err
	}
	request.Header.Set("Authorization", "Bearer "+g.Bearer)
	response, err := transport.RoundTrip(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	data, err := io.ReadAll(io.LimitReader(response.Body, maxToken))
	if err != nil {
		return "", err
	}
	var answer struct{ Value string }
	if response.StatusCode != http.StatusOK || json.Unmarshal(data, &answer) != nil || answer.Value == "" {
		return "", fmt.Errorf("the runner gave none (%s); the job needs permissions: id-token: write", response.Status)
	}
	return answer.Value, nil
}

// File is a file that holds a token, as many systems keep up to date for a job.
type File struct{ Path string }

// Token implements Token.
func (f File) Token(context.Context) (string, error) {
	r, err := os.Open(f.Path)
	if err != nil {
		return "", err
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, maxToken+1))
	return strings.TrimSpace(string(data)), err
}

// Command is a program that prints a token.
type Command struct {
	Args []string // no shell reads them
	Env  []string // all that it gets
}

// Token implements Token.
func (c Command) Token(ctx context.Context) (string, error) {
	if len(c.Args) == 0 {
		return "", errors.New("the command is empty")
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, c.Args[0], c.Args[1:]...)
	cmd.Env, cmd.Stdout, cmd.WaitDelay = c.Env, &capped{&out, maxToken + 1}, time.Second
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s: %w", c.Args[0], err)
	}
	return strings.TrimSpace(out.String()), nil
}

// capped forgets what comes after the first bytes.
type capped struct {
	w    io.Writer
	left int
}

func (c *capped) Write(p []byte) (int, error) {
	n := min(len(p), c.left)
	c.left -= n
	_, err := c.w.Write(p[:n])
	return len(p), err
}

// claims are what is read of a token. Nothing here proves them: Fulcio does.
type claims struct {
	Audience   audiences `json:"aud"`
	Expires    int64     `json:"exp"`
	Repository string    `json:"repository"`
	Visibility string    `json:"repository_visibility"`
}

// audiences are one or several.
type audiences []string

func (a *audiences) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*a = audiences{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(a))
}

// token gets a token, and tells what Fulcio would say no to in words that help.
func (s *Signer) token(ctx context.Context) (string, claims, error) {
	var c claims
	ctx, cancel := context.WithTimeout(ctx, s.o.Patience)
	defer cancel()
	token, err := s.o.Token.Token(ctx)
	if err != nil {
		return "", c, err
	}
	if c, err = readClaims(token); err != nil {
		return "", c, err
	}
	switch expires := time.Unix(c.Expires, 0); {
	case !slices.Contains(c.Audience, Audience):
		return "", c, fmt.Errorf("it is for %q; it must be for the audience %q", []string(c.Audience), Audience)
	case !s.o.Now().Before(expires):
		return "", c, fmt.Errorf("it expired at %s", evidence.FormatInstant(expires))
	}
	return token, c, nil
}

// readClaims takes a token apart. Who made it, nobody here looks at.
func readClaims(token string) (c claims, err error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 || len(token) > maxToken {
		return claims{}, errNoToken
	}
	data, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || json.Unmarshal(data, &c) != nil {
		return claims{}, errNoToken
	}
	return c, nil
}

var errNoToken = errors.New("what was given is no OpenID Connect token")

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
