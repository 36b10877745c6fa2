package steps

import (
	"context"

	"github.com/miekg/dns"

	"github.com/attestary/attestary/actions/mail"
	"github.com/attestary/attestary/actions/resolve"
	"github.com/attestary/attestary/schemas/expr"
)

// mailTexts gives package mail the texts it asks for, and remembers what is known of all of them together.
type mailTexts struct {
	resolver *resolve.Resolver
	first    resolve.Answer // to the first question
	asked    bool
	security resolve.Security
	ttl      uint32
}

func (m *mailTexts) texts(ctx context.Context, name string) ([]string, error) {
	if !plainName(name) {
		return nil, nil // as a record has it; there is nothing under such a name
	}
	answer, err := m.resolver.Look(ctx, name, dns.TypeTXT)
	if err != nil {
		return nil, err
	}
	if !m.asked {
		m.asked, m.first, m.security, m.ttl = true, answer, answer.Security, answer.TTL
	}
	m.security, m.ttl = min(m.security, answer.Security), min(m.ttl, answer.TTL)
	var list []string
	for _, rr := range answer.Records {
		list = append(list, recordText(rr))
	}
	return list, nil
}

// outputs are those that both policies have.
func (m *mailTexts) outputs(record, problem string) map[string]expr.Value {
	outputs := absent("dns.lookup", "found")
	outputs["found"], outputs["records"], outputs["targets"] = expr.OfBool(record != ""), texts(nonEmpty(record)), texts(nil)
	outputs["ttl"], outputs["authenticated"] = expr.OfInt(int64(m.ttl)), authenticated(m.security)
	outputs["valid"] = expr.OfBool(record != "" && problem == "")
	if problem != "" {
		outputs["problem"] = expr.OfText(problem)
	}
	return outputs
}

func nonEmpty(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

func lookupSPF(ctx context.Context, r *resolve.Resolver, domain string) (map[string]expr.Value, error) {
	m := &mailTexts{resolver: r}
	spf, err := mail.ReadSPF(ctx, domain, m.texts)
	if err != nil {
		return nil, err
	}
	outputs := m.outputs(spf.Record, spf.Problem)
	outputs["exists"], outputs["at"] = expr.OfBool(m.first.Exists), expr.OfText(bareName(m.first.Name))
	if spf.All != "" {
		outputs["all"] = expr.OfText(spf.All)
	}
	if spf.Whole {
		outputs["lookups"] = expr.OfInt(int64(spf.Lookups))
	} else if spf.Problem == "" {
		outputs["valid"] = expr.Nil()
	}
	return outputs, nil
}

func lookupDMARC(ctx context.Context, r *resolve.Resolver, domain string) (map[string]expr.Value, error) {
	m := &mailTexts{resolver: r}
	d, err := mail.ReadDMARC(ctx, domain, m.texts)
	if err != nil {
		return nil, err
	}
	outputs := m.outputs(d.Record, d.Problem)
	outputs["policy"], outputs["subdomain_policy"] = expr.OfText(d.Policy), expr.OfText(d.Subdomains)
	outputs["percent"], outputs["reports"] = expr.OfInt(int64(d.Percent)), texts(d.Reports)
	if d.Domain != "" {
		outputs["at"] = expr.OfText(d.Domain)
	}
	return outputs, nil
}
