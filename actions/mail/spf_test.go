package mail_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/mail"
)

func TestReadSPF(t *testing.T) {
	t.Parallel()
	for record, want := range map[string]mail.SPF{
		"v=spf1 -all":                           {All: "fail", Whole: true},
		"V=SPF1 ~ALL":                           {All: "softfail", Whole: true},
		"v=spf1":                                {All: "neutral", Whole: true},
		"v=spf1   ?all ":                        {All: "neutral", Whole: true},
		"v=spf1 all":                            {All: "pass", Whole: true},
		"v=spf1 a mx ptr exists:x.example -all": {All: "fail", Lookups: 4, Whole: true},
		"v=spf1 -all a mx include:none.example": {All: "fail", Whole: true},
		"v=spf1 ip4:192.0.2.1 ip6:2001:db8::/32 -all":  {All: "fail", Whole: true},
		"v=spf1 a:a.example/24//64 mx//64 -all":        {All: "fail", Lookups: 2, Whole: true},
		"v=spf1 include:two.example -all":              {All: "fail", Lookups: 4, Whole: true},
		"v=spf1 redirect=two.example":                  {All: "softfail", Lookups: 4, Whole: true},
		"v=spf1 redirect=away.example":                 {All: "softfail", Lookups: 5, Whole: true},
		"v=spf1 -all redirect=bad.example":             {All: "fail", Whole: true},
		"v=spf1 exp=why.example x-new=%{i} -all":       {All: "fail", Whole: true},
		"v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all":     {All: "fail", Lookups: 1, Whole: true},
		"v=spf1 include:%{d}.spf.example -all":         {All: "fail", Lookups: 1},
		"v=spf1 redirect=%{o}.spf.example":             {All: "", Lookups: 1},
		"v=spf1 include:ten.example -all":              {All: "permerror", Lookups: 11, Whole: true, Problem: "It takes 11 lookups"},
		"v=spf1 include:sum.example -all":              {All: "permerror", Lookups: 13, Whole: true, Problem: "It takes 13 lookups"},
		"v=spf1 include:none.example -all":             {All: "permerror", Lookups: 1, Whole: true, Problem: "include:none.example leads to no SPF record."},
		"v=spf1 include:bare.example -all":             {All: "permerror", Lookups: 1, Whole: true, Problem: "include:bare.example leads to no SPF record."},
		"v=spf1 redirect=none.example":                 {All: "permerror", Lookups: 1, Whole: true, Problem: "redirect=none.example leads to no SPF record."},
		"v=spf1 include:both.example -all":             {All: "permerror", Lookups: 1, Whole: true, Problem: "both.example has 2 SPF records"},
		"v=spf1 include:bad.example -all":              {All: "permerror", Lookups: 1, Whole: true, Problem: `bad.example: "ipv4:192.0.2.1"`},
		"v=spf1 include:self.example -all":             {All: "permerror", Lookups: 2, Whole: true, Problem: "self.example leads back to itself."},
		"v=spf1 redirect=acme.example":                 {All: "permerror", Lookups: 1, Whole: true, Problem: "acme.example leads back to itself."},
		"v=spf1 a/33 -all":                             {All: "permerror", Whole: true, Problem: `"a/33"`},
		"v=spf1 a/024 -all":                            {All: "permerror", Whole: true, Problem: `"a/024"`},
		"v=spf1 ip4:192.0.2.0/33 -all":                 {All: "permerror", Whole: true, Problem: `"ip4:192.0.2.0/33"`},
		"v=spf1 ip4:2001:db8::1 -all":                  {All: "permerror", Whole: true, Problem: `"ip4:2001:db8::1"`},
		"v=spf1 ip6:fe80::1%eth0 -all":                 {All: "permerror", Whole: true, Problem: `"ip6:fe80::1%eth0"`},
		"v=spf1 include -all":                          {All: "permerror", Whole: true, Problem: `"include"`},
		"v=spf1 include:com -all":                      {All: "permerror", Whole: true, Problem: `"include:com"`},
		"v=spf1 include:192.0.2.1 -all":                {All: "permerror", Whole: true, Problem: `"include:192.0.2.1"`},
		"v=spf1 include:%{x}.example -all":             {All: "permerror", Whole: true, Problem: `"include:%{x}.example"`},
		"v=spf1 include:%d.example -all":               {All: "permerror", Whole: true, Problem: `"include:%d.example"`},
		"v=spf1 all:x.example":                         {All: "permerror", Whole: true, Problem: `"all:x.example"`},
		"v=spf1 a\tmx -all":                            {All: "permerror", Whole: true, Problem: `"a?mx"`},
		"v=spf1 --all":                                 {All: "permerror", Whole: true, Problem: `"--all"`},
		"v=spf1 redirect=a.example redirect=b.example": {All: "permerror", Whole: true, Problem: `"redirect=b.example"`},
		"v=spf1 mx;-all":                               {All: "permerror", Whole: true, Problem: `"mx;-all"`},
	} {
		names := shared()
		names["acme.example"] = []string{"other", record}
		got, err := mail.ReadSPF(t.Context(), "Acme.Example.", names.texts)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(got.Problem, want.Problem) || (got.Problem == "") != (want.Problem == "") {
			t.Errorf("%s: %q, want %q", record, got.Problem, want.Problem)
		}
		got.Problem, want.Record = want.Problem, record
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", record, diff)
		}
	}
}

