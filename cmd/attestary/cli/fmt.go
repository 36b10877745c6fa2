package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/spf13/cobra"
)

func fmtCommand(w *World) *cobra.Command {
	var check bool
	cmd := &cobra.Command{
		Use:   "fmt [FILE …]",
		Short: "Lay the runbooks out in the one way",
		Long: `Sets indentation, spaces and the columns of = in every .hcl file below runbooks/, or in the files
named. It changes layout and nothing else. A file that cannot be read as HCL stays as it is.`,
		Example: "  attestary fmt\n  attestary fmt --check        only tell, change nothing\n  attestary fmt - <FILE        from standard input to standard output",
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 && args[0] == "-" {
				return w.formatStream()
			}
			paths, err := w.hclFiles(args)
			if err != nil {
				return err
			}
			return w.formatFiles(paths, check)
		},
	}
	cmd.Flags().BoolVar(&check, "check", false, "tell which files are laid out otherwise; exit status 1 if any")
	return cmd
}

func (w *World) formatStream() error {
	src, err := io.ReadAll(io.LimitReader(w.In, 1<<20))
	if err != nil {
		return err
	}
	out, diags := syntax.Format("standard input", src)
	if len(diags) > 0 {
		return problem{foundWrong, "standard input: " + diags[0].Message, ""}
	}
	_, err = w.Out.Write(out)
	return err
}

// hclFiles are the files that were named, or every one below runbooks/.
func (w *World) hclFiles(args []string) ([]string, error) {
	if len(args) > 0 {
		var paths []string
		for _, arg := range args {
			paths = append(paths, w.path(arg))
		}
		return paths, nil
	}
	root, err := w.projectRoot()
	if err != nil {
		return nil, err
	}
	var paths []string
	err = filepath.WalkDir(filepath.Join(root, compiler.Dir), func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() && strings.HasSuffix(path, ".hcl") {
			paths = append(paths, path)
		}
		return err
	})
	return paths, err
}

func (w *World) formatFiles(paths []string, check bool) error {
	var wrong, differ int
	for _, path := range paths {
		src, err := readFile(path, "a file to format")
		if err != nil {
			return err
		}
		out, diags := syntax.Format(w.relative(path), src)
		switch {
		case len(diags) > 0:
			wrong++
			fmt.Fprintf(w.Err, "%s: %s (left as it is; attestary check says more)\n", w.relative(path), diags[0].Message)
		case bytes.Equal(src, out):
		case check:
			differ++
			fmt.Fprintln(w.Out, w.relative(path))
		default:
			if err := replace(path, out); err != nil {
				return err
			}
			fmt.Fprintln(w.Out, w.relative(path))
		}
	}
	if wrong > 0 || differ > 0 {
		return quiet(foundWrong)
	}
	return nil
}

// replace gives a file new contents: the old ones are there until the new ones are whole.
func replace(path string, data []byte) error {
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return usage("%s is a folder; name a file", path)
	}
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if errors.Is(err, fs.ErrNotExist) {
		return usage("%s: there is no folder %s", path, filepath.Dir(path))
	}
	if err != nil {
		return err
	}
	_, err = temp.Write(data)
	err = errors.Join(err, temp.Chmod(mode), temp.Sync(), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("writing %s: %w", path, err), os.Remove(temp.Name()))
	}
	return nil
}
