package syntax

// The sections in which a run waits for people, or tells them.

var gateSection = Section{
	Name: "gate", Doc: "A condition on the person who asks, their laptop or their role.",
	Labels: []Label{{Name: "name", Naming: PlainName}},
	Settings: []Setting{
		{Name: "action", Type: TextType, Required: true, Review: true, Doc: "The action that looks; it only observes."},
		{Name: "connection", Type: RefType, Roots: []string{"connection"}, Review: true, Doc: "Another connection than the one that the action's name tells."},
		{Name: "max_age", Type: LengthType, Review: true, Doc: "How old the answer may be."},
		{Name: "condition", Type: ValueType, Required: true, Doc: "True where the run may start; self is what the action gave."},
		{Name: "message", Type: ValueType, Required: true, Doc: "What to say where it may not."},
	},
	Sections: []Section{
		{Name: "with", Doc: "The settings of the action.", Once: true, Open: true},
	},
}

var approvalSection = Section{
	Name: "approval", Doc: "People who must say yes before what needs it goes on.",
	Labels: []Label{{Name: "name", Naming: PlainName}},
	Settings: []Setting{
		{Name: "from", Type: RefsType, Roots: []string{"role"}, Required: true, Review: true, Doc: "The roles whose people may answer."},
		{Name: "min", Type: WholeType, Review: true, Doc: "How many different people must say yes; 1 without it."},
		{Name: "timeout", Type: LengthType, Review: true, Doc: "How long it waits; then the run is blocked. A day without it."},
		needsSetting,
		{Name: "skip_if", Type: ValueType, Doc: "Nobody is asked where this is true."},
	},
	Sections: []Section{showSection("show", "What the people are shown.")},
}

var askSection = Section{
	Name: "ask", Doc: "A question to a person, whose answers the run goes on with.",
	Labels: []Label{{Name: "name", Naming: PlainName}},
	Settings: []Setting{
		{Name: "to", Type: RefsType, Roots: []string{"role"}, Required: true, Review: true, Doc: "The roles whose people may answer."},
		{Name: "question", Type: ValueType, Required: true, Doc: "What is asked."},
		{Name: "timeout", Type: LengthType, Required: true, Review: true, Doc: "How long it waits; then the run is blocked."},
		needsSetting,
		{Name: "when", Type: ValueType, Doc: "Nobody is asked unless this is true."},
		{Name: "second", Type: RefsType, Roots: []string{"role"}, Review: true, Doc: "The roles of a second person, who must give the same answers."},
	},
	Sections: []Section{answerSection, showSection("show", "What the person is shown.")},
}

var answerSection = Section{
	Name: "answer", Doc: "One thing that the question wants to know.", Required: true,
	Labels: []Label{{Name: "name", Naming: PlainName}},
	Settings: []Setting{
		{Name: "type", Type: KindType, Required: true, Review: true, Doc: "string, number, bool, date, duration or list(string)."},
		{Name: "title", Type: TextType, Review: true, Doc: "What the form says."},
		{Name: "one_of", Type: ValueType, Review: true, Doc: "The only values allowed."},
		{Name: "pattern", Type: TextType, Lines: true, Review: true, Doc: "Regular expression (RE2) that the whole text must match."},
		{Name: "min", Type: ValueType, Review: true, Doc: "The least number, date or length of time."},
		{Name: "max", Type: ValueType, Review: true, Doc: "The greatest."},
		{Name: "max_length", Type: WholeType, Review: true, Doc: "Most characters of a text."},
	},
}

// showSection is a title, a text and a table for a person.
func showSection(name, doc string) Section {
	return Section{
		Name: name, Doc: doc, Once: true,
		Settings: []Setting{
			{Name: "title", Type: ValueType, Doc: "One line."},
			{Name: "text", Type: ValueType, Doc: "What to read."},
			{Name: "table", Type: ValueType, Doc: "A list of maps: a row each, a column for each name."},
		},
	}
}

var notifySection = Section{
	Name: "notify", Doc: "Tells people what becomes of the run.",
	Labels: []Label{{Name: "name", Naming: PlainName}},
	Settings: []Setting{
		{Name: "action", Type: TextType, Required: true, Review: true, Doc: "The action that tells: notify.webhook."},
		{Name: "connection", Type: RefType, Roots: []string{"connection"}, Review: true, Doc: "Where it is told."},
		{Name: "on", Type: TextsType, OneOf: []string{"started", "waiting", "passed", "failed", "blocked", "missed"}, Required: true, Review: true, Doc: "When: started, waiting, passed, failed, blocked, missed."},
		{Name: "text", Type: ValueType, Required: true, Doc: "What is told."},
	},
}

var confirmSection = Section{
	Name: "confirm", Doc: "Keeps the run open until a second person tells what they saw.", Once: true,
	Settings: []Setting{
		{Name: "by", Type: RefsType, Roots: []string{"role"}, Required: true, Review: true, Doc: "The roles whose people may."},
		{Name: "within", Type: LengthType, Required: true, Review: true, Doc: "How long they have."},
	},
}

var waivableSection = Section{
	Name: "waivable", Doc: "Lets a check be waived for a while.",
	Labels: []Label{{Name: "check", Naming: PlainName}},
	Settings: []Setting{
		{Name: "max_for", Type: LengthType, Review: true, Doc: "The longest time; 30d where nothing is said."},
		{Name: "by", Type: RefsType, Roots: []string{"role"}, Review: true, Doc: "The roles whose people may; the owner's where nothing is said."},
	},
}
