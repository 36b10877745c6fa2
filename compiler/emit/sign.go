package emit

import "strings"

const signFile = prefix + "sign.yml"

// The secrets that sign, by name. They stand in the environment SignEnvironment; a caller names them only so
// that the called workflow may look there.
const (
	keySecret        = "ATTESTARY_KEY"
	passphraseSecret = "ATTESTARY_KEY_PASSPHRASE"
	appSecret        = "ATTESTARY_APP_KEY"
	appVariable      = "ATTESTARY_APP_ID"
	appInstallation  = "ATTESTARY_APP_INSTALLATION"
	engineVariable   = "TRANSIT_SECRET_ENGINE_PATH"
	ledgerVariable   = "ATTESTARY_LEDGER"
)

// signing are the permissions of the jobs that sign.
func (o Options) signing() *node {
	granted := map[string]grant{
		"actions":       {"read", "who asked for the run"},
		"contents":      {"write", "to push the branch with the evidence"},
		"issues":        {"write", "to ask people in an issue, and to answer them"},
		"pull-requests": {"read", "who reviewed the runbook"},
	}
	if !o.byKey() {
		granted["id-token"] = grant{"write", "to show who signs"}
	}
	return permissions(granted)
}

// signer is where the signing is done.
func (o Options) signer() *node {
	if len(o.Signer) == 0 {
		return text(runner)
	}
	return names(o.Signer)
}

func (o Options) byKey() bool { return strings.HasPrefix(o.Sign, "key:") }

// transit tells whether the key that signs is in the transit engine of a Vault.
func (o Options) transit() bool {
	return strings.HasPrefix(o.Sign, "kms:hashivault:") || strings.HasPrefix(o.Sign, "kms:openbao:")
}

func (o Options) secrets() []string {
	if o.byKey() {
		return []string{keySecret, passphraseSecret, appSecret}
	}
	return []string{appSecret}
}

// handed are the secrets that a caller names.
func (o Options) handed() *node {
	n := object()
	for _, name := range o.secrets() {
		n.add(name, secret(name))
	}
	return n
}

// signWorkflow is the reusable workflow in which everything that needs the signer's identity happens.
func (o Options) signWorkflow() (File, error) {
	inputs := object()
	for _, in := range [][2]string{
		{"job", "What to do: authorize or attest"},
		{"runbook", "Name of the runbook"},
		{"trigger", "Name of the trigger that started it; empty for a run that goes on after an answer"},
		{"needs", "Results and outputs of the jobs before, as JSON"},
	} {
		field := object("description", text(in[1]), "type", text("string"), "required", boolean(in[0] == "job"))
		if in[0] != "job" {
			field.add("default", quoted(""))
		}
		inputs.add(in[0], field)
	}
	outputs, told := object(), object()
	for _, out := range [][2]string{
		{"authorization", "Digest of the authorization's statement"},
		{"run", "Key of the run"},
		{"entry", "Number of the ledger entry"},
		{"outcome", "How the run ended, or that it waits"},
	} {
		outputs.add(out[0], object("description", text(out[1]), "value", text(expression("jobs.sign.outputs."+out[0]))))
		told.add(out[0], output(out[0]))
	}
	secrets := object()
	for _, name := range o.secrets() {
		secrets.add(name, object("description", text(aboutSecret[name]), "required", boolean(false)))
	}
	call := object("inputs", inputs, "outputs", outputs, "secrets", secrets)
	return file(Dir+"/"+signFile, signNote,
		section("name", text("Attestary sign")),
		section("on", object("workflow_call", call)),
		section("permissions", object()),
		section("jobs", object("sign", o.signJob(told))),
	)
}

var aboutSecret = map[string]string{
	keySecret:        "The signing key, encrypted; from the environment " + SignEnvironment,
	passphraseSecret: "Passphrase of the signing key; from the environment " + SignEnvironment,
	appSecret:        "Private key of the GitHub App that may read teams; from the environment " + SignEnvironment,
}

const signNote = `Everything that signs: it judges a request and the answers of people, writes the authorization, and writes down
how a run ended. Runbooks call it and cannot change it, and auditors trust its identity alone. Its secrets
stand in the environment attestary-sign, which only the protected branch may reach. It runs on a machine that no
phase may use: one of GitHub's, which is new for every job, or one with labels of its own.`

func (o Options) signJob(told *node) *node {
	env := object(
		"ATTESTARY_RUNBOOK", text(expression("inputs.runbook")),
		"ATTESTARY_TRIGGER", text(expression("inputs.trigger")),
		"ATTESTARY_INPUTS", text(expression("toJSON(github.event.inputs)")),
		"ATTESTARY_NEEDS", text(expression("inputs.needs")),
		"ATTESTARY_JOB", text(expression("inputs.job")),
		"GITHUB_TOKEN", text(expression("github.token")),
	)
	if o.Over == "api" {
		env.add(ledgerVariable, text(o.Over))
	}
	for _, name := range o.secrets() {
		env.add(name, secret(name))
	}
	env.add(appVariable, variable(appVariable))
	env.add(appInstallation, variable(appInstallation))
	if o.transit() {
		for _, name := range append(vaultVariables[:len(vaultVariables):len(vaultVariables)], engineVariable) {
			env.add(name, variable(name))
		}
	}
	steps := list(checkout(everything), o.download())
	steps.push(o.goneOn(anyGoesOn)...)
	steps.push(o.program(), command(`"$ATTESTARY_JOB"`, env), o.upload(prefix+expression("inputs.job")))
	return object(
		"name", text(expression("inputs.job")),
		"runs-on", o.signer(),
		"timeout-minutes", number(2*slack),
		"environment", text(SignEnvironment),
		"permissions", o.signing(),
		"outputs", told,
		"steps", steps,
	)
}
