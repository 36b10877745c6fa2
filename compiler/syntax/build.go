package syntax

// collect builds the sections of one kind, in file order.
func collect[T any](p *part, name string, build func(*part) *T) []*T {
	var list []*T
	for _, inner := range p.parts {
		if inner.row.Name == name {
			list = append(list, build(inner))
		}
	}
	return list
}

// first builds the first section of a kind, or nil.
func first[T any](p *part, name string, build func(*part) *T) *T {
	for _, inner := range p.parts {
		if inner.row.Name == name {
			return build(inner)
		}
	}
	return nil
}

// gather takes the settings of every section of a kind together: locals may stand several times.
func gather(p *part, name string) []Assignment {
	var list []Assignment
	for _, inner := range p.parts {
		if inner.row.Name == name {
			list = append(list, inner.assignments()...)
		}
	}
	return list
}

// buildProject fills project from project.hcl.
func buildProject(project *Project, file *part) {
	first(file, "project", func(p *part) *Project {
		project.Range = p.rng
		project.Name = p.labels[0]
		project.Language = p.whole("language")
		project.Frameworks = p.texts("frameworks")
		project.Timezone = p.text("timezone")
		project.Action = p.text("action")
		return project
	})
	project.Store = first(file, "evidence", buildStore)
	project.Roles = collect(file, "role", buildRole)
	project.People = collect(file, "person", buildPerson)
	project.Connections = collect(file, "connection", buildConnection)
	project.Secrets = collect(file, "secret", buildSecret)
	project.Org = gather(file, "org")
}

func buildStore(p *part) *Store {
	return &Store{Range: p.rng, Branch: p.text("branch"), Sign: p.text("sign"), PublicLog: p.text("public_log"), Witness: p.text("witness")}
}

func buildRole(p *part) *Role {
	return &Role{Range: p.rng, Name: p.labels[0], Teams: p.texts("teams"), Members: p.texts("members")}
}

func buildPerson(p *part) *Person {
	return &Person{Range: p.rng, Login: p.labels[0], Email: p.text("email")}
}

func buildConnection(p *part) *Connection {
	return &Connection{
		Range: p.rng, Name: p.labels[0], Kind: p.text("kind"), URL: p.text("url"), Auth: p.text("auth"), User: p.text("user"),
		Token: p.ref("token"), Password: p.ref("password"), Hosts: p.texts("hosts"),
	}
}

func buildSecret(p *part) *Secret {
	return &Secret{Range: p.rng, Name: p.labels[0], From: p.text("from"), Purpose: p.text("purpose")}
}

// buildRunbook makes a runbook of its file.
func buildRunbook(file *part) *Runbook {
	runbook := first(file, "runbook", func(p *part) *Runbook {
		return &Runbook{
			Range: p.rng, Name: p.labels[0], Title: p.text("title"), Summary: p.text("summary"), Owner: p.ref("owner"),
			Language: p.whole("language"), ReadOnly: p.truth("read_only"),
			Timeout: p.text("timeout"), FinishBy: p.text("finish_by"), ReviewBy: p.text("review_by"),
		}
	})
	if runbook == nil {
		runbook = &Runbook{}
	}
	runbook.File = file.d.file
	runbook.Satisfies = collect(file, "satisfies", buildSatisfies)
	runbook.Triggers = collect(file, "trigger", buildTrigger)
	runbook.Access = first(file, "access", buildAccess)
	runbook.Inputs = collect(file, "input", buildInput)
	runbook.Uses = collect(file, "use", buildUse)
	runbook.Locals = gather(file, "locals")
	runbook.Steps = collect(file, "step", buildStep)
	runbook.Checks = collect(file, "check", buildCheck)
	runbook.Evidence = collect(file, "evidence", buildEvidence)
	runbook.Ignores = collect(file, "ignore", buildIgnore)
	return runbook
}

func buildSatisfies(p *part) *Satisfies {
	return &Satisfies{
		Range: p.rng, Framework: p.labels[0], Function: p.text("function"), Stage: p.text("stage"),
		Controls: p.texts("controls"), FreshFor: p.text("fresh_for"), Inputs: p.texts("inputs"), Rehearsal: p.truth("rehearsal"),
	}
}

func buildTrigger(p *part) *Trigger {
	return &Trigger{
		Range: p.rng, Kind: p.labels[0], Name: p.labels[1],
		Cron: p.text("cron"), Every: p.text("every"), Timezone: p.text("timezone"), Map: p.value("map"),
	}
}

func buildAccess(p *part) *Access {
	return &Access{Range: p.rng, Who: p.refs("who"), BreakGlass: p.refs("break_glass")}
}

func buildInput(p *part) *Input {
	return &Input{
		Range: p.rng, Name: p.labels[0], Type: p.source("type"), Title: p.text("title"), Description: p.text("description"),
		Default: p.value("default"), Min: p.value("min"), Max: p.value("max"), OneOf: p.value("one_of"),
		MaxLength: p.whole("max_length"), Pattern: p.text("pattern"), Example: p.value("example"),
		Sensitive: p.truth("sensitive"), Personal: p.truth("personal"),
	}
}

func buildUse(p *part) *Use {
	return &Use{Range: p.rng, Connection: p.labels[0], Allow: p.texts("allow")}
}

func buildStep(p *part) *Step {
	return &Step{
		Range: p.rng, Action: p.labels[0], Name: p.labels[1], Title: p.text("title"),
		Connection: p.ref("connection"), Needs: p.refs("needs"),
		When: p.value("when"), ForEach: p.value("for_each"), By: p.text("by"), Parallel: p.whole("parallel"),
		Timeout: p.text("timeout"), OnError: p.text("on_error"), Effect: p.text("effect"),
		Settings: p.assignments(), Retry: first(p, "retry", buildRetry), Expects: collect(p, "expect", buildExpect),
	}
}

func buildRetry(p *part) *Retry {
	return &Retry{Range: p.rng, Max: p.whole("max"), Delay: p.text("delay"), While: p.value("while")}
}

func buildExpect(p *part) *Expect {
	return &Expect{Range: p.rng, Name: p.labels[0], Condition: p.value("condition"), Message: p.value("message")}
}

func buildCheck(p *part) *Check {
	return &Check{
		Range: p.rng, Name: p.labels[0], Condition: p.value("condition"), Message: p.value("message"), ForEach: p.value("for_each"),
		Severity: p.text("severity"), By: p.text("by"), Empty: p.text("empty"), Remedy: p.text("remedy"),
	}
}

func buildEvidence(p *part) *Evidence {
	return &Evidence{
		Range: p.rng, Name: p.labels[0], Value: p.value("value"),
		Description: p.text("description"), Personal: p.truth("personal"),
	}
}

func buildIgnore(p *part) *Ignore {
	return &Ignore{Range: p.rng, Code: p.labels[0], Reason: p.text("reason"), Until: p.text("until"), On: p.ref("on")}
}
