package runbooks_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/plan"
)

const controls = "nist-sp-800-53"

// families are the families of SP 800-53 revision 5 that systems can show something of, as their publisher calls them.
var families = map[string]string{
	"AC": "Access Control", "AT": "Awareness and Training", "AU": "Audit and Accountability", "CA": "Assessment, Authorization, and Monitoring",
	"CM": "Configuration Management", "CP": "Contingency Planning", "IA": "Identification and Authentication", "IR": "Incident Response",
	"MA": "Maintenance", "MP": "Media Protection", "PE": "Physical and Environmental Protection", "PL": "Planning", "PM": "Program Management",
	"PS": "Personnel Security", "PT": "PII Processing and Transparency", "RA": "Risk Assessment", "SA": "System and Services Acquisition",
	"SC": "System and Communications Protection", "SI": "System and Information Integrity", "SR": "Supply Chain Risk Management",
}

// audited are the families that an auditor always asks about (audit/README.md): of none of them may the library show
// little.
var audited = []string{"AC", "AU", "CM", "IA", "IR", "SC", "SI"}

// controlTable tells, family by family, which controls a runbook shows something of, and of how many of those that NIST
// chooses for a system of moderate impact that is.
func controlTable(t *testing.T, plans []*plan.Plan) string {
	t.Helper()
	set, ok := catalog.Lookup(controls)
	if !ok {
		t.Fatal("no framework " + controls)
	}
	shown := showers(plans)
	var out strings.Builder
	out.WriteString("| family | of the moderate baseline | controls, and which runbook shows something of them |\n|---|---|---|\n")
	for _, code := range slices.Sorted(maps.Keys(families)) {
		lines, chosen, of := family(set, code, shown)
		if slices.Contains(audited, code) && len(lines) < 3 {
			t.Errorf("of the family %s only %d controls have a runbook", code, len(lines))
		}
		if len(lines) > 0 {
			share := fmt.Sprintf("%d of %d", chosen, of)
			if of == 0 {
				share = "none is chosen"
			}
			fmt.Fprintf(&out, "| %s %s | %s | %s |\n", code, families[code], share, strings.Join(lines, "<br>"))
		}
	}
	return out.String()
}

// family is one family of the catalog: a line for each control that is shown, and how many of the moderate baseline are.
func family(set *catalog.Set, code string, shown map[string][]string) (lines []string, chosen, of int) {
	for _, c := range set.Controls {
		if !strings.HasPrefix(c.Label, code+"-") || c.Withdrawn {
			continue
		}
		moderate := slices.Contains(c.Baselines, "moderate")
		if moderate {
			of++
		}
		names := shown[c.Label]
		if len(names) == 0 {
			continue
		}
		if moderate {
			chosen++
		}
		lines = append(lines, c.Label+": "+strings.Join(names, ", "))
	}
	return lines, chosen, of
}

// showers are the runbooks that claim each control, sorted.
func showers(plans []*plan.Plan) map[string][]string {
	found := map[string][]string{}
	for _, p := range plans {
		for _, s := range p.Satisfies {
			for _, c := range s.Controls {
				if s.Framework == controls && !slices.Contains(found[c], p.Runbook) {
					found[c] = append(found[c], p.Runbook)
				}
			}
		}
	}
	for _, names := range found {
		slices.Sort(names)
	}
	return found
}
