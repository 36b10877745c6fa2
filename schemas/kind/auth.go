package kind

import (
	"slices"
	"strings"
)

// OAuth2 is the way of a connection that exchanges the id and the secret of a client for a token which holds for
// a while (RFC 6749, 4.4), and shows that.
const OAuth2 = "oauth2"

// JWTBearer is the way of a connection that gets such a token for a statement which it signs with a private key
// (RFC 7523, 2.1), as service accounts of Google do.
const JWTBearer = "jwt-bearer"

// SigV4 is the way of a connection to AWS: each request is signed with a secret key, which itself is never sent
// (Signature Version 4).
const SigV4 = "aws-sigv4"

// auths are the ways in which a connection may show who asks, beside "header:NAME", and the settings of each
// beside token, user and password. A connection that states none and has a token is "bearer".
var auths = map[string]AuthSettings{
	"SSWS": {}, "basic": {}, "bearer": {}, "path": {},
	OAuth2:    {Needs: []string{"client_id", "client_secret", "token_url"}, May: []string{"audience", "client_auth", "scope"}},
	JWTBearer: {Needs: []string{"client_key", "token_url"}, May: []string{"audience", "client_id", "scope", "subject"}},
	SigV4:     {Needs: []string{"access_key", "region", "secret_key", "service"}, May: []string{"session_token"}},
}

// AuthSettings are the settings of a connection that one way of showing who asks has of its own, sorted. Where it
// needs any, they stand in the place of token, user and password.
type AuthSettings struct{ Needs, May []string }

// AuthsWith are the ways that read a setting, sorted.
func AuthsWith(setting string) []string {
	var all []string
	for auth, s := range auths {
		if slices.Contains(s.Needs, setting) || slices.Contains(s.May, setting) {
			all = append(all, auth)
		}
	}
	slices.Sort(all)
	return all
}

// SettingsOfAuth are those of a way of showing who asks; none of one that is not known.
func SettingsOfAuth(auth string) AuthSettings { return auths[auth] }

// ClientAuths are the ways in which a client shows its secret for a token (RFC 6749, 2.3.1): in the header
// Authorization, which is meant where nothing is said, or in the body.
var ClientAuths = []string{"basic", "body"}

// KnowsAuth tells whether this version can show who asks in that way: with the words after Authorization,
// with a header of its own, or with the end of the URL's path. The compiler refuses other ways, and so does
// whoever runs a plan that somebody else compiled.
func KnowsAuth(auth string) bool {
	name, own := strings.CutPrefix(auth, "header:")
	_, known := auths[auth]
	return own && IsHeader(name) && !Framing(name) || known
}

// headerLetters are what the name of a header is made of (RFC 9110, token).
const headerLetters = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

// IsHeader tells whether a text can name a header.
func IsHeader(name string) bool { return name != "" && strings.Trim(name, headerLetters) == "" }

// framing are the headers that say where a request goes, how it is read, and how long it is, or that some
// servers take for another method or path than those which a use section allows.
var framing = []string{
	"Connection", "Content-Length", "Cookie", "Expect", "Forwarded", "Host", "Keep-Alive", "Proxy-Authorization", "Proxy-Connection",
	"TE", "Trailer", "Transfer-Encoding", "Upgrade", "X-Forwarded-Host", "X-Forwarded-Prefix", "X-HTTP-Method", "X-HTTP-Method-Override",
	"X-Method-Override", "X-Original-URL", "X-Rewrite-URL",
}

// Framing tells whether a header is not for a connection or a step to say, in whatever letter case.
func Framing(name string) bool {
	return slices.ContainsFunc(framing, func(header string) bool { return strings.EqualFold(header, name) })
}