// shared are records that those of the tests lean on.
func shared() zone {
	return zone{
		"one.example":  {"v=spf1 ip4:192.0.2.0/24 -all"},
		"two.example":  {"v=spf1 include:one.example a mx ~all"},
		"self.example": {"v=spf1 include:self.example -all"},
		"away.example": {"v=spf1 redirect=two.example"},
		"bare.example": {"hello", "v=spf10 -all"},
		"bad.example":  {"v=spf1 ipv4:192.0.2.1 -all"},
		"both.example": {"v=spf1 -all", "v=spf1 ~all"},
		"sum.example":  {"v=spf1 " + strings.Repeat("include:two.example ", 2) + "include:two.example -all"},
		"ten.example":  {"v=spf1 include:two.example include:two.example a a -all"},
	}
}

func TestReadSPFNone(t *testing.T) {
	t.Parallel()
	got, err := mail.ReadSPF(t.Context(), "acme.example", zone{"acme.example": {"v=spf1x", "v=DMARC1"}}.texts)
	if diff := cmp.Diff(mail.SPF{All: "none", Whole: true}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	both := zone{"acme.example": {"v=spf1 -all", "v=spf1 -all"}}
	got, err = mail.ReadSPF(t.Context(), "acme.example", both.texts)
	if got.All != "permerror" || got.Record != "" || err != nil {
		t.Errorf("%+v %v", got, err)
	}
}

// TestReadSPFEndless: a server can make up records without end; nobody follows them for long.
func TestReadSPFEndless(t *testing.T) {
	t.Parallel()
	asked := 0
	tree := func(_ context.Context, name string) ([]string, error) {
		asked++
		return []string{fmt.Sprintf("v=spf1 include:a.%s include:b.%s -all", name, name)}, nil
	}
	got, err := mail.ReadSPF(t.Context(), "acme.example", tree)
	if got.All != "permerror" || got.Problem == "" || err != nil || asked > 50 {
		t.Errorf("%+v %v, %d names asked", got, err, asked)
	}
	broken := errors.New("no answer")
	_, err = mail.ReadSPF(t.Context(), "acme.example", func(_ context.Context, name string) ([]string, error) {
		if name == "acme.example" {
			return []string{"v=spf1 include:other.example -all"}, nil
		}
		return nil, broken
	})
	if !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

func FuzzReadSPF(f *testing.F) {
	for _, record := range []string{"v=spf1 -all", "v=spf1 a:%{d}/24//64 redirect=acme.example", "v=spf1 include:acme.example", "v=spf1 exists:%{ir}.x.example ?all", "v=spf1 ip6:::/0 exp=a.b"} {
		f.Add(record, "v=spf1 mx -all")
	}
	f.Fuzz(func(t *testing.T, record, other string) {
		texts := func(_ context.Context, name string) ([]string, error) {
			if name == "acme.example" {
				return []string{record}, nil
			}
			return []string{other}, nil
		}
		got, err := mail.ReadSPF(t.Context(), "acme.example", texts)
		if err != nil || strings.ContainsAny(got.Problem, "\n\r") {
			t.Errorf("%+v %v", got, err)
		}
		if (got.All == "permerror") != (got.Problem != "") {
			t.Errorf("%q: %+v", record, got)
		}
		if got.All == "fail" && !strings.Contains(strings.ToLower(record+other), "-all") {
			t.Errorf("%q protects: %+v", record, got)
		}
	})
}
