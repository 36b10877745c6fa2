package forge_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/forge"
	"github.com/attestary/attestary/internal/hub"
)

const getArchive = "GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}"

// TestArchive: what a run left is brought whole, the newest of a name, and from no place that is not safe.
func TestArchive(t *testing.T) {
	t.Parallel()
	f := newHouse(t)
	of := forge.Repository{Owner: "acme", Name: "app", ID: f.repo.ID}
	run := f.repo.Run(f.bo, hub.Run{Workflow: ".github/workflows/attestary-rotate.yml", Event: "workflow_dispatch", Branch: "main", Head: f.repo.Branch("main"), Status: "completed"})
	run.LeavesArchive("attestary-attest-1", []byte("old"))
	run.LeavesArchive("attestary-attest-1", []byte("PK"))
	run.LeavesArchive("attestary-authorize-1", []byte("PK2"))
	c := open(t, f.hub, f.hub.JobToken(f.repo, "actions:read"))
	all, err := c.Artifacts(t.Context(), of, run.ID)
	if err != nil || len(all) != 2 || all[0].Name != "attestary-attest-1" || all[0].ID <= run.ID*100 {
		t.Fatalf("%+v, %v", all, err)
	}
	f.hub.Fault(getArchive, hub.Status(502))
	if data, err := c.Archive(t.Context(), of, all[0]); err != nil || string(data) != "PK" {
		t.Errorf("%q, %v", data, err)
	}
	if _, err := c.Archive(t.Context(), of, forge.Artifact{ID: 7}); !errors.Is(err, forge.ErrUnseen) {
		t.Errorf("one that is not there: %v", err)
	}
	f.hub.Fault(getArchive, hub.Replaced(200, "{}"))
	if _, err := c.Archive(t.Context(), of, all[0]); !errors.Is(err, forge.ErrUnread) {
		t.Errorf("no place: %v", err)
	}
	blind := open(t, f.hub, f.hub.JobToken(f.repo, "contents:read"))
	if _, err := blind.Archive(t.Context(), of, all[0]); !errors.Is(err, forge.ErrUnseen) || !strings.Contains(err.Error(), "actions: read") {
		t.Errorf("without the permission: %v", err)
	}
}
