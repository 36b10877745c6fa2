package adopt

import (
	"bytes"
	"errors"
	"io/fs"
	"strings"

	"github.com/attestary/attestary/compiler"

	"crypto/sha256"
	"encoding/hex"
	"regexp"
)

// originLine is the first line of a file that was adopted: the version of the library, and the SHA-256 of the file
// below that line as the library had it.
var originLine = regexp.MustCompile(`^# From the library of attestary ([0-9A-Za-z.+()_-]+), sha256:([0-9a-f]{64})\. attestary update tells what is new there\.\n`)

// Mark is a file of the library as it is written into a project.
func Mark(data []byte, version string) []byte {
	return append([]byte("# From the library of attestary "+version+", sha256:"+digest(data)+". attestary update tells what is new there.\n"), data...)
}

// Origin is where a file is from.
type Origin struct {
	Version string
	Changed bool // the team changed it since
}

// OriginOf reads the first line of a file, and gives the file below it. ok is false for a file that was not adopted.
func OriginOf(data []byte) (origin Origin, below []byte, ok bool) {
	found := originLine.FindSubmatch(data)
	if found == nil {
		return Origin{}, data, false
	}
	below = data[len(found[0]):]
	return Origin{Version: string(found[1]), Changed: digest(below) != string(found[2])}, below, true
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// News is an adopted file of which the library has another version.
type News struct {
	Path    string // from the root of the repository
	Origin  Origin
	Library []byte // what adopting it now would write
}

// Compare tells which adopted files of a project are not as the library has them, by path. What the library does not
// have any more is the team's alone, and is not told.
func Compare(library, repository fs.FS, version string) ([]News, error) {
	var news []News
	err := fs.WalkDir(repository, compiler.Dir, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(file, ".hcl") {
			return err
		}
		theirs, err := fs.ReadFile(library, strings.TrimPrefix(file, compiler.Dir+"/"))
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		data, err := fs.ReadFile(repository, file)
		if err != nil {
			return err
		}
		if origin, below, ok := OriginOf(data); ok && !bytes.Equal(below, theirs) {
			news = append(news, News{file, origin, Mark(theirs, version)})
		}
		return nil
	})
	return news, err
}
