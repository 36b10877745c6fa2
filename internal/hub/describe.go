package hub

import (
	"context"
	_ "embed"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

//go:embed testdata/lacking.json
var lacking []byte

//go:embed testdata/removals.json
var removals []byte

// descriptions are what requests and answers are judged by.
var descriptions = sync.OnceValues(func() ([]*openapi3.T, error) {
	more, err := openapi3.NewLoader().LoadFromData(lacking)
	if err != nil {
		return nil, err
	}
	away, err := openapi3.NewLoader().LoadFromData(removals)
	if err != nil {
		return nil, err
	}
	all := []*openapi3.T{more, away}
	_, here, _, _ := runtime.Caller(0)
	subset, err := os.ReadFile(filepath.Join(filepath.Dir(here), "../../../shared/github/openapi-subset.json"))
	if err != nil {
		return all, nil // a clone has none
	}
	doc, err := openapi3.NewLoader().LoadFromData(subset)
	return append(all, doc), err
})

// NeedsDescription skips the test where the subset is missing.
func NeedsDescription(t testing.TB) {
	t.Helper()
	if docs, err := descriptions(); err != nil || len(docs) < 3 {
		t.Skipf("GitHub's description is not beside the repository (%v)", err)
	}
}

// described gives the description of the call's operation; nil where there is none.
func (c *call) described() *routers.Route {
	docs, err := descriptions()
	if err != nil {
		c.t.Errorf("hub: %v", err)
		return nil
	}
	method, path, _ := strings.Cut(c.route.operation, " ")
	for _, doc := range docs {
		item := doc.Paths.Value(path)
		if item == nil || item.GetOperation(method) == nil {
			continue
		}
		return &routers.Route{Spec: doc, Path: path, PathItem: item, Method: method, Operation: item.GetOperation(method)}
	}
	return nil
}

var options = &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true, SkipSettingDefaults: true}

// input is the request, as the judge wants it.
func (c *call) input(found *routers.Route) *openapi3filter.RequestValidationInput {
	params := map[string]string{}
	for _, part := range strings.Split(found.Path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			name = strings.TrimSuffix(name, "}")
			params[name] = c.PathValue(name)
		}
	}
	r := c.Request.Clone(context.Background())
	r.Body, r.ContentLength = http.NoBody, 0
	if len(c.body) > 0 {
		r.Body, r.ContentLength = readerOf(c.body), int64(len(c.body))
	}
	return &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: found, Options: options}
}

// judgeRequest fails the test where the description does not allow the request.
func (c *call) judgeRequest() {
	found := c.described()
	if found == nil {
		return
	}
	if err := openapi3filter.ValidateRequest(context.Background(), c.input(found)); err != nil {
		c.t.Errorf("hub: request %s %s: %v\n%.2000s", c.Method, c.URL, err, c.body)
	}
	c.judgeMembers(found)
	for name := range c.URL.Query() {
		if found.Operation.Parameters.GetByInAndName("query", name) == nil && found.PathItem.Parameters.GetByInAndName("query", name) == nil {
			c.t.Errorf("hub: request %s %s: the description has no query parameter %q", c.Method, c.URL, name)
		}
	}
}

// judgeMembers fails the test where a request sends what the description does not know: GitHub passes it over in
// silence.
func (c *call) judgeMembers(found *routers.Route) {
	if found.Operation.RequestBody == nil || len(c.body) == 0 {
		return
	}
	content := found.Operation.RequestBody.Value.Content.Get("application/json")
	if content == nil || content.Schema == nil {
		return
	}
	s := content.Schema.Value
	var sent map[string]json.RawMessage
	if len(s.OneOf)+len(s.AnyOf)+len(s.AllOf) > 0 || len(s.Properties) == 0 || json.Unmarshal(c.body, &sent) != nil {
		return
	}
	for name := range sent {
		if s.Properties[name] == nil {
			c.t.Errorf("hub: request %s %s: the description has no member %q", c.Method, c.URL, name)
		}
	}
}

