package expr

// What an evaluation may cost. A unit pays for about 16 bytes or 20 ns, so all of the fuel is 64 MiB
// and a fraction of a second; a runbook of the usual kind needs a few hundred units. The costs are part
// of the language: the same expression over the same values runs out of fuel everywhere or nowhere.
const (
	fuel        = 1 << 22
	nodeUnits   = 4
	listUnits   = 4
	numberUnits = 6
)

// textUnits is what a text of n bytes costs.
func textUnits(n int) int { return 1 + n/16 }

// meter is the fuel that is left.
type meter struct{ left int }

// spend takes units from the meter. It tells whether there were enough; if not, the meter is empty
// from then on.
func (m *meter) spend(units int) bool {
	if units < 0 || units > m.left {
		m.left = 0
		return false
	}
	m.left -= units
	return true
}

// outOfFuel is what an evaluation gives that ran out of fuel.
func outOfFuel() Value { return UnknownOf("this takes too much time or memory to compute") }
