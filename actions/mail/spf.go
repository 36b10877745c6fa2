package mail

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// SPF is what a domain's SPF record comes to.
type SPF struct {
	Record string // "" where there is none, or more than one
	// All is what a receiver makes of mail from elsewhere: fail, softfail, neutral or pass; none where there
	// is no record, permerror where it cannot be read. It is "" where a macro decides.
	All     string
	Lookups int    // how many questions it takes to judge mail from elsewhere, counted up to 50
	Whole   bool   // whether all of it could be followed
	Problem string // why receivers cannot use it, in a sentence; "" where they can
}

// What receivers say (RFC 7208, 2.6).
const (
	spfNone  = "none"
	spfError = "permerror"
)

const mostLookups = 10

// ReadSPF reads the SPF record of a domain, and those that it includes.
func ReadSPF(ctx context.Context, domain string, texts Texts) (SPF, error) {
	r := &reading{texts: texts, whole: true}
	all, err := r.domain(ctx, domain)
	if err != nil {
		return SPF{}, err
	}
	if r.problem == "" && r.lookups > mostLookups {
		r.problem = fmt.Sprintf("It takes %d lookups; receivers make %d, and then give up.", r.lookups, mostLookups)
	}
	if r.problem != "" {
		all = spfError
	}
	return SPF{Record: r.record, All: all, Lookups: r.lookups, Whole: r.whole, Problem: r.problem}, nil
}

// reading is what was found so far.
type reading struct {
	texts          Texts
	record         string   // of the domain that was asked for
	path           []string // of domains, each of which includes the next
	asked, lookups int
	whole          bool
	problem        string // the first
}

// fail keeps the first problem.
func (r *reading) fail(format string, args ...any) {
	if r.problem == "" {
		r.problem = fmt.Sprintf(format, args...)
	}
}

// domain reads the record of a domain, and gives its word on all else.
func (r *reading) domain(ctx context.Context, domain string) (string, error) {
	domain = strings.ToLower(strings.TrimSuffix(domain, "."))
	if slices.Contains(r.path, domain) {
		r.fail("%s leads back to itself.", quoted(domain))
		return spfError, nil
	}
	if r.asked++; r.asked > mostAsked {
		r.fail("It leads to more than %d other records.", mostAsked)
		return spfError, nil
	}
	list, err := r.texts(ctx, domain)
	if err != nil {
		return "", err
	}
	records := slices.DeleteFunc(slices.Clone(list), func(text string) bool { return !isSPF(text) })
	switch len(records) {
	case 0:
		return spfNone, nil
	case 1:
	default:
		r.fail("%s has %d SPF records; it may have one.", quoted(domain), len(records))
		return spfError, nil
	}
	if len(r.path) == 0 {
		r.record = records[0]
	}
	r.path = append(r.path, domain)
	defer func() { r.path = r.path[:len(r.path)-1] }()
	return r.terms(ctx, domain, records[0])
}

func isSPF(text string) bool {
	const version = "v=spf1"
	return len(text) >= len(version) && strings.EqualFold(text[:len(version)], version) && (len(text) == len(version) || text[len(version)] == ' ')
}

// terms follows a record up to its "all", or its redirect where it has none.
func (r *reading) terms(ctx context.Context, domain, record string) (string, error) {
	terms, bad := parseSPF(record)
	if bad != "" {
		r.fail("%s: %q is not written as SPF demands.", quoted(domain), quoted(bad))
		return spfError, nil
	}
	redirect := ""
	for _, t := range terms {
		switch t.name {
		case "all":
			return t.word(), nil
		case "redirect":
			redirect = t.target
		case "a", "mx", "ptr", "exists":
			r.lookups++
		case "include":
			if _, err := r.follow(ctx, "include:", t.target); err != nil {
				return "", err
			}
		}
	}
	if redirect != "" {
		return r.follow(ctx, "redirect=", redirect)
	}
	return "neutral", nil
}

// follow reads the record that another one leans on, and cannot do without.
func (r *reading) follow(ctx context.Context, how, target string) (string, error) {
	r.lookups++
	if strings.Contains(target, "%") {
		r.whole = false
		return "", nil
	}
	all, err := r.domain(ctx, target)
	if err == nil && all == spfNone {
		r.fail("%s%s leads to no SPF record.", how, quoted(target))
		return spfError, nil
	}
	return all, err
}
