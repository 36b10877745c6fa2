package kind

import (
	"slices"
	"strings"
)

// auths are the ways in which a connection may show its secret to a service, beside "header:NAME". A
// connection that states none and has a token is "bearer".
var auths = []string{"SSWS", "basic", "bearer", "path"}

// KnowsAuth tells whether this version can show a secret in that way: as the words after Authorization,
// as a header of its own, or as the end of the URL's path. The compiler refuses other ways, and so does
// whoever runs a plan that somebody else compiled.
func KnowsAuth(auth string) bool {
	name, own := strings.CutPrefix(auth, "header:")
	return own && IsHeader(name) && !Framing(name) || slices.Contains(auths, auth)
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
