package evidence_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// TestExceptionRules shows which exceptions nobody can write down, one edit each.
func TestExceptionRules(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("k", 201)
	waiver := func(edit func(*evidence.Waiver)) evidence.Predicate { return edited(waiverSample(t), edit) }
	revocation := func(edit func(*evidence.Revocation)) evidence.Predicate { return edited(revocationSample(t), edit) }
	for name, c := range map[string]struct {
		said evidence.Predicate
		want string
	}{
		"waived for no time":         {waiver(func(w *evidence.Waiver) { w.Expires = w.At }), "expires: "},
		"waived for years":           {waiver(func(w *evidence.Waiver) { w.Expires = "2028-03-01T15:00:00Z" }), "within 366 days"},
		"waived for ever":            {waiver(func(w *evidence.Waiver) { w.Expires = "" }), "expires: "},
		"a check of no runbook":      {waiver(func(w *evidence.Waiver) { w.CheckOf = "renewed" }), "check: "},
		"a check of a check":         {waiver(func(w *evidence.Waiver) { w.CheckOf = "site_tls.renewed.again" }), "check: "},
		"owned by nobody":            {waiver(func(w *evidence.Waiver) { w.Owner = evidence.By{} }), "owner: "},
		"owned by a name":            {waiver(func(w *evidence.Waiver) { w.Owner.ID = "jon" }), "owner: id"},
		"granted by a forge":         {waiver(func(w *evidence.Waiver) { w.By = w.Owner }), "by: "},
		"granted in no role":         {waiver(func(w *evidence.Waiver) { w.Role = "" }), "role: "},
		"for no reason":              {waiver(func(w *evidence.Waiver) { w.Reason = "" }), "reason: "},
		"for a page of an item":      {waiver(func(w *evidence.Waiver) { w.Scope = &long }), "scope: "},
		"by a plan of nothing":       {waiver(func(w *evidence.Waiver) { w.Plan.Size = 0 }), "plan: "},
		"by a short commit":          {waiver(func(w *evidence.Waiver) { w.Commit = "2b4f2d6" }), "commit: "},
		"nothing is revoked":         {revocation(func(r *evidence.Revocation) { r.Entries = nil }), "entries: "},
		"more than fits":             {revocation(func(r *evidence.Revocation) { r.Entries = many(evidence.MaxRevoked + 1) }), "entries: there are 101"},
		"revoked twice":              {revocation(func(r *evidence.Revocation) { r.Entries[1].Index = 1 }), "entries: 1 is not in its place"},
		"a place before the first":   {revocation(func(r *evidence.Revocation) { r.Entries[0].Index = -1 }), "entries: -1"},
		"an entry without a bundle":  {revocation(func(r *evidence.Revocation) { r.Entries[0].Bundle = "" }), "entry 1: bundle"},
		"revoked by a forge":         {revocation(func(r *evidence.Revocation) { r.By = evidence.By{How: "forge", ID: "9919", Login: "jon"} }), "by: "},
		"revoked for no reason":      {revocation(func(r *evidence.Revocation) { r.Reason = "" }), "reason: "},
		"revoked for a line of none": {revocation(func(r *evidence.Revocation) { r.Reason = "a\nb" }), "reason: "},
	} {
		if _, err := evidence.EncodeStatement(c.said); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want one about %q", name, err, c.want)
		}
	}
}

func many(n int) []evidence.Revoked {
	all := make([]evidence.Revoked, n)
	for i := range all {
		all[i] = evidence.Revoked{Bundle: canon.Sum([]byte{byte(i)}), Index: int64(i)}
	}
	return all
}

// As many entries as a revocation may name fit into a statement, however far back the ledger goes.
func TestMostRevoked(t *testing.T) {
	t.Parallel()
	r := revocationSample(t)
	r.Reason, r.Entries = strings.Repeat("☃", 500), many(evidence.MaxRevoked)
	for i := range r.Entries {
		r.Entries[i].Index += 1<<53 - 1000
	}
	data := must[[]byte](t)(evidence.EncodeStatement(r))
	if _, err := evidence.ParseStatement(data); err != nil {
		t.Errorf("%d bytes: %v", len(data), err)
	}
}

// A revocation is about its entries, all of them and nothing else.
func TestRevocationIsItsEntries(t *testing.T) {
	t.Parallel()
	good := string(must[[]byte](t)(evidence.EncodeStatement(revocationSample(t))))
	for name, edit := range map[string][2]string{
		"one subject less": {`,{"digest":{"sha256":"` + canon.Sum([]byte("bundle")).Hex() + `"},"name":"entry 2"}]}`, `]}`},
		"another place":    {`"name":"entry 2"`, `"name":"entry 3"`},
		"one entry more":   {`"entries":[`, `"entries":[{"bundle":"` + string(canon.Sum(nil)) + `","index":0},`},
	} {
		bad := strings.Replace(good, edit[0], edit[1], 1)
		if bad == good {
			t.Fatalf("%s: the edit changed nothing", name)
		}
		if _, err := evidence.ParseStatement([]byte(bad)); err == nil {
			t.Errorf("%s: it parses", name)
		}
	}
}
