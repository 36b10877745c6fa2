package engine

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// minSecret is how long a secret is at least: what is shorter stands in too many innocent texts to be
// kept out of them.
const minSecret = 6

// readSecrets reads the plan's secrets from where it says they are, and makes the Redactor that knows
// them, the sensitive inputs, and what the world wants hidden.
func (r *Run) readSecrets() error {
	r.secrets = map[string]Secret{}
	var hidden []string
	for _, s := range r.job.Plan.Secrets {
		value, err := r.readSecret(s)
		if err != nil {
			return fmt.Errorf("secret.%s: %w", s.Name, err)
		}
		r.secrets[s.Name] = Conceal(value)
		hidden = append(hidden, value)
	}
	for _, in := range r.job.Plan.Inputs {
		if !in.Sensitive {
			continue
		}
		texts := textsOf(r.job.Inputs[in.Name])
		if slices.ContainsFunc(texts, short) {
			return fmt.Errorf("input.%s: a sensitive input has at least %d characters, so that it can be kept out of what is shown", in.Name, minSecret)
		}
		hidden = append(hidden, texts...)
	}
	r.redactor = newRedactor(append(hidden, slices.DeleteFunc(slices.Clone(r.world.Hidden), short)...))
	return nil
}

func short(text string) bool { return utf8.RuneCountInString(text) < minSecret }

// readSecret reads env:NAME, github:NAME (which the emitted workflow hands over as that variable) or
// file:PATH, whose one line break at the end is not part of the secret. Its errors hold no value.
func (r *Run) readSecret(s plan.Secret) (string, error) {
	provider, place, _ := strings.Cut(s.From, ":")
	var value string
	switch provider {
	case "env", "github":
		found, ok := r.world.Env(place)
		if !ok {
			return "", fmt.Errorf("the environment variable %s is not set", place)
		}
		value = found
	case "file":
		data, err := r.world.ReadFile(place)
		if err != nil {
			return "", err
		}
		value = strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r")
	default:
		return "", fmt.Errorf("%q is no place that secrets come from: env:NAME, file:PATH or github:NAME", s.From)
	}
	if short(value) {
		return "", fmt.Errorf("what %s holds has fewer than %d characters, so it cannot be kept out of what is shown", s.From, minSecret)
	}
	return value, nil
}

// textsOf are the texts and numbers of a value, as text.
func textsOf(v expr.Value) []string {
	switch v.Kind() {
	case expr.Text:
		text, _ := v.AsText()
		return []string{text}
	case expr.Number:
		return []string{v.AsNumber().Text('f')}
	}
	var texts []string
	for _, item := range v.Items() {
		texts = append(texts, textsOf(item)...)
	}
	return texts
}
