package check

// mentions (RB2002) holds that the roles and connections exist that the runbook's settings name, the steps
// that others wait for, the inputs that a claim names, and the parts that an exception is about.
func (c *checker) mentions() {
	t := c.Tree
	c.refer(t.Owner)
	if t.Access != nil {
		for _, who := range t.Access.Who.Values {
			c.refer(who)
		}
		for _, who := range t.Access.BreakGlass.Values {
			c.refer(who)
		}
	}
	for _, s := range t.Steps {
		c.refer(s.Connection)
		for _, need := range s.Needs.Values {
			if need.Root == "step" { // the others are parts that this version does not know
				c.refer(need)
			}
		}
	}
	for _, u := range t.Uses {
		if !c.exists("connection", u.Connection.Value) {
			c.unknownName("connection", u.Connection.Value, u.Connection.Range)
		}
	}
	for _, s := range t.Satisfies {
		for _, in := range c.entries(s.Inputs) {
			if !c.exists("input", in.text) {
				c.unknownName("input", in.text, in.at)
			}
		}
	}
}
