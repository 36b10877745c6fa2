package remote

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/go-git/go-git/v5/plumbing/format/pktline"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/capability"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/sideband"
	"github.com/go-git/go-git/v5/plumbing/transport"
	"golang.org/x/crypto/ssh"
)

// call is one command of git at a server, over a line: it tells its branches, and then takes a push or answers one
// request (gitprotocol-pack, without multi_ack: there is nothing that we say we have).
type call struct {
	line     *line
	client   *ssh.Client
	session  *ssh.Session
	in       io.WriteCloser
	out      io.Reader
	words    words
	receives bool
	adverts  *packp.AdvRefs
	asked    bool // a request was sent
}

// words keeps the first of what a server says beside its answers.
type words struct {
	mu   sync.Mutex
	text []byte
}

const maxSaid = 4096

func (w *words) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.text = append(w.text, p[:min(len(p), maxSaid-len(w.text))]...)
	return len(p), nil
}

func (w *words) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return string(w.text)
}

// within ends the whole line when ctx does: a server that is silent answers no farewell either.
func (c *call) within(ctx context.Context) (stop func() bool) {
	return context.AfterFunc(ctx, func() { c.line.hangUp(c.client) })
}

// AdvertisedReferences implements transport.Session.
func (c *call) AdvertisedReferences() (*packp.AdvRefs, error) {
	return c.AdvertisedReferencesContext(context.Background())
}

// AdvertisedReferencesContext implements transport.Session.
func (c *call) AdvertisedReferencesContext(ctx context.Context) (*packp.AdvRefs, error) {
	if c.adverts != nil {
		return c.adverts, nil
	}
	defer c.within(ctx)()
	told := packp.NewAdvRefs()
	err := told.Decode(io.LimitReader(c.out, maxRefs))
	switch {
	case errors.Is(err, packp.ErrEmptyAdvRefs) && c.receives:
	case errors.Is(err, packp.ErrEmptyAdvRefs), err == nil && !c.receives && told.IsEmpty():
		return nil, transport.ErrEmptyRemoteRepository
	case errors.Is(err, packp.ErrEmptyInput):
		return nil, c.silent()
	case err != nil:
		return nil, missing(err, err.Error())
	}
	transport.FilterUnsupportedCapabilities(told.Capabilities)
	c.adverts = told
	return told, nil
}

// silent tells why a command said nothing: it has ended, and what it said went beside.
func (c *call) silent() error {
	err := c.session.Wait()
	if text := strings.TrimSpace(c.words.String()); text != "" {
		return missing(fmt.Errorf("the server said: %s", text), text)
	}
	return errors.Join(io.ErrUnexpectedEOF, err)
}

// missing is transport.ErrRepositoryNotFound where the words of a server are that.
func missing(err error, text string) error {
	for _, words := range []string{"Repository not found.", "repository does not exist.", "does not appear to be a git repository",
		"Repository does not exist or you do not have access", "The project you were looking for could not be found"} {
		if strings.Contains(text, words) {
			return transport.ErrRepositoryNotFound
		}
	}
	return err
}

// UploadPack implements transport.UploadPackSession. Its answer is to be closed.
func (c *call) UploadPack(ctx context.Context, req *packp.UploadPackRequest) (*packp.UploadPackResponse, error) {
	if req.IsEmpty() {
		return nil, transport.ErrEmptyUploadPackRequest
	}
	if err := req.Validate(); err != nil {
		return nil, err
	}
	if _, err := c.AdvertisedReferencesContext(ctx); err != nil {
		return nil, err
	}
	c.asked = true
	stop := c.within(ctx)
	err := errors.Join(req.UploadRequest.Encode(c.in), req.UploadHaves.Encode(c.in, true), pktline.NewEncoder(c.in).Encodef("done\n"), c.in.Close())
	if err != nil {
		stop()
		return nil, err
	}
	answer := packp.NewUploadPackResponse(req)
	if err := answer.Decode(&answered{bufio.NewReader(c.out), c, stop}); err != nil {
		stop()
		return nil, fmt.Errorf("decoding the answer: %w", err)
	}
	return answer, nil
}

// answered is an answer that is read; closing it ends the call.
type answered struct {
	io.Reader
	call *call
	stop func() bool
}

func (a *answered) Close() error {
	a.stop()
	return a.call.Close()
}

// ReceivePack implements transport.ReceivePackSession.
func (c *call) ReceivePack(ctx context.Context, req *packp.ReferenceUpdateRequest) (*packp.ReportStatus, error) {
	if _, err := c.AdvertisedReferencesContext(ctx); err != nil {
		return nil, err
	}
	c.asked = true
	defer c.within(ctx)()
	if err := errors.Join(req.Encode(c.in), c.in.Close()); err != nil {
		return nil, err
	}
	if !req.Capabilities.Supports(capability.ReportStatus) {
		return nil, c.session.Wait()
	}
	out := c.out
	if req.Capabilities.Supports(capability.Sideband64k) {
		d := sideband.NewDemuxer(sideband.Sideband64k, out)
		d.Progress, out = req.Progress, d
	}
	report := packp.NewReportStatus()
	if err := report.Decode(out); err != nil {
		return nil, err
	}
	return report, report.Error()
}

// Close ends the command. One that nobody asked anything is told so, and ends in peace.
func (c *call) Close() error {
	if !c.asked {
		c.asked = true
		c.in.Write(pktline.FlushPkt)
	}
	c.in.Close()
	c.session.Close() // it may have ended before, and then says so
	return nil
}
