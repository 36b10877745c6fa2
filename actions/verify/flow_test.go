package verify_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	cosignature "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"

	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

func flowSubject(t testing.TB, f *forge) verify.Subject {
	t.Helper()
	r := newRepository()
	r.commit(f.tree())
	return verify.Subject{Store: r, Policy: flowPolicy(), AsOf: start.Add(24 * time.Hour)}
}

// A ledger that a workflow signed and an authority stamped: signature, identity and time are held, the interval of
// the first entry is open and says so, and every result tells when it was there at the latest.
func TestGoodFlow(t *testing.T) {
	t.Parallel()
	s := flowSubject(t, flowBase(t, nil))
	var uppers []string
	s.Runs = func(r verdict.Run) error {
		if r.Result != nil {
			uppers = append(uppers, r.Result.Upper)
		}
		return nil
	}
	v := judge(t, s)
	if v.Status() != verdict.StatusHeld || v.Tier != verdict.TierTimed {
		t.Errorf("status %d, tier %q:%s", v.Status(), v.Tier, told(v))
	}
	for id, judged := range map[string]int64{"4": 7, "5": 6, "6": 6} {
		if c := v.Claim(id); c.Outcome != verdict.Held || c.Judged != judged {
			t.Errorf("claim %s is %s, judged on %d of %d: %s", id, c.Outcome, c.Judged, judged, c.Why)
		}
	}
	if why := v.Claim("6").Why; !strings.Contains(why, "1 have nothing stamped before them and 0 nothing behind") {
		t.Errorf("claim 6: %s", why)
	}
	if want := "2026-01-05T10:03:01Z 2026-01-05T10:05:01Z"; strings.Join(uppers, " ") != want {
		t.Errorf("upper times %q, want %s", uppers, want)
	}
}

// A policy that leaves out what a certificate says, or that trusts what others can cause without saying so, is an
// error: it would be anybody's.
func TestFlowPolicyErrors(t *testing.T) {
	t.Parallel()
	before := int64(2)
	for want, spoil := range map[string]func(*verify.Policy){
		`root "other": the policy has none`: func(p *verify.Policy) { p.Workflows[0].Root = "other" },
		"the policy pins sha256:":           func(p *verify.Policy) { p.Roots[0].JSON = append(p.Roots[0].JSON, ' ') },
		"another root has that name":        func(p *verify.Policy) { p.Roots = append(p.Roots, p.Roots[0]) },
		"root 1 (acme): trusted root":       func(p *verify.Policy) { p.Roots[0].JSON, p.Roots[0].SHA256 = []byte("{}"), canon.Sum([]byte("{}")) },
		"issuer is missing":                 func(p *verify.Policy) { p.Workflows[0].Issuer = "" },
		"signer is missing":                 func(p *verify.Policy) { p.Workflows[0].Signer = "" },
		"repository is missing":             func(p *verify.Policy) { p.Workflows[0].Repository = "" },
		"repository_id is missing":          func(p *verify.Policy) { p.Workflows[0].RepositoryID = "" },
		"owner_id is missing":               func(p *verify.Policy) { p.Workflows[0].OwnerID = "" },
		"refs is missing":                   func(p *verify.Policy) { p.Workflows[0].Refs = nil },
		"callers is missing":                func(p *verify.Policy) { p.Workflows[0].Callers = []string{""} },
		"triggers is missing":               func(p *verify.Policy) { p.Workflows[0].Triggers = nil },
		"runners is missing":                func(p *verify.Policy) { p.Workflows[0].Runners = nil },
		"signer_digests is missing":         func(p *verify.Policy) { p.Workflows[0].SignerDigests = nil },
		`trigger "pull_request_target" can`: func(p *verify.Policy) { p.Workflows[0].Triggers = []string{"pull_request_target"} },
		`trigger "whatever_comes" can`:      func(p *verify.Policy) { p.Workflows[0].Triggers = []string{"whatever_comes"} },
		`runner "self-hosted" is not`:       func(p *verify.Policy) { p.Workflows[0].Runners = []string{"self-hosted"} },
		"valid from entry 3 to 2":           func(p *verify.Policy) { p.Workflows[0].From, p.Workflows[0].To = 3, &before },
		"trusts no key and no workflow":     func(p *verify.Policy) { p.Workflows = nil },
		"which is before it begins": func(p *verify.Policy) {
			p.Keys = []verify.Key{{PEM: testKey(t, "ledger").public, FromTime: start, UntilTime: start.Add(-time.Hour)}}
		},
	} {
		p := flowPolicy()
		spoil(&p)
		if err := p.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want an error with %q", err, want)
		}
	}
	p := flowPolicy()
	if p.Require = nil; p.Check() != nil {
		t.Error(p.Check())
	}
}

