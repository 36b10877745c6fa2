package steps

import (
	"cmp"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"github.com/attestary/attestary/actions/resolve"
	"github.com/attestary/attestary/schemas/expr"
)

// answerRecords are the outputs of a lookup; those of SPF and DMARC are null.
func answerRecords(a resolve.Answer) map[string]expr.Value {
	records := slices.Clone(a.Records)
	slices.SortFunc(records, func(a, b dns.RR) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), strings.Compare(recordText(a), recordText(b)))
	})
	list, targets := []string{}, []string{}
	for _, rr := range records {
		list = append(list, recordText(rr))
		if target := recordTarget(rr); target != "" && target != "." { // a dot alone says that there is none
			targets = append(targets, bareName(target))
		}
	}
	slices.Sort(targets)
	outputs := absent("dns.lookup", "found")
	outputs["exists"], outputs["found"] = expr.OfBool(a.Exists), expr.OfBool(len(list) > 0)
	outputs["records"], outputs["targets"] = texts(list), texts(slices.Compact(targets))
	outputs["at"], outputs["ttl"] = expr.OfText(bareName(a.Name)), expr.OfInt(int64(a.TTL))
	outputs["authenticated"] = authenticated(a.Security)
	return outputs
}

func authenticated(s resolve.Security) expr.Value {
	if s == resolve.Unchecked {
		return expr.Nil()
	}
	return expr.OfBool(s == resolve.Secure)
}

// rank is what a record says of its own order.
func rank(rr dns.RR) uint16 {
	switch rr := rr.(type) {
	case *dns.MX:
		return rr.Preference
	case *dns.SRV:
		return rr.Priority
	case *dns.HTTPS:
		return rr.Priority
	}
	return 0
}

// recordTarget is the name that a record leads to; "" for none.
func recordTarget(rr dns.RR) string {
	switch rr := rr.(type) {
	case *dns.CNAME:
		return rr.Target
	case *dns.HTTPS:
		return rr.Target
	case *dns.MX:
		return rr.Mx
	case *dns.NS:
		return rr.Ns
	case *dns.PTR:
		return rr.Ptr
	case *dns.SRV:
		return rr.Target
	}
	return ""
}

// bareName is a name as people write it: in lower case, without the dot at its end.
func bareName(name string) string {
	name = dns.CanonicalName(name)
	return cmp.Or(strings.TrimSuffix(name, "."), name)
}

// recordText is what a record says, as in a zone file.
func recordText(rr dns.RR) string {
	if txt, ok := rr.(*dns.TXT); ok {
		return unescape(strings.Join(txt.Txt, ""))
	}
	words := strings.Fields(strings.TrimPrefix(rr.String(), rr.Header().String()))
	for i, word := range words {
		if _, soa := rr.(*dns.SOA); (soa && i < 2 || word == recordTarget(rr)) && strings.HasSuffix(word, ".") {
			words[i] = bareName(word)
		}
	}
	return strings.Join(words, " ")
}

// unescape gives back the bytes of a text, which the library writes as in a zone file.
func unescape(text string) string {
	if !strings.Contains(text, `\`) {
		return text
	}
	var out []byte
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' || i+1 == len(text) {
			out = append(out, text[i])
			continue
		}
		if i+3 < len(text) && isDigit(text[i+1]) && isDigit(text[i+2]) && isDigit(text[i+3]) {
			out = append(out, (text[i+1]-'0')*100+(text[i+2]-'0')*10+text[i+3]-'0')
			i += 3
			continue
		}
		i++
		out = append(out, text[i])
	}
	return string(out)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
