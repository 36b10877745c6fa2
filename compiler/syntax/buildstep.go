package syntax

func buildPhase(p *part) *Phase {
	return &Phase{
		Range: p.rng, Name: p.labels[0], Title: p.text("title"), By: p.text("by"), After: p.refs("after"),
		When: p.value("when"), ForEach: p.value("for_each"), RunsOn: p.texts("runs_on"),
		Parallel: p.whole("parallel"), Limit: p.whole("limit"), OnFailure: first(p, "on_failure", buildOnFailure),
	}
}

func buildOnFailure(p *part) *OnFailure {
	return &OnFailure{Range: p.rng, Undo: p.text("undo"), Notify: p.refs("notify")}
}

func buildStep(p *part) *Step {
	return &Step{
		Range: p.rng, Action: p.labels[0], Name: p.labels[1], Title: p.text("title"),
		Connection: p.ref("connection"), Needs: p.refs("needs"),
		When: p.value("when"), ForEach: p.value("for_each"), By: p.text("by"), Parallel: p.whole("parallel"),
		Timeout: p.text("timeout"), OnError: p.text("on_error"), Effect: p.text("effect"),
		Limit: p.value("limit"), LimitOf: p.value("limit_of"), UndoAfter: p.value("undo_after"),
		Settings: p.assignments(), Retry: first(p, "retry", buildRetry), Expects: collect(p, "expect", buildExpect),
		Undo: first(p, "undo", buildUndo),
	}
}

func buildRetry(p *part) *Retry {
	return &Retry{Range: p.rng, Max: p.whole("max"), Delay: p.text("delay"), While: p.value("while")}
}

func buildExpect(p *part) *Expect {
	return &Expect{Range: p.rng, Name: p.labels[0], Condition: p.value("condition"), Message: p.value("message")}
}

func buildUndo(p *part) *Undo {
	return &Undo{Range: p.rng, Action: p.labels[0], Settings: p.assignments(), Reason: p.text("reason")}
}