// What weakens a policy is possible where it is listed as what it is.
func TestUnsafeIsListed(t *testing.T) {
	t.Parallel()
	s := flowSubject(t, flowBase(t, map[int]edit{5: certified(func(c *cert) {
		c.request.Extensions[11], c.request.Extensions[20] = "self-hosted", "schedule"
	})}))
	if v := judge(t, s); v.Claim("5").Outcome != verdict.Refuted {
		t.Error("a machine of one's own is held, and the policy does not list it")
	}
	s.Policy.Workflows[0].UnsafeRunners = []string{"self-hosted"}
	if v := judge(t, s); v.Status() != verdict.StatusHeld {
		t.Errorf("status %d:%s", v.Status(), told(v))
	}
}

// A policy of workflows requires by default what it can judge with the repository's help; without that it says
// what was not judged.
func TestFlowDefaultClaims(t *testing.T) {
	t.Parallel()
	s := flowSubject(t, flowBase(t, nil))
	s.Policy.Require = nil
	v := judge(t, s)
	var required []string
	for _, c := range v.Claims {
		if c.Required {
			required = append(required, c.ID)
		}
	}
	if got := strings.Join(required, " "); got != "1 2 4 5 7a 7b 7c 8 9 10" || v.Status() != verdict.StatusNotJudged {
		t.Errorf("requires %s, status %d", got, v.Status())
	}
}

// Where a root lists logs, a bundle is held against them by the one who can; without such a one its signature is not
// judged, and never held.
func TestLogsAreJudged(t *testing.T) {
	t.Parallel()
	s := flowSubject(t, flowBase(t, nil))
	root := []byte(strings.Replace(string(s.Policy.Roots[0].JSON), `{`, `{"tlogs":[{}],`, 1))
	s.Policy.Roots[0].JSON, s.Policy.Roots[0].SHA256 = root, canon.Sum(root)
	if v := judge(t, s); v.Claim("4").Outcome != verdict.NotJudged {
		t.Errorf("claim 4 is %s, and nobody looked at the logs:%s", v.Claim("4").Outcome, told(v))
	}
	asked := atomic.Int64{}
	s.Logs = func(_, bundle []byte) string {
		if b, err := evidence.ParseBundle(bundle); err != nil || asked.Add(1) == 0 || b.Verification.Certificate == nil {
			return "it is no bundle"
		}
		return ""
	}
	if v := judge(t, s); v.Status() != verdict.StatusHeld || asked.Load() != 7 {
		t.Errorf("status %d, asked %d times:%s", v.Status(), asked.Load(), told(v))
	}
	s.Logs = func(_, bundle []byte) string { return "it is not in the log" }
	if v := judge(t, s); v.Claim("4").Outcome != verdict.Refuted {
		t.Error("what no log holds is held")
	}
}

// stampedBase is the ledger that a key signed, with stamps on what is told by index, and of those on its checkpoint.
func stampedBase(t testing.TB, entries int, stamps map[int]time.Time, checkpoint ...time.Time) *forge {
	f := newForge(t)
	edits := func(i int) edit {
		if at, ok := stamps[i]; ok {
			return edit{payload: func(d *draft) { d.key = &signer{private: f.key.private, hint: f.key.hint, stamped: []time.Time{at}} }}
		}
		return edit{}
	}
	f.genesis(edits(0))
	for n := 1; len(f.leaves) < entries; n++ {
		a := f.authorize(n, "tls", edits(len(f.leaves)))
		f.conclude(a, nil, edits(len(f.leaves)))
	}
	f.key = &signer{private: f.key.private, hint: f.key.hint, stamped: checkpoint}
	return f
}

// What carries no stamp was there when the first stamped checkpoint behind it was made: the tip's, or one of the
// branch's commits. Where there is none the interval is open, and a policy may refuse that.
func TestCoveredByCheckpoint(t *testing.T) {
	t.Parallel()
	r := newRepository()
	r.commit(stampedBase(t, 3, nil, start.Add(30*time.Minute)).tree())
	r.commit(stampedBase(t, 5, nil).tree())
	r.commit(stampedBase(t, 7, nil, start.Add(40*time.Minute)).tree())
	r.commit(stampedBase(t, 9, nil).tree())
	s := subject(t, r)
	s.Policy.Roots = flowPolicy().Roots
	var uppers []string
	s.Runs = func(run verdict.Run) error { uppers = append(uppers, run.Result.Upper); return nil }
	for range 2 { // the second time they are read again from the ledger
		uppers = nil
		v := judge(t, s)
		if got := strings.Join(uppers, " "); got != "2026-01-05T10:30:00Z 2026-01-05T10:40:00Z 2026-01-05T10:40:00Z " {
			t.Errorf("upper times %q", got)
		}
		if c := v.Claim("6"); c.Outcome != verdict.Held || !strings.Contains(c.Why, "9 have nothing stamped before them and 2 nothing behind") || v.Tier != verdict.TierSigned {
			t.Errorf("claim 6 is %s, tier %q: %s", c.Outcome, v.Tier, c.Why)
		}
		s.Waiting, s.Workers = 1, 1
	}
	s.Policy.RefuseUntimed = true
	if v := judge(t, s); v.Claim("6").Count != 2 {
		t.Errorf("two entries have nothing stamped behind them:%s", told(v))
	}
	late := newRepository()
	late.commit(stampedBase(t, 5, nil, start.Add(-time.Hour)).tree())
	if s.Store = late; judge(t, s).Claim("6").Outcome != verdict.Refuted {
		t.Error("entries claim to be later than the checkpoint that covers them, and are held")
	}
}

