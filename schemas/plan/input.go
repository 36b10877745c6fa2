package plan

import "github.com/attestary/attestary/schemas/expr"

// Input is a value that the one who starts the run gives, and the rules it must keep.
type Input struct {
	Name        string       `json:"name"`
	Type        string       `json:"type"` // string, number, bool, date, duration, list(string)
	Title       string       `json:"title,omitempty"`
	Description string       `json:"description,omitempty"`
	Default     *expr.Value  `json:"default,omitzero"` // absent: required
	Min         string       `json:"min,omitempty"`    // a number, date or length of time, as text
	Max         string       `json:"max,omitempty"`
	MaxLength   int64        `json:"max_length,omitzero"`
	Pattern     string       `json:"pattern,omitempty"` // RE2, against the whole value
	OneOf       []expr.Value `json:"one_of,omitempty"`
	Example     string       `json:"example,omitempty"`
	Sensitive   bool         `json:"sensitive,omitzero"`
	Personal    bool         `json:"personal,omitzero"`
}
