package catalog

import (
	"fmt"
	"strings"
)

// Stage is one of CISA's four stages of maturity; a greater one is more mature. The zero Stage is none.
type Stage uint8

const (
	Traditional Stage = iota + 1
	Initial
	Advanced
	Optimal
)

var stageNames = [...]string{"", "traditional", "initial", "advanced", "optimal"}

// stageAliases are other models' words for the same four.
var stageAliases = map[string]Stage{
	"basic": Traditional, "intermediate": Initial, "optimized": Optimal, "optimised": Optimal,
}

// Stages are the four, lowest first.
func Stages() []Stage { return []Stage{Traditional, Initial, Advanced, Optimal} }

// ParseStage reads the name of a stage, or one of its aliases basic, intermediate, optimized and
// optimised. Letter case matters, as everywhere in the language.
func ParseStage(name string) (Stage, bool) {
	for _, s := range Stages() {
		if s.String() == name {
			return s, true
		}
	}
	s, ok := stageAliases[name]
	return s, ok
}

// String is the stage's one name, "" for none.
func (s Stage) String() string {
	if int(s) >= len(stageNames) {
		return fmt.Sprintf("stage %d", uint8(s))
	}
	return stageNames[s]
}

// MarshalText writes the stage's one name.
func (s Stage) MarshalText() ([]byte, error) {
	if s < Traditional || s > Optimal {
		return nil, fmt.Errorf("%s is not a stage", s)
	}
	return []byte(s.String()), nil
}

// UnmarshalText reads the stage's one name; documents hold no aliases.
func (s *Stage) UnmarshalText(text []byte) error {
	parsed, ok := ParseStage(string(text))
	if !ok || parsed.String() != string(text) {
		return fmt.Errorf("%.40q is not a stage: %s", text, strings.Join(stageNames[1:], ", "))
	}
	*s = parsed
	return nil
}
