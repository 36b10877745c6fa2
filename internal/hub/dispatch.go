package hub

import "encoding/json"

var dispatchRoutes = []route{
	{"POST /repos/{owner}/{repo}/dispatches", "contents:write", dispatch},
}

// Dispatched is an event that somebody sent to a repository.
type Dispatched struct {
	Type    string
	Payload json.RawMessage
	By      *Person
}

// Dispatched are the events that were sent, in their order.
func (r *Repository) Dispatched() []Dispatched {
	defer r.hub.lock()()
	return append([]Dispatched{}, r.dispatched...)
}

func dispatch(c *call) answer {
	var asked struct {
		EventType     string          `json:"event_type"`
		ClientPayload json.RawMessage `json:"client_payload"`
	}
	if !c.decode(&asked) || asked.EventType == "" || len(asked.EventType) > 100 {
		return unprocessable("Validation Failed")
	}
	c.repo.dispatched = append(c.repo.dispatched, Dispatched{asked.EventType, asked.ClientPayload, c.token.who})
	return empty()
}
