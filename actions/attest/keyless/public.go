package keyless

import (
	"fmt"
	"net/url"
	"strings"
)

// Consent are the words in the project's file (evidence: public_log) that let a repository that is not public
// show in a log that everybody reads. They say what is given up.
const Consent = "names of this repository, its branches and workflows become public"

// allowed tells why a repository may not be signed for with these servers.
func (o *Options) allowed(claims claims) error {
	var public string
	for _, address := range []string{o.Fulcio, o.Rekor} {
		if everybodys(address) {
			public = address
			break
		}
	}
	if public == "" || claims.Visibility == "public" || o.Consent == Consent {
		return nil
	}
	what := fmt.Sprintf("the repository %s is %s", claims.Repository, claims.Visibility)
	if claims.Visibility == "" {
		what = "the token does not say whether the repository is public"
	}
	return fmt.Errorf("keyless: %s, and %s writes what it signs into a log that everybody reads: name a fulcio of your own in the evidence section of project.hcl, "+
		"or sign with a key, or write there public_log = %q", what, public, Consent)
}

// everybodys tells whether an address is one of Sigstore's public houses.
func everybodys(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return true
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	for _, public := range []string{"sigstore.dev", "sigstage.dev"} {
		if host == public || strings.HasSuffix(host, "."+public) {
			return true
		}
	}
	return false
}

// checkAddress takes https, and http only on this machine: a token is shown to the server.
func checkAddress(address string) error {
	if address == "" {
		return nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" {
		return fmt.Errorf("%.200q is not an address: https://HOST", address)
	}
	if u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname()) {
		return nil
	}
	return fmt.Errorf("%.200q is not https", address)
}
