package syntax

// RunbookFile is what NAME.runbook.hcl may hold.
var RunbookFile = Section{
	Name: "a runbook file",
	Doc:  "One runbook: who starts it, what it does, and what it proves.",
	Sections: []Section{
		runbookSection, satisfiesSection, triggerSection, accessSection, inputSection, useSection,
		{Name: "locals", Doc: "Names for values that are used more than once.", Open: true, Further: PlainName},
		stepSection, checkSection, evidenceSection, ignoreSection,
		phaseSection, approvalSection, askSection, onFailureSection, notifySection,
		showSection("result", "What the person who started the run reads at its end; never signed."),
		confirmSection, waivableSection, movedSection,
	},
}

var runbookSection = Section{
	Name: "runbook", Doc: "Names the runbook.", Required: true, Once: true,
	Labels: []Label{{Name: "name", Naming: DashName}},
	Settings: []Setting{
		{Name: "title", Type: TextType, Required: true, Review: true, Doc: "What it is about, in a few words."},
		{Name: "owner", Type: RefType, Roots: []string{"role"}, Required: true, Review: true, Doc: "The role that looks after it."},
		{Name: "summary", Type: TextType, Lines: true, Review: true, Doc: "What it does, in a few sentences."},
		{Name: "language", Type: WholeType, Only: "1", Required: true, Review: true, Doc: "Version of the language; 1 is the only one."},
		{Name: "read_only", Type: TruthType, Review: true, Doc: "Promises that nothing is changed."},
		{Name: "timeout", Type: LengthType, Review: true, Doc: "Of the whole run."},
		{Name: "finish_by", Type: LengthType, Review: true, Doc: "After the start; a run without a result by then counts as failed."},
		{Name: "review_by", Type: DateType, Review: true, Doc: "When its owner looks at it again."},
	},
	Sections: []Section{concurrencySection},
}

var satisfiesSection = Section{
	Name: "satisfies", Doc: "Claims that a passing run proves a stage of a function, or controls.",
	Labels: []Label{{Name: "framework", Naming: DashName}}, Repeats: true,
	Settings: []Setting{
		{Name: "function", Type: TextType, Review: true, Doc: "The function of the framework."},
		{Name: "stage", Type: TextType, Review: true, Doc: "The stage that a passing run shows."},
		{Name: "controls", Type: TextsType, Review: true, Doc: "Controls of the framework, in place of a function and a stage."},
		{Name: "fresh_for", Type: LengthType, Review: true, Doc: "How long a passing run counts."},
		{Name: "inputs", Type: TextsType, Review: true, Doc: "Inputs that may differ from their defaults in a run that counts."},
		{Name: "rehearsal", Type: TruthType, Review: true, Doc: "The claim is the rehearsal itself."},
	},
}

var triggerSection = Section{
	Name: "trigger", Doc: "Starts the runbook.",
	Labels: []Label{
		{Name: "kind", OneOf: []string{"schedule", "manual", "event", "issue", "pull_request", "finding"}},
		{Name: "name", Naming: PlainName},
	},
	Settings: []Setting{
		{Name: "cron", Type: TextType, Review: true, Doc: "Of a schedule, five fields: minute, hour, day, month, weekday."},
		{Name: "every", Type: TextType, Review: true, Doc: "Of a schedule, in words: monday 07:00."},
		{Name: "timezone", Type: TextType, Review: true, Doc: "Of a schedule: an IANA name, in place of the project's."},
		{Name: "type", Type: TextType, Review: true, Doc: "Of an event: the type that the one who sends it gives."},
		{Name: "label", Type: TextType, Review: true, Doc: "Of an issue: the label that it gets."},
		{Name: "paths", Type: TextsType, Review: true, Doc: "Of a pull_request: the files that it touches, with * and **. The run is a rehearsal."},
		{Name: "forks", Type: TruthType, Review: true, Doc: "Of a pull_request: one from a fork starts it too, so that anybody can."},
		{Name: "check", Type: TextType, Review: true, Doc: "Of a finding: RUNBOOK.CHECK, whose failure starts this."},
		{Name: "map", Type: MappingType, Doc: "What the inputs are in a run that this starts."},
	},
}

