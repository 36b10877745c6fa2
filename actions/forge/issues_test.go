package forge_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/attestary/attestary/actions/forge"
	"github.com/attestary/attestary/internal/hub"
)

// TestIssues: an issue and what stands below it, each by whom, and whether it was changed since.
func TestIssues(t *testing.T) {
	t.Parallel()
	h := hub.Start(t)
	repo, ada := h.Repository("acme/app"), h.Person("ada")
	of := forge.Repository{Owner: "acme", Name: "app", ID: repo.ID}
	s := forge.Issues{Client: open(t, h, h.JobToken(repo, "issues:write", "contents:write")), Repository: of}
	number, err := s.Open(t.Context(), "It waits", "body", "waits", func(forge.Issue) bool { return false })
	if err != nil {
		t.Fatal(err)
	}
	repo.Issue(ada, "Like it", "body", "waits")
	repo.Issue(ada, "Other", "body", "bug")
	first := repo.Comment(int(number), ada, "/approve")
	repo.Comment(int(number), h.Person("renovate[bot]"), "/approve")
	repo.Edit(first, "/reject")
	for range 110 { // two pages
		repo.Comment(int(number), ada, "more")
	}
	got, err := s.Issue(t.Context(), number)
	if err != nil || !got.Own || !got.Open || got.Body != "body" || got.IsPull || fmt.Sprint(got.Labels) != "[waits]" {
		t.Errorf("%+v, %v", got, err)
	}
	all, err := s.Labelled(t.Context(), "waits")
	if err != nil || len(all) != 2 || all[0].Own || !all[1].Own {
		t.Errorf("%+v, %v", all, err)
	}
	remarks, older, err := s.Remarks(t.Context(), number)
	if err != nil || older != 0 || len(remarks) != 112 || remarks[1].Own || remarks[0].By.ID != itoa(ada.ID) || remarks[0].Program || !remarks[1].Program || !remarks[2].Created.Equal(remarks[2].Modified) {
		t.Errorf("%d, %+v, %v", len(remarks), remarks[:2], err)
	}
	if err := errors.Join(s.Close(t.Context(), number), s.Close(t.Context(), number)); err != nil || repo.Issues()[0].Open {
		t.Error(err, repo.Issues()[0])
	}
	ours, err := s.Ours(t.Context(), time.Time{})
	if err != nil || len(ours) != 1 || ours[0].Number != number || ours[0].Open {
		t.Errorf("ours: %+v, %v", ours, err)
	}
	repo.Turn(int(number), false, "mine")
	ours[0].Labels = []string{"mine"}
	if err := errors.Join(s.Reopen(t.Context(), ours[0], "waits"), s.Reopen(t.Context(), ours[0], "waits")); err != nil || !repo.Issues()[0].Open || fmt.Sprint(repo.Issues()[0].Labels) != "[mine waits]" {
		t.Error(err, repo.Issues()[0])
	}
	if err := s.Dispatch(t.Context(), "go-on", map[string]any{"issue": number}); err != nil || len(repo.Dispatched()) != 1 || string(repo.Dispatched()[0].Payload) != fmt.Sprintf(`{"issue":%d}`, number) {
		t.Error(err, repo.Dispatched())
	}
	blind := forge.Issues{Client: open(t, h, h.JobToken(repo, "contents:read")), Repository: of}
	if _, _, err := blind.Remarks(t.Context(), number); !errors.Is(err, forge.ErrUnseen) || !strings.Contains(err.Error(), "issues: read") {
		t.Error(err)
	}
}

