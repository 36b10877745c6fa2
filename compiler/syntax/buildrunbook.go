package syntax

// buildRunbook makes a runbook of its file.
func buildRunbook(file *part) *Runbook {
	runbook := first(file, "runbook", buildHead)
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
	runbook.buildWork(file, nil)
	for _, inner := range file.parts {
		if inner.row.Name == "phase" {
			phase := buildPhase(inner)
			runbook.Phases = append(runbook.Phases, phase)
			runbook.buildWork(inner, phase)
		}
	}
	runbook.OnFailure = first(file, "on_failure", buildOnFailure)
	runbook.Evidence = collect(file, "evidence", buildEvidence)
	runbook.Notifies = collect(file, "notify", buildNotify)
	runbook.Result = first(file, "result", buildShow)
	runbook.Confirm = first(file, "confirm", buildConfirm)
	runbook.Waivables = collect(file, "waivable", buildWaivable)
	runbook.Moves = collect(file, "moved", buildMoved)
	runbook.Ignores = collect(file, "ignore", buildIgnore)
	return runbook
}

// buildWork takes the parts that may stand in a phase or outside of one.
func (r *Runbook) buildWork(p *part, phase *Phase) {
	for _, s := range collect(p, "step", buildStep) {
		s.Phase = phase
		r.Steps = append(r.Steps, s)
	}
	for _, a := range collect(p, "approval", buildApproval) {
		a.Phase = phase
		r.Approvals = append(r.Approvals, a)
	}
	for _, a := range collect(p, "ask", buildAsk) {
		a.Phase = phase
		r.Asks = append(r.Asks, a)
	}
	for _, c := range collect(p, "check", buildCheck) {
		c.Phase = phase
		r.Checks = append(r.Checks, c)
	}
}

func buildHead(p *part) *Runbook {
	return &Runbook{
		Range: p.rng, Name: p.labels[0], Title: p.text("title"), Summary: p.text("summary"), Owner: p.ref("owner"),
		Language: p.whole("language"), ReadOnly: p.truth("read_only"),
		Timeout: p.text("timeout"), FinishBy: p.text("finish_by"), ReviewBy: p.text("review_by"),
		Concurrency: first(p, "concurrency", buildConcurrency),
	}
}

func buildConcurrency(p *part) *Concurrency {
	return &Concurrency{Range: p.rng, Key: p.value("key"), Mode: p.text("mode")}
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
		Cron: p.text("cron"), Every: p.text("every"), Timezone: p.text("timezone"),
		Type: p.text("type"), Label: p.text("label"), Check: p.text("check"), Paths: p.texts("paths"), Forks: p.truth("forks"), Map: p.value("map"),
	}
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

func buildMoved(p *part) *Moved {
	return &Moved{Range: p.rng, From: p.text("from"), To: p.text("to")}
}

func buildIgnore(p *part) *Ignore {
	return &Ignore{Range: p.rng, Code: p.labels[0], Reason: p.text("reason"), Until: p.text("until"), On: p.ref("on")}
}
