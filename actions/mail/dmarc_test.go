package mail_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/mail"
)

func TestReadDMARC(t *testing.T) {
	t.Parallel()
	none := []string{}
	for record, want := range map[string]mail.DMARC{
		"v=DMARC1; p=reject":     {Policy: "reject", Subdomains: "reject", Percent: 100, Reports: none},
		"v=DMARC1;p=REJECT;":     {Policy: "reject", Subdomains: "reject", Percent: 100, Reports: none},
		" v = DMARC1 ; p=reject": {Policy: "reject", Subdomains: "reject", Percent: 100, Reports: none},
		"v=DMARC1; p=quarantine; sp=none; pct=25; rua=mailto:a@acme.example!10m, mailto:b@acme.example": {
			Policy: "quarantine", Subdomains: "none", Percent: 25, Reports: []string{"mailto:a@acme.example", "mailto:b@acme.example"},
		},
		"v=DMARC1; p=reject; t=y":                {Policy: "reject", Subdomains: "reject", Reports: none},
		"v=DMARC1; rua=mailto:a@acme.example":    {Policy: "none", Subdomains: "none", Percent: 100, Reports: []string{"mailto:a@acme.example"}},
		"v=DMARC1":                               {Policy: "none", Subdomains: "none", Percent: 100, Reports: none},
		"v=DMARC1; p=reject; fo=1; new=x":        {Policy: "reject", Subdomains: "reject", Percent: 100, Reports: none},
		"v=DMARC1; p=refuse":                     {Policy: "none", Subdomains: "none", Percent: 100, Reports: none, Problem: "acme.example: p=refuse is none of"},
		"v=DMARC1; p=reject; sp=all":             {Policy: "reject", Subdomains: "none", Percent: 100, Reports: none, Problem: "acme.example: sp=all is none of"},
		"v=DMARC1; p=reject; pct=lots":           {Policy: "reject", Subdomains: "reject", Percent: 100, Reports: none, Problem: "pct=lots"},
		"v=DMARC1; p=reject; pct=101":            {Policy: "reject", Subdomains: "reject", Percent: 100, Reports: none, Problem: "pct=101"},
		"v=DMARC1; p=reject; p=none":             {Policy: "reject", Subdomains: "reject", Percent: 100, Reports: none, Problem: `"p=none" is not written`},
		"v=DMARC1; p=reject; oops":               {Policy: "reject", Subdomains: "reject", Percent: 100, Reports: none, Problem: `"oops" is not written`},
		"v=DMARC1; p=reject; rua=a@acme.example": {Policy: "reject", Subdomains: "reject", Percent: 100, Reports: none, Problem: "rua has"},
	} {
		got, err := mail.ReadDMARC(t.Context(), "Acme.Example.", zone{"_dmarc.acme.example": {"other", record}}.texts)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(got.Problem, want.Problem) || (got.Problem == "") != (want.Problem == "") {
			t.Errorf("%s: %q, want %q", record, got.Problem, want.Problem)
		}
		want.Domain, want.Record, got.Problem = "acme.example", record, want.Problem
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", record, diff)
		}
	}
}

// TestTreeWalk finds the record that counts for a domain without one of its own.
func TestTreeWalk(t *testing.T) {
	t.Parallel()
	const org, registry = "v=DMARC1; p=reject; sp=quarantine", "v=DMARC1; p=none; psd=y"
	for what, test := range map[string]struct {
		names            zone
		domain           string
		from, policy, ps string
	}{
		"its own":                   {zone{"_dmarc.shop.acme.example": {"v=DMARC1; p=none"}, "_dmarc.acme.example": {org}}, "shop.acme.example", "shop.acme.example", "none", "none"},
		"that of the organisation":  {zone{"_dmarc.acme.example": {org}}, "a.shop.acme.example", "acme.example", "quarantine", "quarantine"},
		"the one with fewer labels": {zone{"_dmarc.acme.example": {org}, "_dmarc.shop.acme.example": {"v=DMARC1; p=none"}}, "a.shop.acme.example", "acme.example", "quarantine", "quarantine"},
		"not beyond a psd=n":        {zone{"_dmarc.acme.example": {"v=DMARC1; p=none"}, "_dmarc.shop.acme.example": {org + "; psd=n"}}, "a.shop.acme.example", "shop.acme.example", "quarantine", "quarantine"},
		"below the registry":        {zone{"_dmarc.example": {registry}, "_dmarc.acme.example": {org}}, "a.shop.acme.example", "acme.example", "quarantine", "quarantine"},
		"that of the registry":      {zone{"_dmarc.example": {registry}}, "shop.acme.example", "example", "none", "none"},
		"none":                      {zone{"_dmarc.other.example": {org}}, "shop.acme.example", "", "none", "none"},
		"two are none":              {zone{"_dmarc.acme.example": {org, org}}, "acme.example", "", "none", "none"},
		"from far below":            {zone{"_dmarc.acme.example": {org}, "_dmarc.b.c.d.e.f.g.acme.example": {"v=DMARC1; p=none; psd=n"}}, "a.b.c.d.e.f.g.acme.example", "acme.example", "quarantine", "quarantine"},
		"a single label":            {zone{}, "example", "", "none", "none"},
	} {
		asked := 0
		got, err := mail.ReadDMARC(t.Context(), test.domain, func(ctx context.Context, name string) ([]string, error) {
			asked++
			return test.names.texts(ctx, name)
		})
		if err != nil || got.Domain != test.from || got.Policy != test.policy || got.Subdomains != test.ps || asked > 8 {
			t.Errorf("%s: %+v %v, %d names asked", what, got, err, asked)
		}
	}
	broken := errors.New("no answer")
	for _, fails := range []string{"_dmarc.shop.acme.example", "_dmarc.acme.example"} {
		_, err := mail.ReadDMARC(t.Context(), "shop.acme.example", func(_ context.Context, name string) ([]string, error) {
			if name == fails {
				return nil, broken
			}
			return nil, nil
		})
		if !errors.Is(err, broken) {
			t.Errorf("%s: %v", fails, err)
		}
	}
}

func FuzzReadDMARC(f *testing.F) {
	for _, record := range []string{"v=DMARC1; p=reject; sp=none; pct=5; rua=mailto:a@b.example!1m,x", "v=DMARC1;;t=y", "v=DMARC1; psd=y; p=none"} {
		f.Add(record, "")
		f.Add("", record)
	}
	f.Fuzz(func(t *testing.T, own, above string) {
		got, err := mail.ReadDMARC(t.Context(), "a.acme.example", zone{"_dmarc.a.acme.example": {own}, "_dmarc.acme.example": {above}}.texts)
		if err != nil || strings.ContainsAny(got.Problem, "\n\r") || got.Reports == nil {
			t.Errorf("%+v %v", got, err)
		}
		if got.Policy == "reject" && !strings.Contains(strings.ToLower(own+above), "reject") || got.Percent < 0 || got.Percent > 100 {
			t.Errorf("%q %q: %+v", own, above, got)
		}
	})
}
