package cli

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"os"
	"testing"
)

// TestUnpack: an archive is hostile. Nothing of it leads out of its folder, and nothing is written twice.
func TestUnpack(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		files []zip.FileHeader
		good  bool
	}{
		"documents":     {[]zip.FileHeader{{Name: "tail"}, {Name: "opening"}}, true},
		"out of it":     {[]zip.FileHeader{{Name: "../tail"}}, false},
		"absolute":      {[]zip.FileHeader{{Name: "/tail"}}, false},
		"in a folder":   {[]zip.FileHeader{{Name: "a/tail"}}, false},
		"of another OS": {[]zip.FileHeader{{Name: `a\tail`}}, false},
		"twice":         {[]zip.FileHeader{{Name: "tail"}, {Name: "tail"}}, false},
		"a link":        {[]zip.FileHeader{{Name: "tail", ExternalAttrs: uint32(0o120777) << 16, CreatorVersion: 3 << 8}}, false},
	} {
		var data bytes.Buffer
		archive := zip.NewWriter(&data)
		for i := range c.files {
			to, err := archive.CreateHeader(&c.files[i])
			if err != nil {
				t.Fatal(err)
			}
			if _, err := to.Write([]byte("text")); err != nil {
				t.Fatal(err)
			}
		}
		if err := archive.Close(); err != nil {
			t.Fatal(err)
		}
		root, err := os.OpenRoot(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		defer root.Close()
		if err := unpack(data.Bytes(), root); (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
		if text, err := fs.ReadFile(root.FS(), "tail"); c.good && (err != nil || string(text) != "text") {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
	root, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if err := unpack([]byte("PK"), root); err == nil {
		t.Error("it takes what is no archive")
	}
}
