package verify

import (
	"container/heap"
	"context"
	"net/mail"
	"strconv"
	"strings"
)

// written is what git tells of a commit's making, as whoever made it claims.
type written struct {
	parents []object
	at      int64 // of the committer, seconds since 1970
	hands   []hand
}

// written reads a commit: its author, those named by lines Co-authored-by, and its committer's clock.
func (h *history) written(ctx context.Context, id object) (*written, error) {
	body, err := h.git.body(ctx, id, "commit")
	if err != nil {
		return nil, err
	}
	c, err := h.git.commit(ctx, id)
	if err != nil {
		return nil, err
	}
	w := &written{parents: c.parents}
	head, message, _ := strings.Cut(string(body), "\n\n")
	for line := range strings.Lines(head) {
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		switch key {
		case "author":
			name, email, _ := signature3(value)
			w.hands = append(w.hands, hand{name, email, id})
		case "committer":
			_, _, w.at = signature3(value)
		}
	}
	for line := range strings.Lines(message) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.EqualFold(strings.TrimSpace(key), "co-authored-by") {
			name, email, _ := signature3(value)
			w.hands = append(w.hands, hand{name, email, id})
		}
	}
	return w, nil
}

// signature3 reads "NAME <EMAIL> SECONDS ZONE"; what is not there is empty.
func signature3(text string) (name, email string, at int64) {
	name, rest, _ := strings.Cut(text, "<")
	email, rest, _ = strings.Cut(rest, ">")
	clock, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	at, err := strconv.ParseInt(clock, 10, 64)
	if err != nil {
		at = 0
	}
	return strings.TrimSpace(name), strings.ToLower(strings.TrimSpace(email)), at
}

// forgeID is the number in an address that GitHub gives to people who hide theirs; "" in any other.
func forgeID(email string) string {
	local, domain, _ := strings.Cut(email, "@")
	id, _, named := strings.Cut(local, "+")
	if domain != "users.noreply.github.com" || !named || id == "" || strings.Trim(id, "0123456789") != "" {
		return ""
	}
	return id
}

// writer is which of the policy's people has an address.
func (t *trust) writer(email string) (int, bool) {
	if i, ok := t.emails[email]; ok {
		return i, true
	}
	i, ok := t.ids[forgeID(email)]
	return i, ok && forgeID(email) != ""
}

// isEmail tells whether text is one address, and nothing else.
func isEmail(text string) bool {
	parsed, err := mail.ParseAddress(text)
	return err == nil && parsed.Address == text
}

// maxBetween is how many commits one change may bring.
const maxBetween = 10_000

// between gives who wrote the commits that are reached from the tips and not from the base (zero: none): those
// of a change. Both are walked, newest first, until all that is left is behind the base.
func (h *history) between(ctx context.Context, tips []object, base object) ([]hand, error) {
	w := &walk{history: h, state: map[object]*passed{}}
	for _, id := range tips {
		if err := w.reach(ctx, id, false); err != nil {
			return nil, err
		}
	}
	if !base.IsZero() {
		if err := w.reach(ctx, base, true); err != nil {
			return nil, err
		}
	}
	for w.open > 0 {
		next := heap.Pop(&w.queue).(*passed)
		if !next.old || next.again {
			next.again = false
			w.open--
		}
		for _, id := range next.parents {
			if err := w.reach(ctx, id, next.old); err != nil {
				return nil, err
			}
		}
		if len(w.state) > maxBetween {
			return nil, unseenf("more than %d commits lie around one change of the plan; who wrote them was not looked for", maxBetween)
		}
	}
	return w.hands(), nil
}

// walk is a walk through history from two sides.
type walk struct {
	*history
	state map[object]*passed
	order []*passed
	queue byTime
	open  int // in the queue, and what they reach is not known yet
}

type passed struct {
	*written
	old    bool // reached from the base
	queued bool
	again  bool // reached from the base after its parents were reached as new
}

// reach puts a commit into the queue. What turns out to lie behind the base takes what lies behind it along.
func (w *walk) reach(ctx context.Context, id object, old bool) error {
	known := w.state[id]
	switch {
	case known == nil:
		read, err := w.written(ctx, id)
		if err != nil {
			return err
		}
		known = &passed{written: read, old: old, queued: true}
		w.state[id], w.order = known, append(w.order, known)
		heap.Push(&w.queue, known)
		if !old {
			w.open++
		}
	case old && !known.old:
		known.old = true
		if known.queued {
			w.open--
			return nil
		}
		known.again = true
		w.open++
		heap.Push(&w.queue, known)
	}
	return nil
}

func (w *walk) hands() (out []hand) {
	for _, p := range w.order {
		if !p.old {
			out = append(out, p.written.hands...)
		}
	}
	return out
}

// byTime is a heap, the newest first.
type byTime []*passed

func (q byTime) Len() int           { return len(q) }
func (q byTime) Less(i, j int) bool { return q[i].at > q[j].at }
func (q byTime) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *byTime) Push(x any)        { p := x.(*passed); p.queued = true; *q = append(*q, p) }
func (q *byTime) Pop() any {
	old := *q
	last := old[len(old)-1]
	last.queued, *q = false, old[:len(old)-1]
	return last
}
