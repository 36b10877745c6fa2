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

// Tank is fuel that many evaluations share, beside what each may take of its own: whoever evaluates again and
// again for a stranger bounds all of it. It belongs to one goroutine.
type Tank struct{ left int }

// NewTank has the fuel of so many evaluations.
func NewTank(evaluations int) *Tank { return &Tank{evaluations * fuel} }

// Empty tells whether an evaluation asked for more than was left. From then on each is unknown.
func (t *Tank) Empty() bool { return t.left < 0 }

// Fuelled is a Scope whose evaluations take from a tank.
type Fuelled interface {
	Scope
	Tank() *Tank
}

func tankOf(scope Scope) *Tank {
	if f, ok := scope.(Fuelled); ok {
		return f.Tank()
	}
	return nil
}

// meter is the fuel that is left.
type meter struct {
	left int
	tank *Tank // nil for none
}

// spend takes units from the meter. It tells whether there were enough; if not, the meter is empty
// from then on.
func (m *meter) spend(units int) bool {
	if m.tank != nil && m.tank.left >= 0 {
		m.tank.left -= max(units, 0)
	}
	if units < 0 || units > m.left || m.tank != nil && m.tank.left < 0 {
		m.left = 0
		return false
	}
	m.left -= units
	return true
}

// outOfFuel is what an evaluation gives that ran out of fuel.
func outOfFuel() Value { return UnknownOf("this takes too much time or memory to compute") }
