package syntax

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// look goes through the value of a setting for what the language does not have.
func (d *decoder) look(row *Setting, attr *hclsyntax.Attribute) {
}
