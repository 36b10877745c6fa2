package engine

// crew are goroutines that do one thing after another. What an item needs goes deep: a goroutine that is new for
// each of thousands would grow its stack each time.
type crew struct {
	work chan func()
	gone chan struct{}
}

func newCrew() *crew { return &crew{work: make(chan func()), gone: make(chan struct{})} }

// do has somebody do it: who is idle, else somebody new. Without a crew it is always somebody new.
func (c *crew) do(it func()) {
	if c == nil {
		go it()
		return
	}
	select {
	case c.work <- it:
	default:
		go c.serve(it)
	}
}

// serve does it, and then what else there is, until the crew is dismissed.
func (c *crew) serve(it func()) {
	for {
		it()
		select {
		case it = <-c.work:
		case <-c.gone:
			return
		}
	}
}

// dismiss lets go all who are idle, and the others once they are.
func (c *crew) dismiss() { close(c.gone) }
