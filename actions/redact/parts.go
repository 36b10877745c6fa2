package redact

import (
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
)

// parts are what of a secret is a secret on its own: all of it; each long line of one that has several, as
// a key in a file; what is called like a secret where it is a JSON document, as the key of a service
// account; and the password of an address.
func parts(secret []byte) [][]byte {
	all := append([][]byte{secret}, longLines(secret)...)
	for _, value := range secretMembers(secret) {
		all = append(append(all, value), longLines(value)...)
	}
	if address, err := url.Parse(string(secret)); err == nil && address.User != nil {
		password, _ := address.User.Password()
		all = append(all, []byte(password))
	}
	return slices.DeleteFunc(all, Short)
}

// minLine is how long a line of a secret is at least to be a secret on its own.
const minLine = 16

func longLines(secret []byte) (lines [][]byte) {
	for line := range bytes.Lines(secret) {
		line = bytes.TrimSpace(line)
		if len(line) != len(secret) && len(line) >= minLine && !bytes.HasPrefix(line, []byte("-----")) {
			lines = append(lines, line)
		}
	}
	return lines
}

var secretName = regexp.MustCompile(`(?i)(password|passwd|passphrase|secret|token|credential|api_?key|access_?key|private_?key)`)

// secretMembers are the texts in a JSON document whose names are those of secrets.
func secretMembers(document []byte) (values [][]byte) {
	var root any
	if len(document) == 0 || document[0] != '{' || json.Unmarshal(document, &root) != nil {
		return nil
	}
	var walk func(name string, v any)
	walk = func(name string, v any) {
		switch v := v.(type) {
		case string:
			if secretName.MatchString(name) {
				values = append(values, []byte(v))
			}
		case []any:
			for _, item := range v {
				walk(name, item)
			}
		case map[string]any:
			for name, member := range v {
				walk(name, member)
			}
		}
	}
	walk("", root)
	return values
}
