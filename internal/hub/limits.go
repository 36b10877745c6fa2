package hub

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strconv"
	"time"
)

func readerOf(data []byte) io.ReadCloser { return io.NopCloser(bytes.NewReader(data)) }

// tagged gives a read answer its ETag, and answers 304 to who has it already.
func (c *call) tagged(out *rendered) {
	if c.Method != "GET" || out.status != 200 {
		return
	}
	sum := sha256.Sum256(append([]byte(out.header.Get("Link")), out.body...))
	tag := `W/"` + hex.EncodeToString(sum[:]) + `"`
	out.header.Set("ETag", tag)
	if c.Header.Get("If-None-Match") == tag {
		out.status, out.body = 304, nil
		out.header.Del("Content-Type")
	}
}

// limited tells how many requests are left. An answer 304 costs none.
func (c *call) limited(out *rendered) {
	t := c.token
	if t == nil {
		return
	}
	if out.status != 304 && t.left > 0 {
		t.left--
	}
	out.header.Set("X-RateLimit-Limit", strconv.Itoa(t.limit))
	out.header.Set("X-RateLimit-Remaining", strconv.Itoa(t.left))
	out.header.Set("X-RateLimit-Used", strconv.Itoa(t.limit-t.left))
	out.header.Set("X-RateLimit-Reset", itoa(t.reset.Unix()))
	out.header.Set("X-RateLimit-Resource", "core")
}

// exhausted tells whether a token has no request left; its hour may have passed meanwhile.
func (c *call) exhausted() bool {
	t := c.token
	if !c.now().Before(t.reset) {
		t.left, t.reset = t.limit, c.now().Add(time.Hour)
	}
	return t.left == 0
}
