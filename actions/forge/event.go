package forge

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
)

// MaxEvent is how large an event file may be; GitHub sends none that is larger.
const MaxEvent = 25 << 20

// PullEvent is what an event of a pull request says.
type PullEvent struct {
	Number     int64
	Head, Base string // commits
	Branch     string // that it goes to
}

// FinishedEvent is what the event says that a workflow run has come to its end.
type FinishedEvent struct {
	Repository string // owner/name
	Main       string // its default branch
	Run        int64
	Attempt    int64
	Event      string // that started it: pull_request, or merge_group
	Conclusion string // success, failure and others
	Head       string // commit
	// HeadOwner and HeadBranch are where the commit came from, which may be a fork.
	HeadOwner, HeadBranch string
}

var (
	commitForm = regexp.MustCompile(`^[0-9a-f]{40}$`)
	nameForm   = regexp.MustCompile(`^[A-Za-z0-9._-]{1,100}$`)
	fullForm   = regexp.MustCompile(`^[A-Za-z0-9._-]{1,100}/[A-Za-z0-9._-]{1,100}$`)
)

// decode reads an event. Members that nobody asks for are passed over, since forges add some; what is doubled,
// is no UTF-8, follows the end, or has another type than it should is refused.
func decode(data []byte, into any) error {
	if len(data) > MaxEvent {
		return fmt.Errorf("event: it is larger than %d bytes", MaxEvent)
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("event: %w", err)
	}
	return nil
}

// ParsePull reads the event file of a pull_request workflow.
func ParsePull(data []byte) (PullEvent, error) {
	var raw struct {
		Pull *struct {
			Number int64 `json:"number"`
			Head   struct {
				SHA string `json:"sha"`
			} `json:"head"`
			Base struct {
				SHA string `json:"sha"`
				Ref string `json:"ref"`
			} `json:"base"`
		} `json:"pull_request"`
	}
	if err := decode(data, &raw); err != nil {
		return PullEvent{}, err
	}
	if raw.Pull == nil {
		return PullEvent{}, fmt.Errorf("event: it is of no pull request")
	}
	e := PullEvent{Number: raw.Pull.Number, Head: raw.Pull.Head.SHA, Base: raw.Pull.Base.SHA, Branch: raw.Pull.Base.Ref}
	switch {
	case e.Number < 1:
		return PullEvent{}, fmt.Errorf("event: pull_request.number is %d", e.Number)
	case !commitForm.MatchString(e.Head), !commitForm.MatchString(e.Base):
		return PullEvent{}, fmt.Errorf("event: a sha of the pull request is no commit")
	case e.Branch == "" || len(e.Branch) > 255:
		return PullEvent{}, fmt.Errorf("event: pull_request.base.ref is no branch")
	}
	return e, nil
}

// What a run may be of that is told of.
const (
	onPull  = "pull_request"
	inQueue = "merge_group"
)

// queueForm is how GitHub calls the branch of a commit in a merge queue: where it goes to, the pull request, and the
// commit that it stands on. Nobody else may make one.
var queueForm = regexp.MustCompile(`^gh-readonly-queue/([A-Za-z0-9][A-Za-z0-9._/-]{0,199})/pr-([1-9][0-9]{0,8})-([0-9a-f]{40})$`)

// Queued is what a merge queue would merge by the commit of a run; false where the run is of no queue of the
// repository.
func (e FinishedEvent) Queued() (Pull, bool) {
	found := queueForm.FindStringSubmatch(e.HeadBranch)
	if own, _, _ := strings.Cut(e.Repository, "/"); e.Event != inQueue || found == nil || !strings.EqualFold(own, e.HeadOwner) {
		return Pull{}, false
	}
	number, err := strconv.Atoi(found[2])
	return Pull{Number: number, Head: e.Head, Base: found[3], Branch: found[1]}, err == nil
}

