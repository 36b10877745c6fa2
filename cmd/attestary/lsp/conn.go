package lsp

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/creachadair/jrpc2/channel"
)

// The bounds of one message.
const (
	maxFrame  = 16 << 20
	maxHeader = 4 << 10 // bytes of one line
)

// conn is the conversation as frames. Sending is channel.LSP's; receiving is our own, because that one
// makes room for whatever length is announced. It can be hung up while the editor says nothing.
type conn struct {
	channel.Channel // for Send
	frames          chan frame
	once            sync.Once
	hungUp          chan struct{}
}

type frame struct {
	data []byte
	err  error
}

func newConn(in io.Reader, out io.Writer) *conn {
	c := &conn{Channel: channel.LSP(strings.NewReader(""), neverClosed{out}), frames: make(chan frame), hungUp: make(chan struct{})}
	go c.receive(bufio.NewReaderSize(in, maxHeader))
	return c
}

// neverClosed leaves standard output open.
type neverClosed struct{ io.Writer }

func (neverClosed) Close() error { return nil }

// receive reads frames until there are no more, or nobody wants them.
func (c *conn) receive(in *bufio.Reader) {
	for {
		data, err := readFrame(in)
		select {
		case c.frames <- frame{data, err}:
		case <-c.hungUp:
			return
		}
		if err != nil {
			return
		}
	}
}

// hangUp ends the conversation: what was received is answered, and no more comes.
func (c *conn) hangUp() { c.once.Do(func() { close(c.hungUp) }) }

// Recv is the next message, or io.EOF.
func (c *conn) Recv() ([]byte, error) {
	select {
	case <-c.hungUp:
		return nil, io.EOF
	default:
	}
	select {
	case f := <-c.frames:
		return f.data, f.err
	case <-c.hungUp:
		return nil, io.EOF
	}
}

// Close hangs up.
func (c *conn) Close() error {
	c.hangUp()
	return nil
}

// readFrame reads a header of lines, an empty line, and as many bytes as the header says.
func readFrame(in *bufio.Reader) ([]byte, error) {
	length := -1
	for first := true; ; first = false {
		line, err := in.ReadSlice('\n')
		switch {
		case err == io.EOF && len(line) == 0 && first:
			return nil, io.EOF
		case err != nil:
			return nil, fmt.Errorf("a message without a whole header: %w", err)
		}
		text := strings.TrimRight(string(line), "\r\n")
		if text == "" {
			break
		}
		name, value, _ := strings.Cut(text, ":")
		if strings.EqualFold(name, "Content-Length") {
			if length, err = strconv.Atoi(strings.TrimSpace(value)); err != nil {
				length = -1
			}
		}
	}
	if length < 0 || length > maxFrame {
		return nil, fmt.Errorf("a message without a Content-Length from 0 to %d", maxFrame)
	}
	data := make([]byte, length)
	if _, err := io.ReadFull(in, data); err != nil {
		return nil, fmt.Errorf("a message that ends too early: %w", err)
	}
	return data, nil
}
