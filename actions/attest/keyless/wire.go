package keyless

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"
)

// transport goes to the servers that the project names, or that the machine's proxy settings name on the way.
var transport http.RoundTripper = http.DefaultTransport

// wire is the way to one server. It asks again where that is safe: a second certificate or timestamp harms
// nobody. It follows nobody elsewhere: a token is meant for one server.
type wire struct {
	ctx      context.Context // of the one call that this is made for: the client above knows none
	server   string
	secret   string // not in any error
	patience time.Duration
	wait     func(ctx context.Context, most time.Duration) error
}

// RoundTrip implements http.RoundTripper.
func (w *wire) RoundTrip(request *http.Request) (*http.Response, error) {
	var last error
	for try := range tries {
		if try > 0 {
			if err := w.wait(w.ctx, time.Second<<try); err != nil {
				return nil, err
			}
		}
		response, again, err := w.once(request)
		if err == nil {
			return response, nil
		}
		if last = err; !again || w.ctx.Err() != nil {
			break
		}
	}
	if w.ctx.Err() != nil {
		return nil, w.ctx.Err()
	}
	return nil, last
}

// once asks one time. again says that the next time the answer may be another.
func (w *wire) once(request *http.Request) (response *http.Response, again bool, err error) {
	ctx, cancel := context.WithTimeout(w.ctx, w.patience)
	request = request.Clone(ctx)
	if request.GetBody != nil {
		if request.Body, err = request.GetBody(); err != nil {
			cancel()
			return nil, false, err
		}
	}
	response, err = transport.RoundTrip(request)
	if err != nil {
		defer cancel()
		if errors.Is(err, context.DeadlineExceeded) && w.ctx.Err() == nil {
			return nil, true, &said{fmt.Sprintf("no answer in %s", w.patience)}
		}
		return nil, true, &said{short(err.Error(), w.secret)}
	}
	if response.StatusCode < 300 {
		response.Body = &body{response.Body, cancel}
		return response, false, nil
	}
	defer cancel()
	defer response.Body.Close()
	text, _ := io.ReadAll(io.LimitReader(response.Body, 4<<10))
	again = response.StatusCode >= 500 || response.StatusCode == http.StatusTooManyRequests
	return nil, again, &said{fmt.Sprintf("it answered %s: %s", response.Status, short(string(text), w.secret))}
}

// body ends the time of a question when its answer was read.
type body struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (b *body) Close() error {
	defer b.cancel()
	return b.ReadCloser.Close()
}

// said is what a server said, or that it said nothing.
type said struct{ words string }

func (s *said) Error() string { return s.words }

// plain gives an error without the layers that clients put around it.
func plain(server string, err error) error {
	var address *url.Error
	if errors.As(err, &address) {
		err = address.Err
	}
	return fmt.Errorf("%s: %w", server, err)
}

// short makes words of others fit into a line of ours.
func short(words, secret string) string {
	if secret != "" {
		words = strings.ReplaceAll(words, secret, "(the token)")
	}
	words = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, words)
	words = strings.Join(strings.Fields(words), " ")
	if len(words) > 300 {
		words = strings.ToValidUTF8(words[:300], "") + "…"
	}
	return words
}