// TestOnce: what was to be opened or said once is there once, whether the forge lost the request or the answer.
func TestOnce(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]hub.Fault{"lost": hub.Status(502), "landed": hub.Landed(502)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := hub.Start(t)
			repo := h.Repository("acme/app")
			s := forge.Issues{Client: open(t, h, h.JobToken(repo, "issues:write")), Repository: forge.Repository{Owner: "acme", Name: "app", ID: repo.ID}}
			same := func(i forge.Issue) bool { return i.Body == "body" }
			h.Fault("POST /repos/{owner}/{repo}/issues", fault)
			number, err := s.Open(t.Context(), "It waits", "body", "waits", same)
			again, errA := s.Open(t.Context(), "It waits", "body", "waits", same)
			if err != nil || errA != nil || number != again || len(repo.Issues()) != 1 {
				t.Errorf("%d, %d, %v, %v: %d issues", number, again, err, errA, len(repo.Issues()))
			}
			h.Fault("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", fault)
			if err := s.Say(t.Context(), number, "hello", func(r forge.Remark) bool { return r.Body == "hello" }); err != nil || len(repo.Comments(int(number))) != 1 {
				t.Errorf("%v: %d comments", err, len(repo.Comments(int(number))))
			}
			if err := s.Say(t.Context(), number, "hello", func(r forge.Remark) bool { return r.Body == "hello" }); err != nil || len(repo.Comments(int(number))) != 1 {
				t.Errorf("once more: %v: %d comments", err, len(repo.Comments(int(number))))
			}
			h.Fault("PATCH /repos/{owner}/{repo}/issues/{issue_number}", fault)
			if err := s.Close(t.Context(), number); err != nil || repo.Issues()[0].Open {
				t.Error(err)
			}
		})
	}
}

// TestNewest: of a list that is too long the newest items are read, and it is told how much is left out.
func TestNewest(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ items, most, first, older int }{
		{0, 300, 0, 0}, {99, 300, 0, 0}, {300, 300, 0, 0}, {301, 300, 100, 1}, {1050, 300, 800, 8}, {1100, 300, 800, 8},
	} {
		list := make([]int, c.items)
		for i := range list {
			list[i] = i
		}
		ask := func(page github.ListOptions) ([]int, *github.Response, error) {
			at := min((page.Page-1)*page.PerPage, len(list))
			to := min(at+page.PerPage, len(list))
			r := &github.Response{Response: &http.Response{Header: http.Header{}}}
			if to < len(list) {
				r.NextPage, r.LastPage = page.Page+1, (len(list)+page.PerPage-1)/page.PerPage
			}
			return list[at:to], r, nil
		}
		got, older, err := forge.Newest(c.most, ask)
		if err != nil || older != c.older || len(got) != c.items-c.first || len(got) > 0 && (got[0] != c.first || got[len(got)-1] != c.items-1) {
			t.Errorf("%+v: %d items, %d pages left out, %v", c, len(got), older, err)
		}
	}
}

// TestKeeps: whether a run left an artifact of that very name, and that a run which is gone left none.
func TestKeeps(t *testing.T) {
	t.Parallel()
	h := hub.Start(t)
	repo := h.Repository("acme/app")
	run := repo.Run(h.Person("ada"), hub.Run{Event: "workflow_dispatch", Branch: "main", Status: "completed"})
	run.Leaves("attestary-attest-1")
	c, of := open(t, h, h.JobToken(repo, "actions:read")), forge.Repository{Owner: "acme", Name: "app", ID: repo.ID}
	for name, want := range map[string]bool{"attestary-attest-1": true, "attestary-attest-2": false, "attestary-attest": false} {
		if got, err := c.Keeps(t.Context(), of, run.ID, name); err != nil || got != want {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	if got, err := c.Keeps(t.Context(), of, run.ID+1, "attestary-attest-1"); err != nil || got {
		t.Errorf("a run that is gone: %v, %v", got, err)
	}
	blind := open(t, h, h.JobToken(repo, "contents:read"))
	if _, err := blind.Keeps(t.Context(), of, run.ID, "attestary-attest-1"); !errors.Is(err, forge.ErrUnseen) || !strings.Contains(err.Error(), "actions: read") {
		t.Error(err)
	}
}
