package report_test

import (
	"testing"
	"time"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

// story is a small company after a month: what the views are looked at with, and their goldens hold.
// Every standing turns up in it once at least.
func story(t testing.TB) ([]*plan.Plan, history, time.Time) {
	const day = 24 * time.Hour
	named := func(p *plan.Plan, title string) *plan.Plan { p.Title = title; return p }
	accounts := named(runbook("dormant-accounts", "0 7 * * 1", claims("identity.access-management", "advanced", 8*day),
		claims("identity.identity-stores", "initial", 30*day)), "Accounts that can log in and never did")
	mfa := named(runbook("phishing-resistant-login", "30 6 * * *", claims("identity.authentication", "optimal", 2*day)), "Everybody signs in with a passkey")
	keys := named(runbook("private-keys", "", claims("devices.policy-enforcement-compliance-monitoring", "initial", 90*day)), "Permissions of private keys and of /etc")
	sockets := named(runbook("listening-sockets", "15 */6 * * *", claims("networks.network-segmentation", "advanced", 2*day)), "Who listens, against the list of who may")
	tls := named(runbook("tls-posture", "15 5 * * *", claims("networks.traffic-encryption", "optimal", 2*day)), "TLS of every site that we declare")
	secrets := named(runbook("secrets-in-history", "0 3 * * *", claims("data.data-access", "advanced", 7*day)), "Secrets in the history of the repository")
	backup := named(runbook("backup-restore", "0 4 * * 0", claims(row, "advanced", 10*day), claims(row, "initial", 30*day)), "A backup that is restored and compared")
	drill := named(runbook("region-drill", "", claims(row, "initial", 20*day)), "Walk through the loss of a region")
	workflows := named(runbook("workflow-hygiene", "45 6 * * *", claims("applications.secure-development-deployment", "advanced", 7*day)), "Unpinned actions and write-all permissions")
	branches := named(runbook("branch-protection", "", claims("applications.application-access", "initial", 30*day)), "Protection of branches and tags")
	mailbox := named(runbook("log-arrival", "10 7 * * *", claims("networks.visibility-analytics", "initial", 7*day)), "Logs of every gateway arrive")
	devices := named(runbook("device-inventory", "", claims("devices.asset-supply-chain-risk-management", "initial", 30*day)), "Every laptop is in the inventory")
	waivable(devices)
	admins := named(runbook("admin-hosts", "", claims("devices.resource-access", "initial", 30*day)), "Hosts that only administrators reach")
	asOf := at("2026-03-31T09:30:00Z")

	older := run(t, workflows, asOf.Add(-4*time.Hour), evidence.Passed)
	older.Plan = canon.Sum([]byte("an older plan"))
	leak := run(t, secrets, at("2026-03-31T01:00:20Z"), evidence.Failed)
	leak.Result.Failed = []string{`check.no_private_keys["main"]`, "step.history"}
	blind := run(t, mailbox, at("2026-03-31T05:10:07Z"), evidence.Unknown)
	blind.Result.Failed = []string{"check.reached"}
	wide := byHand(run(t, branches, at("2026-03-30T14:02:11Z"), evidence.Passed))
	wide.Inputs = []evidence.InputValue{{Name: "days"}}
	open := run(t, sockets, at("2026-03-31T04:15:09Z"), "")
	open.FinishBy = "2026-03-31T10:15:09Z"
	return []*plan.Plan{accounts, mfa, keys, sockets, tls, secrets, backup, drill, workflows, branches, mailbox, devices, admins}, history{
		byHand(run(t, drill, at("2026-03-03T13:00:00Z"), evidence.Passed)),
		byHand(run(t, keys, at("2026-03-12T08:41:03Z"), evidence.Passed)),
		run(t, tls, at("2026-03-28T04:15:31Z"), evidence.Passed),
		run(t, backup, at("2026-03-29T02:00:41Z"), evidence.Passed),
		run(t, accounts, at("2026-03-30T05:00:12Z"), evidence.Passed),
		wide,
		run(t, sockets, at("2026-03-30T22:15:04Z"), evidence.Passed),
		leak,
		open,
		run(t, mfa, at("2026-03-31T04:30:07Z"), evidence.Passed),
		older,
		blind,
		byHand(run(t, devices, at("2026-03-31T08:01:44Z"), evidence.Failed)),
		byHand(run(t, admins, at("2026-03-31T08:05:02Z"), evidence.Passed)),
	}, asOf
}

// excepted is what people said against it: the inventory may lack laptops until Thursday, and the look at the
// hosts of administrators was a look at others. An older waiver has ended.
func excepted() exceptions {
	old, now := waiverFrom(29, "tls-posture", at("2026-03-01T09:00:00Z"), 24*time.Hour), waiverFrom(30, "device-inventory", at("2026-03-31T08:30:00Z"), 50*time.Hour)
	old.Reason, now.Reason = "The certificate of the old shop is on its way.", "Twelve laptops came yesterday; they are entered by Thursday."
	run := int64(27)
	back := revocationOf(31, verdict.Revoked{Entry: 28, Kind: "run", Runbook: "admin-hosts", Run: &run})
	back.At, back.Reason = "2026-03-31T09:00:00Z", "The list of hosts was that of the test network."
	return exceptions{[]verdict.Waiver{old, now}, []verdict.Revocation{back}}
}

// told is the story's verdict: what an auditor with a key alone can judge, and a run still open.
func told(h history) *verdict.Verdict {
	x := excepted()
	v := held(int64(2*len(h)+1) + x.entries())
	v.AsOf = "2026-03-31T09:30:00Z"
	v.Waivers, v.Revoked, v.Revocations = x.waivers, x.revoked, 1
	v.Kinds = map[string]int64{"ledger": 1, "authorization": int64(len(h)), "run": int64(len(h) - 1), "waiver": 2, "revocation": 1}
	for _, r := range h.numbered() {
		if r.Result == nil {
			v.Unfinished = append(v.Unfinished, verdict.Unfinished{Entry: r.Entry, Runbook: r.Runbook, Run: r.Key, At: r.At, FinishBy: r.FinishBy})
			v.Open++
		}
	}
	v.NotProven = []string{
		"that the machine that ran the steps was not compromised",
		"that the steps came after their authorization: the ledger orders entries, not what happened on a machine",
		"that claimed times are true, where nothing trusted stamped them",
		"that reviews were as the forge told them that day",
	}
	return v
}
