package diag

// references are the rows of RB20xx: names that nothing has, and rings.
var references = []Entry{
	{
		Code:  "RB2010",
		Title: "A reference belongs here",
		Cause: "A setting takes a reference to another part, and something else stands there, often its name in quotes.",
		Wrong: "access {\n  who = [\"security\"]\n}",
		Right: "access {\n  who = [role.security]\n}",
		Why:   "A reference is checked: a role that nobody has is told before anything runs. A text is only a text.",
	},
}
