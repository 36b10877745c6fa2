package steps

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"unicode/utf8"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// fileRead is file.read.
type fileRead struct{}

const (
	fileBytes    = 1 << 20
	maxFileBytes = 4 << 20
)

func (fileRead) Run(ctx context.Context, call engine.Call) engine.Result {
	s := settings(call.Settings)
	most, ok := s.whole("max_bytes", fileBytes, 1, maxFileBytes)
	if !ok {
		return unknown(engine.ReasonSetting, fmt.Sprintf("max_bytes is not a whole number from 1 to %d", maxFileBytes))
	}
	path := s.text("path", "")
	file, err := openFile(call.Dir, path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return passed(absent("file.read", "exists"))
	case err != nil:
		return unknown(engine.ReasonUnread, fmt.Sprintf("%s could not be opened: %v", path, errors.Unwrap(err)))
	}
	defer file.Close()
	info, err := file.Stat()
	switch {
	case err != nil || !info.Mode().IsRegular():
		return unknown(engine.ReasonUnread, path+" is not a regular file")
	case info.Size() > most:
		return unknown(engine.ReasonTooLarge, fmt.Sprintf("%s has %d bytes; at most %d are read", path, info.Size(), most))
	}
	data, err := io.ReadAll(io.LimitReader(file, most+1)) // it may grow, or have no size, as those of /proc
	switch {
	case ctx.Err() != nil:
		return unknown(engine.ReasonTimeout, path+" was not read in time")
	case err != nil:
		return unknown(engine.ReasonUnread, path+" could not be read")
	case int64(len(data)) > most:
		return unknown(engine.ReasonTooLarge, fmt.Sprintf("%s has more than %d bytes", path, most))
	}
	return passed(fileOutputs(info, data))
}

// openFile opens a file of the machine, or of the repository: that one never leads out of it, not even
// by a symbolic link. It does not wait for a pipe's other end.
func openFile(repository, path string) (*os.File, error) {
	const flags = os.O_RDONLY | syscall.O_NONBLOCK
	if filepath.IsAbs(path) {
		return os.OpenFile(path, flags, 0)
	}
	root, err := os.OpenRoot(repository)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return root.OpenFile(path, flags, 0)
}

func fileOutputs(info fs.FileInfo, data []byte) map[string]expr.Value {
	text := expr.Nil()
	if utf8.Valid(data) {
		text = expr.OfText(string(data))
	}
	sum := sha256.Sum256(data)
	return map[string]expr.Value{
		"exists": expr.OfBool(true), "text": text, "size": expr.OfInt(int64(len(data))), "mode": expr.OfText(octal(info.Mode())),
		"owner": owner(info), "sha256": expr.OfText(hex.EncodeToString(sum[:])),
	}
}

// octal are the permissions as chmod takes them, with the three special bits.
func octal(mode fs.FileMode) string {
	bits := uint32(mode.Perm())
	for i, special := range []fs.FileMode{fs.ModeSticky, fs.ModeSetgid, fs.ModeSetuid} {
		if mode&special != 0 {
			bits |= 0o1000 << i
		}
	}
	return fmt.Sprintf("%04o", bits)
}

func owner(info fs.FileInfo) expr.Value {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return expr.Nil()
	}
	id := strconv.FormatUint(uint64(stat.Uid), 10)
	if u, err := user.LookupId(id); err == nil {
		return expr.OfText(u.Username)
	}
	return expr.OfText(id)
}

// absent are the outputs of an action that found nothing to look at: the named one is false, the others
// are null.
func absent(action, name string) map[string]expr.Value {
	k, _ := kind.Lookup(action)
	outputs := map[string]expr.Value{}
	for _, o := range k.Outputs {
		outputs[o.Name] = expr.Nil()
	}
	outputs[name] = expr.OfBool(false)
	return outputs
}
