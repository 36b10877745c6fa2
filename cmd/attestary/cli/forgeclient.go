package cli

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/attestary/attestary/actions/forge"
)

// publicAPI is where github.com is asked: the one server whose interface has an address of its own.
const publicAPI = "https://api.github.com"

// forgeClient opens the way to the forge for a person or a job, and gives the owner and the name of the repository:
// that which was asked for, else the runner's, else origin's.
func (w *World) forgeClient(repository string) (client *forge.Client, owner, name string, err error) {
	token := w.Getenv("GITHUB_TOKEN")
	w.hidden.Learn([]byte(token))
	if token == "" {
		return nil, "", "", usage("GITHUB_TOKEN is not set; the forge shows nothing without one, as: GITHUB_TOKEN=$(gh auth token) attestary …")
	}
	host, path := "", ""
	if repo, err := w.openRepository(); err == nil {
		if origin, err := repo.origin(); err == nil {
			host, path = forgePlace(origin)
		}
	}
	api := w.Getenv("GITHUB_API_URL")
	if api == "" && host == "github.com" {
		api = publicAPI
	}
	if api == "" {
		return nil, "", "", usage("GITHUB_API_URL is not set, and origin is not at github.com: it is the address of the forge's interface, as https://HOST/api/v3")
	}
	for _, from := range []string{repository, w.Getenv("GITHUB_REPOSITORY"), path} {
		if from != "" {
			repository = from
			break
		}
	}
	if !plainRepository.MatchString(repository) {
		return nil, "", "", usage("%.100q is not a repository; write --repository OWNER/NAME", repository)
	}
	owner, name, _ = strings.Cut(repository, "/")
	client, err = forge.Open(forge.Options{API: api, Token: forge.Token(token), Agent: "attestary/" + Version(), Now: w.Now})
	if err != nil {
		return nil, "", "", problem{couldNotLook, err.Error(), ""}
	}
	return client, owner, name, nil
}

var scpForm = regexp.MustCompile(`^(?:[^@/]+@)?([^:/]+):(.+)$`)

// forgePlace reads the host and OWNER/NAME from the address of a remote, as git takes it; "" where it is none of a
// forge.
func forgePlace(origin string) (host, repository string) {
	path := ""
	if u, err := url.Parse(origin); err == nil && u.Host != "" {
		host, path = u.Hostname(), u.Path
	} else if m := scpForm.FindStringSubmatch(origin); m != nil && !strings.Contains(origin, "://") {
		host, path = m[1], m[2]
	}
	path = strings.TrimSuffix(strings.Trim(path, "/"), ".git")
	if !plainRepository.MatchString(path) {
		return host, ""
	}
	return host, path
}
