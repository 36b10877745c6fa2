package syntax

func buildAccess(p *part) *Access {
	return &Access{Range: p.rng, Who: p.refs("who"), BreakGlass: p.refs("break_glass"), Gates: collect(p, "gate", buildGate)}
}

func buildGate(p *part) *Gate {
	return &Gate{
		Range: p.rng, Name: p.labels[0], Action: p.text("action"), MaxAge: p.text("max_age"), Connection: p.ref("connection"),
		Settings: gather(p, "with"), Condition: p.value("condition"), Message: p.value("message"),
	}
}

func buildApproval(p *part) *Approval {
	return &Approval{
		Range: p.rng, Name: p.labels[0], Timeout: p.text("timeout"), From: p.refs("from"), Needs: p.refs("needs"),
		Min: p.whole("min"), SkipIf: p.value("skip_if"), Show: first(p, "show", buildShow),
	}
}

func buildAsk(p *part) *Ask {
	return &Ask{
		Range: p.rng, Name: p.labels[0], Timeout: p.text("timeout"), To: p.refs("to"), Second: p.refs("second"), Needs: p.refs("needs"),
		Question: p.value("question"), When: p.value("when"), Answers: collect(p, "answer", buildAnswer), Show: first(p, "show", buildShow),
	}
}

func buildAnswer(p *part) *Answer {
	return &Answer{
		Range: p.rng, Name: p.labels[0], Type: p.source("type"), Title: p.text("title"), Pattern: p.text("pattern"),
		OneOf: p.value("one_of"), Min: p.value("min"), Max: p.value("max"), MaxLength: p.whole("max_length"),
	}
}

func buildShow(p *part) *Show {
	return &Show{Range: p.rng, Title: p.value("title"), Text: p.value("text"), Table: p.value("table")}
}

func buildNotify(p *part) *Notify {
	return &Notify{
		Range: p.rng, Name: p.labels[0], Action: p.text("action"), Connection: p.ref("connection"), On: p.texts("on"), Text: p.value("text"),
	}
}

func buildConfirm(p *part) *Confirm {
	return &Confirm{Range: p.rng, By: p.refs("by"), Within: p.text("within")}
}

func buildWaivable(p *part) *Waivable {
	return &Waivable{Range: p.rng, Check: p.labels[0], MaxFor: p.text("max_for"), By: p.refs("by")}
}
