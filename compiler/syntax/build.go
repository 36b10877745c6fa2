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
		project.Drafts = p.texts("drafts")
		project.Program = p.text("program")
		project.Upload, project.Download = p.text("upload_artifact"), p.text("download_artifact")
		return project
	})
	project.Store = first(file, "evidence", buildStore)
	project.Roles = collect(file, "role", buildRole)
	project.People = collect(file, "person", buildPerson)
	project.Reviews = collect(file, "review", buildReview)
	project.Connections = collect(file, "connection", buildConnection)
	project.Secrets = collect(file, "secret", buildSecret)
	project.Org = gather(file, "org")
	project.Policies = collect(file, "policy", buildPolicy)
}

func buildStore(p *part) *Store {
	return &Store{
		Range: p.rng, Branch: p.text("branch"), Sign: p.text("sign"), RunsOn: p.texts("runs_on"), PublicLog: p.text("public_log"), Witness: p.text("witness"), Over: p.text("over"),
		Fulcio: p.text("fulcio"), Timestamp: p.text("timestamp"), Rekor: p.text("rekor"), Root: p.text("trusted_root"),
	}
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
		TokenURL: p.text("token_url"), ClientID: p.text("client_id"), ClientSecret: p.ref("client_secret"), ClientAuth: p.text("client_auth"),
		Scope: p.text("scope"), Audience: p.text("audience"), ClientKey: p.ref("client_key"), Subject: p.text("subject"),
		AccessKey: p.ref("access_key"), SecretKey: p.ref("secret_key"), SessionToken: p.ref("session_token"), Region: p.text("region"), Service: p.text("service"),
	}
}

func buildSecret(p *part) *Secret {
	return &Secret{Range: p.rng, Name: p.labels[0], From: p.text("from"), Purpose: p.text("purpose")}
}

func buildReview(p *part) *Review {
	return &Review{Range: p.rng, Name: p.labels[0], Effects: p.texts("effects"), From: p.refs("from"), Min: p.whole("min")}
}

func buildPolicy(p *part) *Policy {
	return &Policy{Range: p.rng, Name: p.labels[0], Condition: p.value("condition"), Message: p.value("message")}
}