// ParseQueued reads the event file of a merge_group workflow. Its pull request has the number 0: there may be many.
func ParseQueued(data []byte) (PullEvent, error) {
	var raw struct {
		Group *struct {
			Head   string `json:"head_sha"`
			Base   string `json:"base_sha"`
			Branch string `json:"base_ref"`
		} `json:"merge_group"`
	}
	if err := decode(data, &raw); err != nil {
		return PullEvent{}, err
	}
	if raw.Group == nil {
		return PullEvent{}, fmt.Errorf("event: it is of no merge queue")
	}
	e := PullEvent{Head: raw.Group.Head, Base: raw.Group.Base, Branch: strings.TrimPrefix(raw.Group.Branch, "refs/heads/")}
	switch {
	case !commitForm.MatchString(e.Head), !commitForm.MatchString(e.Base):
		return PullEvent{}, fmt.Errorf("event: a sha of the merge group is no commit")
	case e.Branch == "" || len(e.Branch) > 255:
		return PullEvent{}, fmt.Errorf("event: merge_group.base_ref is no branch")
	}
	return e, nil
}

// ParseFinished reads the event file of a workflow_run workflow: of a run that is over, of a pull request or of a
// merge queue.
func ParseFinished(data []byte) (FinishedEvent, error) {
	var raw struct {
		Action string `json:"action"`
		Run    *struct {
			ID      int64  `json:"id"`
			Attempt int64  `json:"run_attempt"`
			Event   string `json:"event"`
			Ended   string `json:"conclusion"`
			SHA     string `json:"head_sha"`
			Branch  string `json:"head_branch"`
			Head    struct {
				Owner struct {
					Login string `json:"login"`
				} `json:"owner"`
			} `json:"head_repository"`
		} `json:"workflow_run"`
		Repository struct {
			Name string `json:"full_name"`
			Main string `json:"default_branch"`
		} `json:"repository"`
	}
	if err := decode(data, &raw); err != nil {
		return FinishedEvent{}, err
	}
	if raw.Run == nil {
		return FinishedEvent{}, fmt.Errorf("event: it is of no workflow run")
	}
	e := FinishedEvent{Repository: raw.Repository.Name, Main: raw.Repository.Main, Run: raw.Run.ID, Attempt: raw.Run.Attempt, Event: raw.Run.Event, Conclusion: raw.Run.Ended,
		Head: raw.Run.SHA, HeadOwner: raw.Run.Head.Owner.Login, HeadBranch: raw.Run.Branch}
	switch {
	case raw.Action != "completed":
		return FinishedEvent{}, fmt.Errorf("event: the run is %.40q, and only one that is completed is told of", raw.Action)
	case e.Event != onPull && e.Event != inQueue:
		return FinishedEvent{}, fmt.Errorf("event: the run was started by %.40q, and only one of a pull_request or a merge_group is told of", e.Event)
	case !commitForm.MatchString(e.Head):
		return FinishedEvent{}, fmt.Errorf("event: workflow_run.head_sha is no commit")
	case !fullForm.MatchString(e.Repository):
		return FinishedEvent{}, fmt.Errorf("event: repository.full_name is no repository")
	case !branchForm.MatchString(e.Main):
		return FinishedEvent{}, fmt.Errorf("event: repository.default_branch is no branch")
	case e.Run < 1 || e.Attempt < 1:
		return FinishedEvent{}, fmt.Errorf("event: workflow_run has no id or attempt")
	case e.HeadOwner != "" && !nameForm.MatchString(e.HeadOwner):
		return FinishedEvent{}, fmt.Errorf("event: the owner of the head is no login")
	case len(e.Conclusion) > 40:
		return FinishedEvent{}, fmt.Errorf("event: workflow_run.conclusion is no word")
	case len(e.HeadBranch) > 255:
		return FinishedEvent{}, fmt.Errorf("event: workflow_run.head_branch is no branch")
	}
	return e, nil
}
