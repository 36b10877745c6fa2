package hub

import "strings"

var compareRoutes = []route{
	{"GET /repos/{owner}/{repo}/compare/{basehead}", "contents:read", compare},
}

// compare tells where two commits parted.
func compare(c *call) answer {
	base, head, ok := strings.Cut(c.PathValue("basehead"), "...")
	from, err := c.repo.commitish(base)
	to, otherErr := c.repo.commitish(head)
	if !ok || err != nil || otherErr != nil {
		return notFound()
	}
	parted, err := c.repo.commitish(c.repo.forked(from.Hash.String(), to.Hash.String()))
	if err != nil {
		return notFound()
	}
	ahead := c.repo.between(from.Hash.String(), to.Hash.String())
	return answer{status: 200, body: fields{
		"base_commit": c.repo.commitObject(from), "merge_base_commit": c.repo.commitObject(parted), "status": "diverged",
		"ahead_by": len(ahead), "behind_by": len(c.repo.between(to.Hash.String(), from.Hash.String())), "total_commits": len(ahead), "commits": []any{}, "files": []any{},
	}}
}
