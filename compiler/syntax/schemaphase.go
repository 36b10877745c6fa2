package syntax

var phaseSection = Section{
	Name: "phase", Doc: "A part of the runbook that runs as one job.",
	Labels: []Label{{Name: "name", Naming: PlainName}},
	Settings: []Setting{
		{Name: "title", Type: TextType, Review: true, Doc: "What it is about, in a few words."},
		{Name: "after", Type: RefsType, Roots: []string{"phase"}, Review: true, Doc: "The phases that it waits for."},
		{Name: "when", Type: ValueType, Doc: "Skipped unless this is true."},
		{Name: "runs_on", Type: TextsType, Review: true, Doc: "Labels of the machine that it runs on."},
		{Name: "for_each", Type: ValueType, Doc: "Run as a job for each of these."},
		{Name: "by", Type: TextType, Review: true, Doc: "The member of each item that names it, where for_each is a list."},
		{Name: "parallel", Type: WholeType, Review: true, Doc: "How many jobs run at the same time; 1 without it."},
		{Name: "limit", Type: WholeType, Review: true, Doc: "Most items that it may have."},
	},
	Sections: []Section{stepSection, approvalSection, askSection, checkSection, onFailureSection},
}

var onFailureSection = Section{
	Name: "on_failure", Doc: "What happens when a part fails.", Once: true,
	Settings: []Setting{
		{Name: "undo", Type: TextType, OneOf: []string{"reverse", "none"}, Review: true, Doc: "reverse takes back what was done, the newest first."},
		{Name: "notify", Type: RefsType, Roots: []string{"notify"}, Review: true, Doc: "Whom to tell."},
	},
}

var concurrencySection = Section{
	Name: "concurrency", Doc: "Which runs may not go on at the same time: those with the same key.", Once: true,
	Settings: []Setting{
		{Name: "key", Type: ValueType, Required: true, Doc: "What they have in common."},
		{Name: "mode", Type: TextType, OneOf: []string{"queue", "refuse"}, Review: true, Doc: "queue waits for the other one, refuse does not start; queue without it."},
	},
}

var movedSection = Section{
	Name: "moved", Doc: "Tells that a part has another name now, so that the two are compared.", Repeats: true,
	Settings: []Setting{
		{Name: "from", Type: TextType, Required: true, Review: true, Doc: "The address that it had: step.old."},
		{Name: "to", Type: TextType, Required: true, Review: true, Doc: "The one it has: step.new."},
	},
}
