package steps

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"slices"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/attestary/attestary/actions/hello"
	"github.com/attestary/attestary/schemas/expr"
)

// offers is what a server says to one version after the other.
type offers struct {
	accepted []offer // from the oldest version to the newest
	silent   bool    // one of the offers got no answer
	tried    bool    // every suite
}

// offer is one version, and the suites that it was accepted with.
type offer struct {
	version uint16
	suites  []uint16 // the server's choice first
	silent  bool
}

// mostPatience with one offer: what a server does not like, some leave without an answer.
const mostPatience = 5 * time.Second

// offers asks for every version on a connection of its own: all at once, but for a mail server, which may
// count how many somebody has.
func (at site) offers(ctx context.Context, every bool) offers {
	versions := []uint16{tls.VersionTLS10, tls.VersionTLS11, tls.VersionTLS12, tls.VersionTLS13}
	found := make([]offer, len(versions))
	var group errgroup.Group
	group.SetLimit(len(versions))
	if at.smtp {
		group.SetLimit(1)
	}
	for i, version := range versions {
		group.Go(func() error {
			found[i] = at.offer(ctx, version, every)
			return nil
		})
	}
	_ = group.Wait()
	all := offers{tried: every}
	for _, o := range found {
		all.silent = all.silent || o.silent
		if len(o.suites) > 0 {
			all.accepted = append(all.accepted, o)
		}
	}
	return all
}

// offer finds the suite that the server takes for a version, or every one: what it took is not offered again.
func (at site) offer(ctx context.Context, version uint16, every bool) offer {
	o := offer{version: version}
	left := slices.Clone(hello.Suites(version))
	for len(left) > 0 {
		suite, err := at.choice(ctx, version, left)
		if err != nil {
			o.silent = !errors.Is(err, hello.ErrRefused)
			return o
		}
		i := slices.Index(left, suite)
		if i < 0 {
			return o // a suite that was not offered, or another version
		}
		left = slices.Delete(left, i, i+1)
		if o.suites = append(o.suites, suite); !every {
			return o
		}
	}
	return o
}

// choice is the suite that the server takes out of some; 0 where it takes another version.
func (at site) choice(ctx context.Context, version uint16, suites []uint16) (uint16, error) {
	ctx, cancel := context.WithTimeout(ctx, patience(ctx))
	defer cancel()
	conn, err := at.open(ctx)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	wanted := hello.Offer{Version: version, Suites: suites, Name: askedName(at.name)}
	if _, err := rand.Read(wanted.Random[:]); err != nil {
		return 0, err
	}
	if _, err := conn.Write(wanted.Bytes()); err != nil {
		return 0, err
	}
	answer, err := hello.Read(conn)
	switch {
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, hello.ErrNoTLS):
		return 0, hello.ErrRefused
	case err != nil || answer.Version != version:
		return 0, err
	}
	return answer.Suite, nil
}

// patience leaves time for the other offers.
func patience(ctx context.Context) time.Duration {
	end, ok := ctx.Deadline()
	if !ok {
		return mostPatience
	}
	return min(mostPatience, time.Until(end)/3)
}

// agree adds what a real client agreed on, should the offer alone have been refused: it was accepted.
func (o *offers) agree(version, suite uint16) {
	i, there := slices.BinarySearchFunc(o.accepted, version, func(a offer, version uint16) int { return cmp.Compare(a.version, version) })
	switch {
	case !there:
		o.accepted = slices.Insert(o.accepted, i, offer{version: version, suites: []uint16{suite}})
	case !slices.Contains(o.accepted[i].suites, suite):
		o.accepted[i].suites = append(o.accepted[i].suites, suite)
	}
}

// tell gives the outputs. What was agreed on is that of the newest version, until a real connection tells.
func (o offers) tell(outputs map[string]expr.Value) {
	versions, suites := []string{}, []string{}
	for _, accepted := range o.accepted {
		versions = append(versions, tls.VersionName(accepted.version))
		for _, suite := range accepted.suites {
			suites = append(suites, hello.SuiteName(suite))
		}
		outputs["version"] = expr.OfText(tls.VersionName(accepted.version))
		outputs["cipher"] = expr.OfText(hello.SuiteName(accepted.suites[0]))
	}
	if o.silent {
		return
	}
	outputs["versions"] = texts(versions)
	if o.tried {
		slices.Sort(suites)
		outputs["ciphers"] = texts(slices.Compact(suites))
	}
}
