package steps_test

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/internal/cpu"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

func sortPlan(p *plan.Plan) {
	slices.SortFunc(p.Phases[0].Steps, func(a, b plan.Step) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(p.Evidence, func(a, b plan.Evidence) int { return strings.Compare(a.Name, b.Name) })
}

// BenchmarkThousandItems runs 1,000 observing items of /bin/true, journal included, and prints how long
// that takes against a loop of bash that starts it as often. A ratio below 1 is faster than bash.
func BenchmarkThousandItems(b *testing.B) {
	const n = 1000
	p := planFor(plan.Connection{Name: "here", Kind: kind.Shell})
	items := &expr.Node{Op: expr.OpList}
	for i := range n {
		items.Args = append(items.Args, expr.Lit(expr.OfText(fmt.Sprintf("item %03d", i))))
	}
	p.Phases[0].Steps = []plan.Step{{
		Name: "s", Action: "exec.run", Effect: kind.Observe, Connection: "here", ForEach: items, Parallel: n, Timeout: 20, OnError: "stop",
		Settings: map[string]*expr.Node{"argv": expr.Lit(valueOf([]string{"true"}))},
	}}
	dir := b.TempDir()
	for b.Loop() {
		if out := runPlan(b, p, steps.Machine{}, dir); out.record.Outcome != evidence.Passed {
			b.Fatal(out.record.Outcome)
		}
	}
	begun := time.Now()
	if out, err := exec.Command("bash", "-c", fmt.Sprintf("for i in {1..%d}; do /bin/true; done", n)).CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	bash := time.Since(begun)
	ours := b.Elapsed() / time.Duration(b.N)
	b.ReportMetric(float64(ours)/float64(bash), "×bash")
	b.ReportMetric(float64(ours.Microseconds())/n, "µs/item")
}

const requests, workers = 9_999, 64 // as many items as a literal list may have

// BenchmarkRequests asks a server on loopback for 9,999 things, 64 at a time, journal included,
// and prints what share that is of the speed of plain client code with as many workers. A server that
// answers as soon as it can shows what an item costs us; one that takes as long as real ones do shows
// what of that is left to see. The processor time, in which the server's own is on both sides, tells the same
// on a machine that others use too. In one plan nobody asks for what the server said but whether it answered; in the
// other each answer is held to an expectation, and a check looks at all of them.
//
// By processor time an item costs a bit less than twice what the plain request does where nobody reads the answer, and
// three times where it is read. An engine whose actions do nothing takes 21 µs of that for each item (BenchmarkLarge):
// a context and two changes of goroutine, two lines of the journal, a row of the record; the road a few more; the rest
// is the garbage collector's.
func BenchmarkRequests(b *testing.B) {
	for _, takes := range []time.Duration{0, time.Millisecond, 5 * time.Millisecond, 10 * time.Millisecond} {
		b.Run("done after "+takes.String(), func(b *testing.B) { benchmarkRequests(b, takes, requestsPlan) })
		b.Run("read after "+takes.String(), func(b *testing.B) { benchmarkRequests(b, takes, readingPlan) })
	}
}

func benchmarkRequests(b *testing.B, takes time.Duration, of func(url string) *plan.Plan) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(takes)
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"id": %q, "status": "ACTIVE", "profile": {"login": "someone@acme.example", "groups": ["staff", "security"]}}`, r.URL.Path)
	}))
	defer server.Close()
	p, dir := of(server.URL), b.TempDir()
	var ours, plain effort
	for b.Loop() {
		ours.add(func() {
			journal, err := engine.CreateJournal(filepath.Join(dir, "run.journal"))
			if err != nil {
				b.Fatal(err)
			}
			run := prepared(b, b.Context(), p, steps.Machine{}, dir, func(engine.Event) {})
			if record := recorded(b, b.Context(), run, journal); record.Outcome != evidence.Passed {
				b.Fatal(record.Outcome)
			}
			if err := journal.Remove(); err != nil {
				b.Fatal(err)
			}
		})
		plain.add(func() { askPlainly(b, server.URL) })
	}
	report(b, ours, plain, requests)
}

// report prints what each of so many requests took us, as a share of what it took plain client code.
func report(b *testing.B, ours, plain effort, n int) {
	each := func(total float64) float64 { return total / float64(b.N*n) }
	b.ReportMetric(float64(plain.clock)/float64(ours.clock), "×plain")
	b.ReportMetric(float64(plain.processor)/float64(ours.processor), "×plain-cpu")
	b.ReportMetric(each(ours.clock.Seconds()*1e6), "µs/item")
	b.ReportMetric(each(ours.processor.Seconds()*1e6), "cpu-µs/item")
	b.ReportMetric(each(plain.processor.Seconds()*1e6), "cpu-µs/plain")
	b.ReportMetric(each(float64(ours.bytes)), "B/item")
	b.ReportMetric(each(float64(ours.pieces)), "allocs/item")
	b.ReportMetric(each(float64(plain.pieces)), "allocs/plain")
}

// effort is what something took: on the clock, on all processors, and of memory.
type effort struct {
	clock, processor time.Duration
	bytes, pieces    uint64
}

func (e *effort) add(do func()) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	begun, used := time.Now(), cpu.Time()
	do()
	e.clock += time.Since(begun)
	e.processor += cpu.Time() - used
	runtime.ReadMemStats(&after)
	e.bytes += after.TotalAlloc - before.TotalAlloc
	e.pieces += after.Mallocs - before.Mallocs
}

func requestsPlan(url string) *plan.Plan {
	p := planFor(plan.Connection{Name: "service", Kind: kind.HTTP, URL: url})
	items := &expr.Node{Op: expr.OpList}
	for i := range requests {
		items.Args = append(items.Args, expr.Lit(expr.OfText(fmt.Sprintf("/users/%05d", i))))
	}
	p.Phases[0].Steps = []plan.Step{{
		Name: "s", Action: "http.request", Effect: kind.Observe, Connection: "service", ForEach: items, Parallel: workers, Timeout: 20, OnError: "stop",
		Settings: map[string]*expr.Node{"method": expr.Lit(expr.OfText("GET")), "path": expr.Ref("each", "key")},
	}}
	return p
}

// readingPlan is requestsPlan with an expectation of each answer, and a check over all.
func readingPlan(url string) *plan.Plan {
	active := func(of *expr.Node) *expr.Node {
		return &expr.Node{Op: expr.OpEqual, Args: []*expr.Node{of, expr.Lit(expr.OfText("ACTIVE"))}}
	}
	p, no := requestsPlan(url), expr.Lit(expr.OfText("somebody is not active"))
	p.Phases[0].Steps[0].Expects = []plan.Expect{{Name: "active", Condition: active(expr.Ref("self", "json", "status")), Message: no}}
	p.Checks = []plan.Check{{Name: "all_active", Severity: "low", Message: no, Condition: &expr.Node{Op: expr.OpCall, Name: "alltrue", Args: []*expr.Node{
		{Op: expr.OpFor, Vars: []string{"user"}, Args: []*expr.Node{expr.Ref("step", "s"), active(expr.Ref("user", "json", "status"))}},
	}}}}
	return p
}

// askPlainly is what somebody writes who wants the answers and nothing else.
func askPlainly(b *testing.B, url string) {
	b.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: workers}}
	defer client.CloseIdleConnections()
	paths := make(chan string)
	var asking sync.WaitGroup
	for range workers {
		asking.Go(func() {
			for path := range paths {
				response, err := client.Get(url + path)
				if err != nil {
					b.Error(err)
					continue
				}
				if _, err := io.Copy(io.Discard, response.Body); err != nil {
					b.Error(err)
				}
				_ = response.Body.Close()
			}
		})
	}
	for i := range requests {
		paths <- fmt.Sprintf("/users/%05d", i)
	}
	close(paths)
	asking.Wait()
}

// BenchmarkTenThousandGets asks for 10,000 things, 64 at a time, and prints what share that is of the speed of
// plain client code: the road alone, without an engine. Below 1, the rest is what it costs to look at each
// address, to bound each answer, and to read it as JSON.
func BenchmarkTenThousandGets(b *testing.B) {
	const gets = 10_000
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"id": %q, "status": "ACTIVE", "profile": {"login": "someone@acme.example", "groups": ["staff", "security"]}}`, r.URL.Path)
	})
	secure := httptest.NewTLSServer(handler)
	defer secure.Close()
	plain := httptest.NewServer(handler)
	defer plain.Close()
	for name, server := range map[string]*httptest.Server{"TLS": secure, "plain": plain} {
		b.Run(name, func(b *testing.B) {
			machine := steps.Machine{}
			transport := &http.Transport{MaxIdleConnsPerHost: workers}
			if server == secure {
				machine.Roots = poolOf(secure.Certificate())
				transport.TLSClientConfig = &tls.Config{RootCAs: machine.Roots}
			}
			var ours, theirs effort
			for b.Loop() {
				runner := steps.All(machine)["http.request"]
				ours.add(func() {
					inWorkers(gets, func(i int) {
						call := engine.Call{
							Action: "http.request", Effect: kind.Observe, Connection: connection(server.URL, ""), Allow: []string{"GET /users/*"}, Now: time.Now,
							Settings: map[string]expr.Value{"method": expr.OfText("GET"), "path": expr.OfText(fmt.Sprintf("/users/%d", i))},
						}
						if result := runner.Run(b.Context(), call); result.Outcome != evidence.Passed {
							b.Error(result.Detail)
						}
					})
				})
				client := &http.Client{Transport: transport}
				theirs.add(func() {
					inWorkers(gets, func(i int) { getPlainly(b, client, fmt.Sprintf("%s/users/%d", server.URL, i)) })
				})
				client.CloseIdleConnections()
			}
			report(b, ours, theirs, gets)
		})
	}
}

// inWorkers does something so many times, as many at a time as there are workers.
func inWorkers(n int, do func(i int)) {
	numbers := make(chan int)
	var working sync.WaitGroup
	for range workers {
		working.Go(func() {
			for i := range numbers {
				do(i)
			}
		})
	}
	for i := range n {
		numbers <- i
	}
	close(numbers)
	working.Wait()
}

// getPlainly is what somebody writes who wants the answer as JSON.
func getPlainly(b *testing.B, client *http.Client, url string) {
	response, err := client.Get(url)
	if err != nil {
		b.Error(err)
		return
	}
	defer response.Body.Close()
	var v any
	if err := json.NewDecoder(response.Body).Decode(&v); err != nil {
		b.Error(err)
	}
}