// judgeAnswer fills in what the answer must have, and fails the test where the description does not allow it.
func (c *call) judgeAnswer(a *answer) {
	found := c.described()
	if found == nil {
		return
	}
	response := found.Operation.Responses.Value(strconv.Itoa(a.status))
	if response == nil {
		if a.status < 400 {
			c.t.Errorf("hub: %s is not described with status %d", c.route.operation, a.status)
		}
		return
	}
	if _, raw := a.body.([]byte); raw || a.body == nil {
		return
	}
	content := response.Value.Content.Get("application/json")
	if content == nil || content.Schema == nil {
		return
	}
	// What a handler made of Go's own types is first made JSON.
	data, err := json.Marshal(a.body)
	if err != nil {
		c.t.Errorf("hub: %s: %v", c.route.operation, err)
		return
	}
	var value any
	_ = json.Unmarshal(data, &value)
	if a.status < 400 {
		value = fill(content.Schema.Value, value, 0)
	}
	if err := content.Schema.Value.VisitJSON(value, openapi3.VisitAsResponse(), openapi3.MultiErrors()); err != nil && a.status < 400 {
		c.t.Errorf("hub: answer to %s %s: %v", c.Method, c.URL, err)
	}
	a.body = value
}

// fill adds what a schema requires and the value lacks.
func fill(s *openapi3.Schema, value any, depth int) any {
	if s == nil || depth > 12 {
		return value
	}
	switch v := value.(type) {
	case []any:
		for i := range v {
			v[i] = fill(items(s), v[i], depth+1)
		}
	case map[string]any:
		for _, part := range append(append(append(openapi3.SchemaRefs{}, s.AllOf...), first(s.AnyOf, nil, v)...), first(s.OneOf, s.Discriminator, v)...) {
			fill(part.Value, v, depth+1)
		}
		for _, name := range s.Required {
			if _, ok := v[name]; !ok && s.Properties[name] != nil {
				v[name] = sample(s.Properties[name].Value, depth+1)
			}
		}
		for name, inner := range v {
			if p := s.Properties[name]; p != nil {
				v[name] = fill(p.Value, inner, depth+1)
			}
		}
	}
	return value
}

// items is the schema of a list's items, which may stand behind a choice.
func items(s *openapi3.Schema) *openapi3.Schema {
	if s.Items != nil {
		return s.Items.Value
	}
	for _, choice := range append(append(openapi3.SchemaRefs{}, s.AnyOf...), s.OneOf...) {
		if choice.Value.Items != nil {
			return choice.Value.Items.Value
		}
	}
	return nil
}

// first is the choice that the value names, or else the one that describes objects and knows most of its members.
func first(choices openapi3.SchemaRefs, by *openapi3.Discriminator, v map[string]any) openapi3.SchemaRefs {
	best, most := openapi3.SchemaRefs(nil), -1
	for _, choice := range choices {
		if by != nil {
			if name, ok := v[by.PropertyName].(string); ok && by.Mapping[name].Ref == choice.Ref {
				return openapi3.SchemaRefs{choice}
			}
		}
		if choice.Value == nil || !choice.Value.Type.Permits("object") && len(choice.Value.AllOf) == 0 {
			continue
		}
		known := 0
		for name := range v {
			if choice.Value.Properties[name] != nil {
				known++
			}
		}
		if known > most {
			best, most = openapi3.SchemaRefs{choice}, known
		}
	}
	return best
}

// sample is a value that a schema allows, and that tells nothing.
func sample(s *openapi3.Schema, depth int) any {
	switch {
	case s == nil || s.Nullable || depth > 12:
		return nil
	case len(s.Enum) > 0:
		return s.Enum[0]
	case len(s.AllOf) > 0:
		return fill(s, map[string]any{}, depth)
	case len(s.OneOf) > 0:
		return sample(s.OneOf[0].Value, depth+1)
	case len(s.AnyOf) > 0:
		return sample(s.AnyOf[0].Value, depth+1)
	case s.Type == nil || s.Type.Permits("object"):
		return fill(s, map[string]any{}, depth)
	case s.Type.Permits("array"):
		return []any{}
	case s.Type.Permits("boolean"):
		return false
	case s.Type.Permits("integer"), s.Type.Permits("number"):
		return float64(1)
	case s.Format == "date-time":
		return time.Unix(0, 0).UTC().Format(time.RFC3339)
	case s.Format == "uri":
		return "https://hub.invalid/"
	}
	return strings.Repeat("0", int(min(s.MinLength, 100)))
}
