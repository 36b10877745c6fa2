package syntax

// stepSection has the settings that every step knows; those of its action come besides.
var stepSection = Section{
	Name: "step", Doc: "One action.", Open: true,
	Labels: []Label{{Name: "action", Naming: DotName}, {Name: "name", Naming: PlainName}},
	Settings: []Setting{
		{Name: "title", Type: TextType, Review: true, Doc: "What it does, in a few words."},
		{Name: "connection", Type: RefType, Roots: []string{"connection"}, Review: true, Doc: "Another connection than the one that the action's name tells."},
		{Name: "needs", Type: RefsType, Roots: []string{"step"}, Review: true, Doc: "What it waits for, besides what its settings mention."},
		{Name: "when", Type: ValueType, Doc: "Skipped unless this is true."},
		{Name: "for_each", Type: ValueType, Doc: "Run once for each of these."},
		{Name: "by", Type: TextType, Review: true, Doc: "The member of each item that names it, where for_each is a list."},
		{Name: "parallel", Type: WholeType, Review: true, Doc: "How many items run at the same time; 1 without it."},
		{Name: "timeout", Type: LengthType, Review: true, Doc: "Of one attempt at one item."},
		{Name: "on_error", Type: TextType, Review: true, OneOf: []string{"stop", "continue"}, Doc: "stop or continue with the next item."},
		{Name: "effect", Type: TextType, Review: true, OneOf: []string{"observe", "change", "grant", "destroy"}, Doc: "What it does to the world, where the action leaves that open."},
		{Name: "limit", Type: ValueType, Review: true, Later: true, Doc: "Most items that it may touch."},
		{Name: "limit_of", Type: ValueType, Later: true, Doc: "What a limit in percent counts."},
		{Name: "undo_after", Type: TextType, Later: true, Doc: "When the undo runs by itself."},
	},
	Sections: []Section{
		retrySection, expectSection,
		{Name: "undo", Doc: "How to take it back.", Later: true},
	},
}

var retrySection = Section{
	Name: "retry", Doc: "Tries a failed step again.", Once: true,
	Settings: []Setting{
		{Name: "max", Type: WholeType, Required: true, Review: true, Doc: "Attempts, the first included."},
		{Name: "delay", Type: LengthType, Review: true, Doc: "Between attempts."},
		{Name: "while", Type: ValueType, Doc: "Tried again only while this is true of self."},
	},
}

var expectSection = Section{
	Name: "expect", Doc: "A condition on what the step gave.",
	Labels: []Label{{Name: "name", Naming: PlainName}},
	Settings: []Setting{
		{Name: "condition", Type: ValueType, Required: true, Doc: "True where the step did what it should."},
		{Name: "message", Type: ValueType, Required: true, Doc: "What to say where it did not."},
	},
}
