package steps_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
)

func TestFileRead(t *testing.T) {
	t.Parallel()
	call := callOf(t, "file.read", given{"path": "conf/app.conf"})
	path := write(t, call.Dir, "conf/app.conf", "port = 1\n")
	if err := os.Chmod(path, 0o4750|os.ModeSetuid); err != nil {
		t.Fatal(err)
	}
	wantOutputs(t, run(t, call), map[string]any{
		"exists": true, "text": "port = 1\n", "size": 9, "mode": "4750", "sha256": "a512046503d7fca82f59d5d02e627becbdde094e5863f8951a6e709016186d84",
	})
}

func TestFileReadOther(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	read := func(path string, most int) engine.Result {
		t.Helper()
		call := callOf(t, "file.read", given{"path": path, "max_bytes": most})
		call.Dir = folder
		return run(t, call)
	}
	write(t, folder, "binary", "\xff\x00")
	write(t, folder, "large", strings.Repeat("x", 11))
	outside := write(t, t.TempDir(), "outside", "outside")
	if err := os.Symlink(outside, filepath.Join(folder, "link")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(folder, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	wantOutputs(t, read("binary", 10), map[string]any{"exists": true, "text": nil, "size": 2, "mode": "0600"})
	wantOutputs(t, read("missing", 10), map[string]any{"exists": false, "text": nil, "size": nil, "mode": nil, "owner": nil, "sha256": nil})
	wantOutputs(t, read(outside, 10), map[string]any{"text": "outside"})
	wants(t, read("large", 10), evidence.Unknown, engine.ReasonTooLarge, "11 bytes")
	wants(t, read(".", 10), evidence.Unknown, engine.ReasonUnread, "not a regular file")
	wants(t, read("pipe", 10), evidence.Unknown, engine.ReasonUnread, "not a regular file") // and does not wait for its other end
	wants(t, read("/dev/zero", 10), evidence.Unknown, engine.ReasonUnread, "not a regular file")
	wants(t, read("link", 10), evidence.Unknown, engine.ReasonUnread, "") // out of the repository
	wants(t, read("../x", 10), evidence.Unknown, engine.ReasonUnread, "")
	wants(t, read("binary", 0), evidence.Unknown, engine.ReasonSetting, "max_bytes")
	wants(t, read("/proc/self/status", 10), evidence.Unknown, engine.ReasonTooLarge, "") // says that it has no size
}
