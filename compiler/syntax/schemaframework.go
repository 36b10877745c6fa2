package syntax

// FrameworkFile is what NAME.framework.hcl may hold.
var FrameworkFile = Section{
	Name: "a framework file",
	Doc:  "A team's own framework, for runbooks to claim.",
	Sections: []Section{
		{
			Name: "framework", Doc: "Names the framework.", Required: true, Once: true,
			Labels: []Label{{Name: "name", Naming: DashName}},
			Settings: []Setting{
				{Name: "title", Type: TextType, Required: true, Review: true, Doc: "What it is called."},
				{Name: "version", Type: TextType, Review: true, Doc: "Its version, as the team counts."},
				{Name: "source", Type: TextType, Review: true, Doc: "Where people can read it."},
			},
			Sections: []Section{
				{
					Name: "function", Doc: "Something that matures, stage by stage.", Labels: []Label{{Name: "name", Naming: PathName}},
					Settings: []Setting{{Name: "title", Type: TextType, Required: true, Review: true, Doc: "What it is called."}},
					Sections: []Section{{
						Name: "stage", Doc: "What a stage asks for.",
						Labels:   []Label{{Name: "stage", OneOf: []string{"traditional", "initial", "advanced", "optimal"}}},
						Settings: []Setting{{Name: "text", Type: TextType, Lines: true, Required: true, Review: true, Doc: "What it asks for, in a sentence."}},
					}},
				},
				{
					Name: "control", Doc: "A control to be shown.", Labels: []Label{{Name: "label"}},
					Settings: []Setting{{Name: "title", Type: TextType, Required: true, Review: true, Doc: "What it asks for."}},
				},
			},
		},
	},
}
