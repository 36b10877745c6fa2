package mail

import (
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// term is one word of an SPF record: a mechanism with its qualifier, or a modifier.
type term struct {
	qualifier byte // + - ~ ?
	name      string
	target    string
}

func (t term) word() string {
	return map[byte]string{'+': "pass", '-': "fail", '~': "softfail", '?': "neutral"}[t.qualifier]
}

// parseSPF reads the terms of a record; bad is the first that is none.
func parseSPF(record string) (terms []term, bad string) {
	for _, text := range strings.FieldsFunc(record[len("v=spf1"):], func(c rune) bool { return c == ' ' }) {
		t, ok := parseTerm(text)
		if !ok || isModifier(t.name) && slices.ContainsFunc(terms, func(other term) bool { return other.name == t.name }) {
			return nil, text
		}
		terms = append(terms, t)
	}
	return terms, ""
}

var modifierForm = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9_.-]*)=(.*)$`)

// isModifier tells the modifiers that a record may have once.
func isModifier(name string) bool { return name == "redirect" || name == "exp" }

func parseTerm(text string) (term, bool) {
	if m := modifierForm.FindStringSubmatch(text); m != nil {
		t := term{name: strings.ToLower(m[1]), target: m[2]}
		if isModifier(t.name) {
			return t, isDomainSpec(t.target)
		}
		return t, isMacroString(t.target) // an unknown one is passed over
	}
	t := term{qualifier: '+'}
	if strings.ContainsRune("+-~?", rune(text[0])) {
		t.qualifier, text = text[0], text[1:]
	}
	name, rest := text, ""
	if i := strings.IndexAny(text, ":/"); i >= 0 {
		name, rest = text[:i], text[i:]
	}
	t.name = strings.ToLower(name)
	var ok bool
	t.target, ok = parseRest(t.name, rest)
	return t, ok
}

// parseRest reads what stands behind the name of a mechanism.
func parseRest(name, rest string) (target string, ok bool) {
	target, told := strings.CutPrefix(rest, ":")
	switch name {
	case "all":
		return "", rest == ""
	case "include", "exists":
		return target, told && isDomainSpec(target)
	case "ptr":
		return target, rest == "" || told && isDomainSpec(target)
	case "ip4", "ip6":
		return target, told && isNetwork(target, name == "ip4")
	case "a", "mx":
		domain, bits := target, ""
		if i := slashOutside(target); i >= 0 {
			domain, bits = target[:i], target[i:]
		}
		return domain, isBits(bits) && (!told && domain == "" || told && isDomainSpec(domain))
	}
	return "", false
}

// slashOutside is where the length of a network begins: at a slash that is no delimiter of a macro.
func slashOutside(text string) int {
	depth := 0
	for i, c := range text {
		switch c {
		case '{':
			depth++
		case '}':
			depth--
		case '/':
			if depth == 0 {
				return i
			}
		}
	}
	return -1
}

// isBits tells whether text is "", "/24", "//64" or "/24//64".
func isBits(text string) bool {
	if text == "" {
		return true
	}
	four, six, both := strings.Cut(text, "//")
	if both && !isCount(six, 128) {
		return false
	}
	return four == "" && both || strings.HasPrefix(four, "/") && isCount(four[1:], 32)
}

func isCount(text string, most int) bool {
	n, err := strconv.Atoi(text)
	return err == nil && n >= 0 && n <= most && strconv.Itoa(n) == text
}

func isNetwork(text string, four bool) bool {
	address, bits, cut := strings.Cut(text, "/")
	a, err := netip.ParseAddr(address)
	if err != nil || a.Zone() != "" || a.Is4() != four {
		return false
	}
	return !cut || isCount(bits, a.BitLen())
}

var (
	macroForm  = regexp.MustCompile(`^(?:[!-$&-~]|%%|%_|%-|%\{[slodiphcrtvSLODIPHCRTV][0-9]*[rR]?[-.+,/_=]*\})*$`)
	domainEnd  = regexp.MustCompile(`\.(?:[A-Za-z0-9]*[A-Za-z][A-Za-z0-9]*|[A-Za-z0-9]+-[A-Za-z0-9-]*[A-Za-z0-9])\.?$|\}$`)
	mostDomain = 253
)

func isMacroString(text string) bool { return macroForm.MatchString(text) }

// isDomainSpec tells whether text is a name, or a pattern of one (RFC 7208, 7.1).
func isDomainSpec(text string) bool {
	return isMacroString(text) && domainEnd.MatchString(text) && (len(text) <= mostDomain || strings.Contains(text, "%"))
}
