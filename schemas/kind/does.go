package kind

import "slices"

// asking are the methods of requests that only ask.
var asking = []string{"GET", "HEAD"}

// Does is what an action does with these settings, as far as they are known at review time: a request that
// only asks observes, and so does a statement that only selects. ok is false where a setting is not a text, or
// is not known.
func (k *Kind) Does(setting func(name string) (text string, ok bool)) Effect {
	switch k.Name {
	case httpRequest.Name:
		if method, ok := setting("method"); ok && slices.Contains(asking, method) {
			return Observe
		}
	case sqlQuery.Name:
		if query, ok := setting("query"); ok {
			if s, err := ReadStatement(query); err == nil && s.Observes() {
				return Observe
			}
		}
	}
	return k.Effect
}
