package syntax

// stepSection has the settings that every step knows; those of its action come besides.
var stepSection = Section{
	Name: "step", Doc: "One action.", Open: true,
	Labels: []Label{{Name: "action", Naming: DotName}, {Name: "name", Naming: PlainName}},
	Settings: []Setting{
		{Name: "title", Type: TextType, Review: true, Doc: "What it does, in a few words."},
		{Name: "connection", Type: RefType, Roots: []string{"connection"}, Review: true, Doc: "Another connection than the one that the action's name tells."},
		needsSetting,
		{Name: "when", Type: ValueType, Doc: "Skipped unless this is true."},
		{Name: "for_each", Type: ValueType, Doc: "Run once for each of these."},
		{Name: "by", Type: TextType, Review: true, Doc: "The member of each item that names it, where for_each is a list."},
		{Name: "parallel", Type: WholeType, Review: true, Doc: "How many items run at the same time; 1 without it."},
		{Name: "timeout", Type: LengthType, Review: true, Doc: "Of one attempt at one item."},
		{Name: "on_error", Type: TextType, Review: true, OneOf: []string{"stop", "continue"}, Doc: "stop or continue with the next item."},
		{Name: "effect", Type: TextType, Review: true, OneOf: effectWords, Doc: "What it does to the world, where the action leaves that open."},
		{Name: "limit", Type: ValueType, Review: true, Doc: "Most items that it may touch: a number, or a share as \"10%\"; more stop the run before the first."},
		{Name: "limit_of", Type: ValueType, Doc: "What a limit in percent counts."},
		{Name: "undo_after", Type: ValueType, Doc: "When the undo runs by itself: a length of time after the step, or a date."},
	},
	Sections: []Section{
		retrySection, expectSection, undoSection,
	},
}

var retrySection = Section{
	Name: "retry", Doc: "Tries a failed step again.", Once: true,
	Settings: []Setting{
		{Name: "max", Type: WholeType, Required: true, Review: true, Doc: "Attempts, the first included."},
		{Name: "delay", Type: LengthType, Required: true, Review: true, Doc: "Between attempts."},
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

// needsSetting is what steps and asks wait for by their own word.
var needsSetting = Setting{
	Name: "needs", Type: RefsType, Roots: []string{"step", "approval", "ask", "check"}, Review: true, Doc: "What it waits for, besides what its settings mention.",
}

// effectWords are what an action can do to the world, from the least.
var effectWords = []string{"observe", "change", "grant", "destroy"}

// undoSection holds the settings of the action that takes the step back.
var undoSection = Section{
	Name: "undo", Doc: "How to take it back: an action, or none with the reason.", Once: true, Open: true,
	Labels: []Label{{Name: "action", Naming: UndoName}},
	Settings: []Setting{
		{Name: "reason", Type: TextType, Lines: true, Review: true, Doc: "Why nothing takes it back."},
	},
}