// Without any stamp claim 6 is not judged, whatever the policy trusts.
func TestNothingStamped(t *testing.T) {
	t.Parallel()
	r := newRepository()
	r.commit(base(t, nil).tree())
	s := subject(t, r)
	s.Policy.Roots = flowPolicy().Roots
	if c := judge(t, s).Claim("6"); c.Outcome != verdict.NotJudged || !strings.Contains(c.Why, "no entry and no checkpoint carries a timestamp") {
		t.Errorf("claim 6 is %s: %s", c.Outcome, c.Why)
	}
}

// A key that counts for a time only needs times that somebody else stamped: between two of them it is held or
// refuted, and where nobody knows it is not judged.
func TestTimedKey(t *testing.T) {
	t.Parallel()
	all := map[int]time.Time{}
	for i := range 5 {
		all[i] = start.Add(time.Duration(i) * time.Minute)
	}
	hour := func(n int) time.Time { return start.Add(time.Duration(n) * time.Hour) }
	for what, c := range map[string]struct {
		stamps       map[int]time.Time
		since, until time.Time
		want         verdict.Outcome
	}{
		"stamped within":           {all, hour(-1), hour(1), verdict.Held},
		"stamped before":           {all, hour(1), hour(2), verdict.Refuted},
		"stamped after":            {all, hour(-2), hour(-1), verdict.Refuted},
		"stamped across its end":   {all, hour(-1), start.Add(2 * time.Minute), verdict.Refuted},
		"nothing stamped":          {nil, hour(-1), hour(1), verdict.NotJudged},
		"nothing stamped, no end":  {nil, hour(-1), time.Time{}, verdict.NotJudged},
		"it was over before today": {nil, time.Time{}, hour(100), verdict.Held},
		"it had not begun today":   {nil, hour(100), time.Time{}, verdict.Refuted},
	} {
		r := newRepository()
		r.commit(stampedBase(t, 5, c.stamps, start.Add(5*time.Minute)).tree())
		if c.stamps == nil {
			r = newRepository()
			r.commit(stampedBase(t, 5, nil).tree())
		}
		s := subject(t, r)
		s.Policy.Roots = flowPolicy().Roots
		s.Policy.Keys[0].FromTime, s.Policy.Keys[0].UntilTime = c.since, c.until
		if v := judge(t, s); v.Claim("4").Outcome != c.want {
			t.Errorf("%s: claim 4 is %s, want %s (%s):%s", what, v.Claim("4").Outcome, c.want, v.Claim("4").Why, told(v))
		}
	}
}

// The three tiers are told apart: what every entry reaches, and how many are of which. A witness of the policy makes
// the third, and its time bounds what nothing else does.
func TestTiers(t *testing.T) {
	t.Parallel()
	private, public := must2(note.GenerateKey(strings.NewReader(strings.Repeat("witness", 20)), "witness.example"))
	witness, vkey := must(cosignature.NewSignerForCosignatureV1(private)), must(cosignature.VKeyToCosignatureV1(public))
	cosigned := func(f *forge) *forge {
		text, _ := f.checkpoint(f.key)
		f.note = string(must(note.Sign(&note.Note{Text: text}, witness)))
		return f
	}
	some := map[int]time.Time{0: start, 1: start.Add(time.Minute), 2: start.Add(3 * time.Minute)}
	for what, c := range map[string]struct {
		f       *forge
		witness bool
		tier    string
		tiers   []verdict.TierSum
	}{
		"signed":                   {stampedBase(t, 5, nil), true, verdict.TierSigned, nil},
		"stamped":                  {flowBase(t, nil), true, verdict.TierTimed, nil},
		"some stamped":             {stampedBase(t, 5, some), true, verdict.TierSigned, []verdict.TierSum{{Tier: verdict.TierSigned, Entries: 2}, {Tier: verdict.TierTimed, Entries: 3}}},
		"witnessed":                {cosigned(flowBase(t, nil)), true, verdict.TierWitnessed, nil},
		"by a witness unknown":     {cosigned(flowBase(t, nil)), false, verdict.TierTimed, nil},
		"witnessed by nobody else": {cosigned(stampedBase(t, 5, nil)), true, verdict.TierWitnessed, nil},
	} {
		s := flowSubject(t, c.f)
		if c.f.key.cert == nil {
			s.Policy.Keys = []verify.Key{{PEM: testKey(t, "ledger").public}}
		}
		if s.Policy.Require = []string{"1"}; c.witness {
			s.Policy.Witnesses = []string{vkey}
		}
		v := judge(t, s)
		if diff := cmp.Diff(c.tiers, v.Tiers); v.Tier != c.tier || diff != "" {
			t.Errorf("%s: tier %q, want %q; tiers (-want +got):\n%s%s", what, v.Tier, c.tier, diff, told(v))
		}
	}
}
