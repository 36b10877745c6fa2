package steps

import (
	"errors"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/config"

	"github.com/attestary/attestary/schemas/expr"
)

// lookProtection reads the rules of a remote that is a repository on this machine: git itself enforces
// them there. Of any other remote this tells nothing, which is null.
func (in *inspection) lookProtection(remote string) error {
	own, err := readConfig(in.repository.folder)
	if err != nil {
		return err
	}
	path, local := localPath(own.Section("remote").Subsection(remote).Option("url"))
	if !local {
		return nil
	}
	folder, err := gitFolder(absolute(in.repository.workTree(), path))
	if err != nil {
		return err
	}
	theirs, err := readConfig(folder)
	if errors.Is(err, os.ErrNotExist) {
		return errors.New("the remote is not there")
	}
	if err != nil {
		return err
	}
	receive := theirs.Section("receive")
	in.outputs["protection"] = expr.OfObject(map[string]expr.Value{
		"deny_deletes":           expr.OfBool(switchedOn(receive, "denyDeletes")),
		"deny_non_fast_forwards": expr.OfBool(switchedOn(receive, "denyNonFastForwards")),
	})
	return nil
}

// workTree is the folder against which git reads a remote's relative path.
func (r *repository) workTree() string {
	if filepath.Base(r.folder) == ".git" {
		return filepath.Dir(r.folder)
	}
	return r.folder
}

// localPath is the path of a remote on this machine; local is false for any other. As in git, a colon
// before the first slash makes it a host.
func localPath(remote string) (path string, local bool) {
	if u, err := url.Parse(remote); err == nil && u.Scheme == "file" {
		return u.Path, u.Host == "" || u.Host == "localhost"
	}
	colon, slash := strings.IndexByte(remote, ':'), strings.IndexByte(remote, '/')
	isHost := colon >= 0 && (slash < 0 || colon < slash)
	return remote, remote != "" && !isHost
}

// readConfig reads a repository's own configuration, and nothing that it includes.
func readConfig(folder string) (*config.Config, error) {
	file, err := openRegular(folder, "config")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	read := config.New()
	if err := config.NewDecoder(io.LimitReader(file, 1<<20)).Decode(read); err != nil {
		return nil, errMalformed // the library's text quotes the file, in which a token may stand
	}
	return read, nil
}

// switchedOn reads a yes or no as git does: the last one counts, and a name alone is a yes.
func switchedOn(section *config.Section, name string) bool {
	if !slices.ContainsFunc(section.Options, func(o *config.Option) bool { return o.IsKey(name) }) {
		return false
	}
	value := strings.ToLower(section.Option(name))
	return value == "" || slices.Contains([]string{"true", "yes", "on", "1"}, value)
}
