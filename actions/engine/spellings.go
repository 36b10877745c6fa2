package engine

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strings"

	"github.com/attestary/attestary/schemas/canon"
)

// spellings are the forms in which a secret could come to light: as it is, quoted for JSON, encoded for
// a URL, in hex, and in base64 at any place of a longer text. A secret of several lines, as a key in a
// file, is also known by each of its long lines.
func spellings(secret string) []string {
	parts := []string{secret}
	for line := range strings.Lines(secret) {
		line = strings.TrimSpace(line)
		if line != secret && len(line) >= minLine && !strings.HasPrefix(line, "-----") {
			parts = append(parts, line)
		}
	}
	var all []string
	for _, part := range parts {
		all = append(all, part)
		all = append(all, quotedForms(part)...)
		all = append(all, escapedForms(part)...)
		all = append(all, hexForms(part)...)
		all = append(all, base64Forms(part)...)
	}
	return all
}

// minLine is how long a line of a secret is at least to be a secret on its own.
const minLine = 16

// quotedForms are the secret between the quotes of a JSON text: in the one encoding, and as most
// libraries write it, for HTML or not.
func quotedForms(secret string) []string {
	var forms []string
	if data, err := canon.Encode(strings.ToValidUTF8(secret, "\uFFFD")); err == nil {
		forms = append(forms, string(data[1:len(data)-1]))
	}
	if data, err := json.Marshal(secret); err == nil {
		text := string(data[1 : len(data)-1])
		forms = append(forms, text, strings.ReplaceAll(text, "/", `\/`))
	}
	return forms
}

// escapedForms are the secret percent-encoded, as little as is usual and in full.
func escapedForms(secret string) []string {
	var full strings.Builder
	for _, c := range []byte(secret) {
		full.WriteString("%" + strings.ToUpper(hex.EncodeToString([]byte{c})))
	}
	query := url.QueryEscape(secret)
	forms := []string{query, strings.ReplaceAll(query, "+", "%20"), url.PathEscape(secret), full.String()}
	for _, form := range forms {
		forms = append(forms, lowerEscapes(form))
	}
	return forms
}

// lowerEscapes writes the hex digits of each %XX in lower case.
func lowerEscapes(s string) string {
	b := []byte(s)
	for i := 0; i+2 < len(b); i++ {
		if b[i] == '%' {
			copy(b[i+1:i+3], strings.ToLower(s[i+1:i+3]))
		}
	}
	return string(b)
}

func hexForms(secret string) []string {
	lower := hex.EncodeToString([]byte(secret))
	return []string{lower, strings.ToUpper(lower)}
}

// base64Forms are what base64 makes of the secret wherever it stands in a longer text: at each of the
// three offsets, those characters that the secret alone decides, so with any neighbours and padding.
func base64Forms(secret string) []string {
	var forms []string
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for offset, first := range []int{0, 2, 3} { // characters that bits before the secret decide too
			text := encoding.EncodeToString(append(make([]byte, offset), secret...))
			last := (offset + len(secret)) * 8 / 6
			forms = append(forms, text[first:last])
		}
	}
	return forms
}
