package mail

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// DMARC is what receivers are asked to do with mail that only claims to be of a domain.
type DMARC struct {
	Domain     string // whose record it is; "" where there is none
	Record     string
	Policy     string   // none, quarantine or reject, for the domain that was asked for; none without a record
	Subdomains string   // the same for names below it that have no record of their own
	Percent    int      // of mail for which it is meant; 0 where the domain only tests (t=y)
	Reports    []string // where receivers report to (rua)
	Problem    string   // what receivers cannot read, in a sentence; "" where they can
}

// unprotected is a domain for which nobody asks for anything.
func unprotected() DMARC { return DMARC{Policy: "none", Subdomains: "none", Reports: []string{}} }

// ReadDMARC finds the record that counts for a domain, its own or that of a domain above it (RFC 9989, 4.10).
func ReadDMARC(ctx context.Context, domain string, texts Texts) (DMARC, error) {
	domain = strings.ToLower(strings.TrimSuffix(domain, "."))
	w := &treeWalk{texts: texts}
	own, err := w.at(ctx, domain)
	if err != nil {
		return DMARC{}, err
	}
	if own == nil {
		if own, err = w.above(ctx, domain); err != nil {
			return DMARC{}, err
		}
	}
	d := unprotected()
	if own != nil {
		d = own.inform(domain)
	}
	d.Problem = cmp.Or(w.problem, d.Problem)
	return d, nil
}

// treeWalk looks for records from a domain upwards.
type treeWalk struct {
	texts   Texts
	problem string
}

// at is the one record of a domain; nil where it has none, or several.
func (w *treeWalk) at(ctx context.Context, domain string) (*policyRecord, error) {
	list, err := w.texts(ctx, "_dmarc."+domain)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(slices.Clone(list), func(text string) bool { return !isDMARC(text) })
	switch {
	case len(list) == 1:
		return parseDMARC(domain, list[0]), nil
	case len(list) > 1 && w.problem == "":
		w.problem = fmt.Sprintf("%s has %d DMARC records, so that receivers read none.", quoted(domain), len(list))
	}
	return nil, nil
}

// above is the record of the organisation, or else of the registry, that a domain belongs to.
func (w *treeWalk) above(ctx context.Context, domain string) (*policyRecord, error) {
	const most = 7 // labels, but for the domain itself
	labels := strings.Split(domain, ".")
	labels = labels[max(1, len(labels)-most):]
	var last *policyRecord
	for ; len(labels) > 0; labels = labels[1:] {
		found, err := w.at(ctx, strings.Join(labels, "."))
		switch {
		case err != nil:
			return nil, err
		case found == nil:
			continue
		case found.tag("psd") == "y" && last != nil && strings.Count(last.domain, ".") == len(labels):
			return last, nil // the organisation is one label below its registry
		case found.tag("psd") == "y", found.tag("psd") == "n":
			return found, nil
		}
		last = found
	}
	return last, nil
}

func isDMARC(text string) bool {
	version, _, _ := strings.Cut(text, ";")
	name, value, _ := strings.Cut(version, "=")
	return strings.TrimSpace(name) == "v" && strings.TrimSpace(value) == "DMARC1"
}

// policyRecord is one record, tag by tag.
type policyRecord struct {
	domain, text string
	tags         map[string]string
	problem      string
}

func parseDMARC(domain, text string) *policyRecord {
	r := &policyRecord{domain: domain, text: text, tags: map[string]string{}}
	for part := range strings.SplitSeq(text, ";") {
		name, value, ok := strings.Cut(part, "=")
		name = strings.ToLower(strings.TrimSpace(name))
		_, twice := r.tags[name]
		switch {
		case strings.TrimSpace(part) == "":
		case !ok, name == "", twice:
			r.fail("%q is not written as DMARC demands.", quoted(strings.TrimSpace(part)))
		default:
			r.tags[name] = strings.TrimSpace(value)
		}
	}
	return r
}

func (r *policyRecord) fail(format string, args ...any) {
	if r.problem == "" {
		r.problem = fmt.Sprintf("%s: "+format, append([]any{quoted(r.domain)}, args...)...)
	}
}

// tag is a tag's value where letter case means nothing.
func (r *policyRecord) tag(name string) string { return strings.ToLower(r.tags[name]) }

// inform says what the record means for a domain.
func (r *policyRecord) inform(domain string) DMARC {
	d := DMARC{Domain: r.domain, Record: r.text, Reports: r.reports(), Percent: r.percent()}
	d.Policy = r.policy("p", "none")
	d.Subdomains = r.policy("sp", d.Policy)
	if domain != r.domain {
		d.Policy = d.Subdomains
	}
	d.Problem = r.problem
	return d
}

func (r *policyRecord) policy(tag, otherwise string) string {
	switch word := r.tag(tag); word {
	case "none", "quarantine", "reject":
		return word
	case "":
		return otherwise
	default:
		r.fail("%s=%s is none of none, quarantine, reject.", tag, quoted(word))
		return "none"
	}
}

// percent reads pct, which RFC 9989 no longer has and many records still do, and t, which stands for 0.
func (r *policyRecord) percent() int {
	if r.tag("t") == "y" {
		return 0
	}
	text, told := r.tags["pct"]
	if !told {
		return 100
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 100 {
		r.fail("pct=%s is not a number from 0 to 100.", quoted(text))
		return 100
	}
	return n
}

func (r *policyRecord) reports() []string {
	list := []string{}
	for address := range strings.SplitSeq(r.tags["rua"], ",") {
		address, _, _ = strings.Cut(strings.TrimSpace(address), "!") // a size, which nobody heeds any more
		if address == "" {
			continue
		}
		if !strings.Contains(address, ":") {
			r.fail("rua has %q, which is no address as mailto:reports@acme.example.", quoted(address))
			continue
		}
		list = append(list, address)
	}
	return list
}
