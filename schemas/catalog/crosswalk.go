package catalog

import (
	"embed"
	"sync"

	"github.com/go-json-experiment/json"
)

// Crosswalk relates the functions of a maturity model to the controls of a catalog. Nobody has published one for CISA's
// model: what each row rests on is its standing, which is told wherever a row is.
type Crosswalk struct {
	From    string            `json:"from"` // ids of frameworks
	To      string            `json:"to"`
	Method  string            `json:"method"` // what is ours in it, and what is published
	Sources []CrosswalkSource `json:"sources"`
	Changes string            `json:"changes"`
	Rows    []Related         `json:"rows"`
}

// CrosswalkSource is a publication that rows rest on.
type CrosswalkSource struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Licence string `json:"licence"`
	Address string `json:"address"`
}

// Related is one row.
type Related struct {
	Function string    `json:"function"`
	Control  string    `json:"control"`       // its label
	Strength string    `json:"strength"`      // primary, supporting
	Standing Published `json:"standing"`      // by how many publications it is backed
	Via      []string  `json:"via,omitempty"` // their components and capabilities; none where it is proposed
}

// Published is what a row of a crosswalk rests on.
type Published string

// The three standings of a row.
const (
	Twice    Published = "published twice"
	Once     Published = "published once"
	Proposed Published = "proposed" // by this project alone
)

//go:embed data/crosswalk/*.json
var crosswalks embed.FS

var fromZTMM = sync.OnceValue(func() []*Crosswalk {
	var all []*Crosswalk
	for _, to := range []string{"nist-sp-800-53", "nist-csf"} {
		name := "data/crosswalk/cisa-ztmm-to-" + to + ".json"
		text, err := crosswalks.ReadFile(name)
		if err != nil {
			panic("catalog: " + err.Error())
		}
		c := new(Crosswalk)
		if err := json.Unmarshal(text, c, json.RejectUnknownMembers(true)); err != nil {
			panic("catalog: " + name + ": " + err.Error())
		}
		all = append(all, c)
	}
	return all
})

// Crosswalks are those from the framework of that id; nil where there is none. Nobody may change one.
func Crosswalks(from string) []*Crosswalk {
	if from != "cisa-ztmm" {
		return nil
	}
	return fromZTMM()
}

// Of are the rows of a function.
func (c *Crosswalk) Of(function string) []Related {
	var rows []Related
	for _, r := range c.Rows {
		if r.Function == function {
			rows = append(rows, r)
		}
	}
	return rows
}