var accessSection = Section{
	Name: "access", Doc: "Who may start the runbook by hand.", Once: true,
	Settings: []Setting{
		{Name: "who", Type: RefsType, Roots: []string{"role"}, Required: true, Review: true, Doc: "The roles that may."},
		{Name: "break_glass", Type: RefsType, Roots: []string{"role"}, Review: true, Doc: "The roles that may in an emergency; such a run must be confirmed."},
	},
	Sections: []Section{gateSection},
}

var inputSection = Section{
	Name: "input", Doc: "A value that the one who starts the run gives.",
	Labels: []Label{{Name: "name", Naming: PlainName}},
	Settings: []Setting{
		{Name: "type", Type: KindType, Required: true, Review: true, Doc: "string, number, bool, date, duration or list(string)."},
		{Name: "title", Type: TextType, Review: true, Doc: "What the form says."},
		{Name: "description", Type: TextType, Lines: true, Review: true, Doc: "More about it."},
		{Name: "default", Type: ValueType, Review: true, Doc: "Taken where nothing is given; an input without one is required."},
		{Name: "min", Type: ValueType, Review: true, Doc: "The least number, date or length of time."},
		{Name: "max", Type: ValueType, Review: true, Doc: "The greatest."},
		{Name: "max_length", Type: WholeType, Review: true, Doc: "Most characters of a text."},
		{Name: "pattern", Type: TextType, Lines: true, Review: true, Doc: "Regular expression (RE2) that the whole text must match."},
		{Name: "one_of", Type: ValueType, Review: true, Doc: "The only values allowed."},
		{Name: "sensitive", Type: TruthType, Review: true, Doc: "Never shown; given to attestary run alone."},
		{Name: "personal", Type: TruthType, Review: true, Doc: "About a person."},
		{Name: "example", Type: ValueType, Review: true, Doc: "A value to show in the form."},
	},
}

var useSection = Section{
	Name: "use", Doc: "What the runbook may do over a connection.",
	Labels: []Label{{Name: "connection", Naming: PlainName}},
	Settings: []Setting{
		{Name: "allow", Type: TextsType, Required: true, Review: true, Doc: "Names of actions, or patterns of requests."},
	},
}

var checkSection = Section{
	Name: "check", Doc: "A condition over everything that the run saw.",
	Labels: []Label{{Name: "name", Naming: PlainName}},
	Settings: []Setting{
		{Name: "condition", Type: ValueType, Required: true, Doc: "True where it passes."},
		{Name: "message", Type: ValueType, Required: true, Doc: "What to say where it does not."},
		{Name: "severity", Type: TextType, Review: true, OneOf: []string{"low", "medium", "high"}, Doc: "low, medium or high; never changes the outcome."},
		{Name: "for_each", Type: ValueType, Doc: "Judge it once for each of these."},
		{Name: "by", Type: TextType, Review: true, Doc: "The member of each item that names it."},
		{Name: "empty", Type: TextType, Review: true, OneOf: []string{"passed"}, Doc: "passed: a check of nothing passes."},
		{Name: "remedy", Type: TextType, Lines: true, Review: true, Doc: "How to mend what it finds."},
	},
}

var evidenceSection = Section{
	Name: "evidence", Doc: "A value that the record keeps.",
	Labels: []Label{{Name: "name", Naming: PlainName}},
	Settings: []Setting{
		{Name: "value", Type: ValueType, Required: true, Doc: "What is kept, for ever."},
		{Name: "description", Type: TextType, Lines: true, Review: true, Doc: "What it means."},
		{Name: "personal", Type: TruthType, Review: true, Doc: "About a person."},
	},
}

var ignoreSection = Section{
	Name: "ignore", Doc: "Silences a warning, for a reason and for a time.",
	Labels: []Label{{Name: "code"}}, Repeats: true,
	Settings: []Setting{
		{Name: "reason", Type: TextType, Lines: true, Required: true, Review: true, Doc: "Why."},
		{Name: "until", Type: DateType, Required: true, Review: true, Doc: "The last day."},
		{Name: "on", Type: RefType, Roots: []string{"step", "check", "input", "evidence", "trigger", "approval", "ask", "phase", "notify"}, Review: true, Doc: "The part that it is about; the file without it."},
	},
}
