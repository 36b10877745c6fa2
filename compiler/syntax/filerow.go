package syntax

import (
	"path"
	"strings"
)

// FileRow is the row of what a file may hold, by its name; nil for a file that is not read.
func FileRow(file string) *Section {
	switch base := path.Base(file); {
	case base == projectName:
		return &ProjectFile
	case strings.HasSuffix(base, runbookSuffix):
		return &RunbookFile
	}
	return nil
}

// Setting is the row of a setting of that name, or nil.
func (s *Section) Setting(name string) *Setting { return s.setting(name) }
