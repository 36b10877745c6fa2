package syntax

// ActionFile is what SYSTEM.action.hcl may hold.
var ActionFile = Section{
	Name: "a file of actions",
	Doc:  "Actions of one system, made of the built-in ones.",
	Sections: []Section{
		{
			Name: "action", Doc: "What a step can do.", Required: true,
			Labels: []Label{{Name: "name", Naming: DotName}},
			Settings: []Setting{
				{Name: "title", Type: TextType, Required: true, Review: true, Doc: "What it does, in a few words."},
				{Name: "effect", Type: TextType, OneOf: effectWords, Required: true, Review: true, Doc: "What it does to the world: observe, change, grant or destroy."},
				{Name: "idempotent", Type: TruthType, Required: true, Review: true, Doc: "Whether doing it twice is as good as once."},
				{Name: "kind", Type: TextType, OneOf: []string{"http", "sql", "github", "shell"}, Required: true, Review: true, Doc: "The kind of connection that it needs."},
			},
			Sections: []Section{actionSettingSection, actionOutputSection, actionRunSection, undoSection},
		},
	},
}

var actionSettingSection = Section{
	Name: "setting", Doc: "A setting that a step gives.", Labels: []Label{{Name: "name", Naming: PlainName}},
	Settings: []Setting{
		{Name: "type", Type: KindType, Required: true, Review: true, Doc: "string, number, bool, list(string), map(string), object({ … }) and the like."},
		{Name: "default", Type: ValueType, Review: true, Doc: "Taken where nothing is given; without one it is required."},
		{Name: "pattern", Type: TextType, Lines: true, Review: true, Doc: "Regular expression (RE2) that the whole text must match."},
		{Name: "one_of", Type: ValueType, Review: true, Doc: "The only values allowed."},
		{Name: "description", Type: TextType, Lines: true, Review: true, Doc: "What it means."},
	},
}

var actionOutputSection = Section{
	Name: "output", Doc: "A value that the action gives.", Labels: []Label{{Name: "name", Naming: PlainName}},
	Settings: []Setting{
		{Name: "type", Type: KindType, Required: true, Review: true, Doc: "string, number, bool, list(string), object({ … }) and the like."},
		{Name: "labels", Type: TextsType, OneOf: []string{"secret", "untrusted", "personal"}, Review: true, Doc: "What the value is: secret, untrusted, personal."},
		{Name: "as_of", Type: TruthType, Review: true, Doc: "It is the instant at which the other outputs were true."},
	},
}

var actionRunSection = Section{
	Name: "run", Doc: "The built-in action that does it, with its settings.", Required: true, Once: true, Open: true,
	Labels: []Label{{Name: "action", Naming: DotName}},
	Settings: []Setting{
		{Name: "paginate", Type: TextType, Review: true, Doc: "How further pages are asked for: link-header, link:MEMBER, cursor:PARAMETER=PATH, pages:PARAMETER=PATH, or until-empty:PARAMETER=PATH."},
		{Name: "done", Type: ValueType, Doc: "True of an answer that means that it was so already."},
		{Name: "give", Type: MappingType, Doc: "What the outputs are, of self.status, self.headers, self.json and self.text."},
	},
}
