package cli

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/attestary/attestary/actions/forge"
)

// Version 3 of the action that downloads artifacts, which a server of one's own has, reaches no other run. What that run
// left is asked of the forge then, and unpacked as the action would. Nothing of it is believed here.

const (
	maxUnpacked = 256 << 20 // bytes of all documents of one artifact
	maxFiles    = 1000      // in one artifact
)

// fetchLeft brings what the attempt left that this run of the workflow goes on with, unless a step before has done so.
func (w *World) fetchLeft(ctx context.Context, c *cameBack, into string) error {
	if _, err := os.Lstat(into); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	client, home, err := w.ownRepository()
	if err != nil {
		return err
	}
	run, err := strconv.ParseInt(c.run, 10, 64)
	if err != nil {
		return err
	}
	all, err := client.Artifacts(ctx, home, run)
	if err != nil {
		return unfetched(err)
	}
	if err := os.MkdirAll(into, 0o700); err != nil {
		return err
	}
	root, err := os.OpenRoot(into)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, a := range all {
		if !strings.HasPrefix(a.Name, "attestary-") || !strings.HasSuffix(a.Name, fmt.Sprintf("-%d", c.attempt)) || !plainName(a.Name) {
			continue
		}
		if err := fetchArtifact(ctx, client, home, a, root); err != nil {
			return err
		}
	}
	return nil
}

func fetchArtifact(ctx context.Context, client *forge.Client, home forge.Repository, a forge.Artifact, root *os.Root) error {
	data, err := client.Archive(ctx, home, a)
	if err != nil {
		return unfetched(err)
	}
	if err := root.Mkdir(a.Name, 0o700); err != nil {
		return err
	}
	within, err := root.OpenRoot(a.Name)
	if err != nil {
		return err
	}
	defer within.Close()
	if err := unpack(data, within); err != nil {
		return problem{couldNotLook, fmt.Sprintf("artifact %s cannot be read: %s", printable(a.Name), printable(err.Error())), "start a new run"}
	}
	return nil
}

// unfetched tells what to do where the forge does not give what another run left.
func unfetched(err error) error {
	if errors.Is(err, forge.ErrUnseen) {
		return problem{couldNotLook, err.Error(), "give the job the permission actions: read, or start a new run where the artifacts are gone"}
	}
	return problem{couldNotLook, err.Error(), "re-run all jobs"}
}

// unpack writes the documents of an archive: plain files, of which none lies in a folder.
func unpack(data []byte, root *os.Root) error {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	if len(archive.File) > maxFiles {
		return fmt.Errorf("it has %d files; at most %d are read", len(archive.File), maxFiles)
	}
	left := int64(maxUnpacked)
	for _, f := range archive.File {
		if !f.Mode().IsRegular() || !plainName(f.Name) {
			return fmt.Errorf("%.100q is no document", f.Name)
		}
		n, err := unpackFile(f, root, left)
		if err != nil {
			return err
		}
		left -= n
	}
	return nil
}

func unpackFile(f *zip.File, root *os.Root, most int64) (n int64, err error) {
	from, err := f.Open()
	if err != nil {
		return 0, err
	}
	defer from.Close()
	to, err := root.OpenFile(f.Name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, err
	}
	n, err = io.Copy(to, io.LimitReader(from, most+1))
	if n > most {
		err = fmt.Errorf("it has more than %d bytes", maxUnpacked)
	}
	return n, errors.Join(err, to.Close())
}

// plainName tells whether a name leads to no other folder.
func plainName(name string) bool {
	return fs.ValidPath(name) && name != "." && !strings.ContainsAny(name, `/\\:`)
}
