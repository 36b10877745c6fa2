package course

import (
	"slices"

	"github.com/attestary/attestary/schemas/expr"
)

// Locals are computed when they are asked for, and remembered until something new is known; those about which
// nothing new can be known, for as long as nothing is taken back. A list of thousands that thousands of jobs
// look into would else be computed for each of them.

// local computes a local as a job sees it.
func (c *Course) local(path []string, j *job) (expr.Value, int) {
	name := path[1]
	if c.plan.Locals[name] == nil {
		return expr.Nil(), 0
	}
	if v, known := c.fixed[name]; known {
		return v, 2
	}
	if c.locals[j] == nil {
		c.locals[j] = expr.WithLocals(scope{course: c, job: j}, c.plan.Locals)
	}
	v, n := c.locals[j].Lookup(path)
	if v.Whole() && c.isFixed(name) { // what is unknown may be so for want of fuel
		c.fixed[name] = v
	}
	return v, n
}

// forget throws away what was computed from what was known before. What a part or a phase is that has come
// to its end changes only where it is taken back.
func (c *Course) forget() { c.locals = map[*job]expr.Scope{} }

// fixing is when nothing new can be known of a local.
type fixing struct {
	needs []string // parts and phases that it mentions, through others too
	never bool     // one of them is another for each job, or a check that is judged last
}

// isFixed tells whether all that a local mentions has come to its end, and is the same for every job.
func (c *Course) isFixed(name string) bool {
	f := c.waits[name]
	if f == nil {
		f = c.fixingOf(name)
		c.waits[name] = f
	}
	if f.never {
		return false
	}
	ready, _ := c.met(&wait{needs: f.needs}, nil)
	return ready
}

func (c *Course) fixingOf(name string) *fixing {
	f, seen := &fixing{}, map[string]bool{name: true}
	for todo := c.plan.Locals[name].References(); len(todo) > 0; todo = todo[1:] {
		path := append(slices.Clip(todo[0]), "")
		switch address := path[0] + "." + path[1]; path[0] {
		case "run", "trigger", "input":
		case "local":
			if other := c.plan.Locals[path[1]]; other != nil && !seen[path[1]] {
				seen[path[1]] = true
				todo = append(todo, other.References()...)
			}
		case "phase":
			f.needs = append(f.needs, address)
		default:
			home := c.home[address]
			f.never = f.never || home == nil || home.each()
			f.needs = append(f.needs, address)
		}
	}
	return f
}
