package syntax

// TestFile is what NAME.runbooktest.hcl may hold.
var TestFile = Section{
	Name: "a file of tests",
	Doc:  "Tests of a runbook: what the outside would answer, and what must come of it.",
	Sections: []Section{
		{
			Name: "test", Doc: "One test.", Required: true, Labels: []Label{{Name: "name"}},
			Settings: []Setting{
				{Name: "runbook", Type: TextType, Required: true, Review: true, Doc: "The runbook that is tested."},
				{Name: "trigger", Type: TextType, Review: true, Doc: "The trigger that starts it, by name."},
				{Name: "event", Type: MappingType, Doc: "What trigger.event is."},
				{Name: "inputs", Type: MappingType, Doc: "The inputs that are given."},
				{Name: "requester", Type: TextType, Review: true, Doc: "Login of the person who asks for the run."},
				{Name: "at", Type: TextType, Review: true, Doc: "The instant of the request; 2026-01-05T07:00:00Z without it."},
				{Name: "mode", Type: TextType, OneOf: []string{"live", "rehearsal"}, Review: true, Doc: "live, or rehearsal; live without it."},
				{Name: "outcome", Type: TextType, OneOf: []string{"passed", "failed", "blocked", "recovered", "unknown", "interrupted"}, Required: true, Review: true, Doc: "What must come of the run."},
				{Name: "by", Type: TextType, Review: true, Doc: "The part that decides the outcome: gate.device."},
				{Name: "ran", Type: TextsType, Review: true, Doc: "The parts that must start, in their order."},
				{Name: "evidence", Type: MappingType, Doc: "Pieces of evidence that must be kept."},
			},
			Sections: []Section{testPersonSection, testMockSection, testApproveSection, testAnswerSection},
		},
	},
}

var testPersonSection = Section{
	Name: "person", Doc: "Somebody whom the test knows.", Labels: []Label{{Name: "login"}},
	Settings: []Setting{
		{Name: "roles", Type: TextsType, Required: true, Review: true, Doc: "The roles that they have."},
		{Name: "email", Type: TextType, Review: true, Doc: "Their address; unknown without it."},
	},
}

var testMockSection = Section{
	Name: "mock", Doc: "What an action gives, in place of asking the outside.", Open: true, Further: PlainName, Repeats: true,
	Labels: []Label{{Name: "address"}, {Name: "key", Optional: true}},
	Settings: []Setting{
		{Name: "fails", Type: TextType, Review: true, Doc: "Why it fails, in place of outputs."},
	},
}

var testApproveSection = Section{
	Name: "approve", Doc: "People who answer an approval.", Labels: []Label{{Name: "approval", Naming: PlainName}},
	Settings: []Setting{
		{Name: "by", Type: TextsType, Required: true, Review: true, Doc: "Their logins."},
		{Name: "reject", Type: TextType, Review: true, Doc: "The reason of a no; without it they say yes."},
	},
}

var testAnswerSection = Section{
	Name: "answer", Doc: "A person who answers a question.", Labels: []Label{{Name: "ask", Naming: PlainName}},
	Settings: []Setting{
		{Name: "by", Type: TextType, Required: true, Review: true, Doc: "Their login."},
		{Name: "second", Type: TextType, Review: true, Doc: "Login of the second person, who gives the same answers."},
		{Name: "values", Type: MappingType, Required: true, Doc: "The answers."},
	},
}
