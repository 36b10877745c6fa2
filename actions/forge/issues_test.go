package forge_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

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
	if err != nil || !got.ByProgram || !got.Open || got.Body != "body" || got.IsPull || fmt.Sprint(got.Labels) != "[waits]" {
		t.Errorf("%+v, %v", got, err)
	}
	all, err := s.Labelled(t.Context(), "waits")
	if err != nil || len(all) != 2 || all[0].ByProgram || !all[1].ByProgram {
		t.Errorf("%+v, %v", all, err)
	}
	remarks, err := s.Remarks(t.Context(), number)
	if err != nil || len(remarks) != 112 || remarks[0].By.ID != itoa(ada.ID) || remarks[0].Program || !remarks[1].Program || !remarks[2].Created.Equal(remarks[2].Modified) {
		t.Errorf("%d, %+v, %v", len(remarks), remarks[:2], err)
	}
	if err := errors.Join(s.Close(t.Context(), number), s.Close(t.Context(), number)); err != nil || repo.Issues()[0].Open {
		t.Error(err, repo.Issues()[0])
	}
	if err := s.Dispatch(t.Context(), "go-on", map[string]any{"issue": number}); err != nil || len(repo.Dispatched()) != 1 || string(repo.Dispatched()[0].Payload) != fmt.Sprintf(`{"issue":%d}`, number) {
		t.Error(err, repo.Dispatched())
	}
	blind := forge.Issues{Client: open(t, h, h.JobToken(repo, "contents:read")), Repository: of}
	if _, err := blind.Remarks(t.Context(), number); !errors.Is(err, forge.ErrUnseen) || !strings.Contains(err.Error(), "issues: read") {
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
			h.Fault("PATCH /repos/{owner}/{repo}/issues/{issue_number}", fault)
			if err := s.Close(t.Context(), number); err != nil || repo.Issues()[0].Open {
				t.Error(err)
			}
		})
	}
}
