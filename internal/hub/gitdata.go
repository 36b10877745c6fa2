package hub

import (
	"encoding/base64"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"
)

var gitRoutes = []route{
	{"GET /repos/{owner}/{repo}/git/ref/{ref}", "contents:read", getRef},
	{"GET /repos/{owner}/{repo}/git/matching-refs/{ref}", "contents:read", matchingRefs},
	{"POST /repos/{owner}/{repo}/git/refs", "contents:write", createRef},
	{"PATCH /repos/{owner}/{repo}/git/refs/{ref}", "contents:write", updateRef},
	{"GET /repos/{owner}/{repo}/git/commits/{commit_sha}", "contents:read", getCommit},
	{"POST /repos/{owner}/{repo}/git/commits", "contents:write", createCommit},
	{"GET /repos/{owner}/{repo}/git/trees/{tree_sha}", "contents:read", getTree},
	{"POST /repos/{owner}/{repo}/git/trees", "contents:write", createTree},
	{"GET /repos/{owner}/{repo}/git/blobs/{file_sha}", "contents:read", getBlob},
	{"POST /repos/{owner}/{repo}/git/blobs", "contents:write", createBlob},
	{"GET /repos/{owner}/{repo}/commits/{ref}", "contents:read", repoCommit},
	{"GET /repos/{owner}/{repo}/commits", "contents:read", repoCommits},
}

func refObject(name, id string) any {
	return fields{"ref": name, "node_id": "REF", "url": "https://hub.invalid/", "object": fields{"type": "commit", "sha": id, "url": "https://hub.invalid/"}}
}

func getRef(c *call) answer {
	name := "refs/" + c.PathValue("ref")
	id, err := c.repo.ref(name)
	if err != nil {
		return notFound()
	}
	return ok(refObject(name, id))
}

func matchingRefs(c *call) answer {
	heads, all := c.repo.heads(), []any{}
	var names []string
	for name := range heads {
		if strings.HasPrefix(name, "refs/"+c.PathValue("ref")) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		all = append(all, refObject(name, heads[name]))
	}
	return ok(all)
}

func createRef(c *call) answer {
	var asked struct{ Ref, Sha string }
	if !c.decode(&asked) || !strings.HasPrefix(asked.Ref, "refs/") || strings.Count(asked.Ref, "/") < 2 {
		return unprocessable("Reference name is invalid")
	}
	if _, err := c.repo.ref(asked.Ref); err == nil {
		return unprocessable("Reference already exists")
	}
	if !c.repo.has(asked.Sha, plumbing.CommitObject) {
		return unprocessable("Object does not exist")
	}
	c.repo.push(c.token.who, asked.Ref, plumbing.ZeroHash.String(), asked.Sha)
	return created(refObject(asked.Ref, asked.Sha))
}

// updateRef moves a reference, forwards only unless it is forced.
func updateRef(c *call) answer {
	var asked struct {
		Sha   string
		Force bool
	}
	name := "refs/" + c.PathValue("ref")
	before, err := c.repo.ref(name)
	switch {
	case !c.decode(&asked):
		return unprocessable("Problems parsing JSON")
	case err != nil:
		return unprocessable("Reference does not exist")
	case !c.repo.has(asked.Sha, plumbing.CommitObject):
		return unprocessable("Object does not exist")
	case !asked.Force && !c.repo.continues(before, asked.Sha):
		return unprocessable("Update is not a fast forward")
	}
	c.repo.push(c.token.who, name, before, asked.Sha)
	return ok(refObject(name, asked.Sha))
}

func (r *Repository) has(id string, kind plumbing.ObjectType) bool {
	_, err := r.store().EncodedObject(kind, plumbing.NewHash(id))
	return len(id) == 40 && err == nil
}

// continues tells whether a commit has another one in its past.
func (r *Repository) continues(old, new string) bool {
	store := r.store()
	a, err := object.GetCommit(store, plumbing.NewHash(old))
	if err != nil {
		return false
	}
	b, err := object.GetCommit(store, plumbing.NewHash(new))
	if err != nil {
		return false
	}
	is, err := a.IsAncestor(b)
	return err == nil && is
}

func signature(s object.Signature) any {
	return fields{"name": s.Name, "email": s.Email, "date": when(s.When)}
}

func parents(c *object.Commit) []any {
	all := []any{}
	for _, p := range c.ParentHashes {
		all = append(all, fields{"sha": p.String(), "url": "https://hub.invalid/", "html_url": "https://hub.invalid/"})
	}
	return all
}

func gitCommit(c *object.Commit) fields {
	return fields{
		"sha": c.Hash.String(), "message": c.Message, "author": signature(c.Author), "committer": signature(c.Committer),
		"tree": fields{"sha": c.TreeHash.String(), "url": "https://hub.invalid/"}, "parents": parents(c),
		"verification": fields{"verified": false, "reason": "unsigned", "signature": nil, "payload": nil, "verified_at": nil},
	}
}

func getCommit(c *call) answer {
	found, err := object.GetCommit(c.repo.store(), plumbing.NewHash(c.PathValue("commit_sha")))
	if err != nil {
		return notFound()
	}
	return ok(gitCommit(found))
}

func createCommit(c *call) answer {
	var asked struct {
		Message, Tree string
		Parents       []string
		Author        *struct {
			Name, Email string
			Date        time.Time
		}
	}
	if !c.decode(&asked) || !c.repo.has(asked.Tree, plumbing.TreeObject) {
		return unprocessable("Tree SHA does not exist")
	}
	who := c.token.who
	made := &object.Commit{Message: asked.Message, TreeHash: plumbing.NewHash(asked.Tree)}
	made.Author = object.Signature{Name: who.Login, Email: who.Email, When: c.now().UTC()}
	if asked.Author != nil {
		made.Author.Name, made.Author.Email = asked.Author.Name, asked.Author.Email
		if !asked.Author.Date.IsZero() {
			made.Author.When = asked.Author.Date
		}
	}
	made.Committer = made.Author
	for _, p := range asked.Parents {
		if !c.repo.has(p, plumbing.CommitObject) {
			return unprocessable("Parent SHA does not exist or is not a commit object")
		}
		made.ParentHashes = append(made.ParentHashes, plumbing.NewHash(p))
	}
	id := c.repo.put(made)
	found, err := object.GetCommit(c.repo.store(), plumbing.NewHash(id))
	if err != nil {
		return said(500, "Server Error")
	}
	return created(gitCommit(found))
}

func getTree(c *call) answer {
	id := c.PathValue("tree_sha")
	tree, err := object.GetTree(c.repo.store(), plumbing.NewHash(id))
	if err != nil {
		if commit, failed := object.GetCommit(c.repo.store(), plumbing.NewHash(id)); failed == nil {
			tree, err = commit.Tree()
		}
	}
	if err != nil {
		return notFound()
	}
	return ok(fields{"sha": id, "truncated": false, "tree": c.repo.entries(tree, "", c.URL.Query().Get("recursive") != "")})
}

func (r *Repository) entries(tree *object.Tree, folder string, deep bool) []any {
	all := []any{}
	for _, e := range tree.Entries {
		kind, mode := "blob", "100644"
		switch e.Mode {
		case filemode.Dir:
			kind, mode = "tree", "040000"
		case filemode.Executable:
			mode = "100755"
		case filemode.Symlink:
			mode = "120000"
		case filemode.Submodule:
			kind, mode = "commit", "160000"
		}
		item := fields{"path": folder + e.Name, "mode": mode, "type": kind, "sha": e.Hash.String()}
		if kind == "blob" {
			if b, err := object.GetBlob(r.store(), e.Hash); err == nil {
				item["size"] = b.Size
			}
		}
		all = append(all, item)
		if inner, err := object.GetTree(r.store(), e.Hash); err == nil && deep && kind == "tree" {
			all = append(all, r.entries(inner, folder+e.Name+"/", deep)...)
		}
	}
	return all
}

// createTree writes a tree of files with whole paths, over a base. Modes other than those of files are refused.
func createTree(c *call) answer {
	var asked struct {
		Base string `json:"base_tree"`
		Tree []struct {
			Path, Mode, Type string
			Sha              *string
			Content          *string
		}
	}
	if !c.decode(&asked) {
		return unprocessable("Problems parsing JSON")
	}
	files := map[string]string{}
	if asked.Base != "" {
		tree, err := object.GetTree(c.repo.store(), plumbing.NewHash(asked.Base))
		if commit, failed := object.GetCommit(c.repo.store(), plumbing.NewHash(asked.Base)); err != nil && failed == nil {
			tree, err = commit.Tree()
		}
		if err != nil {
			return unprocessable("base_tree is not a valid tree oid")
		}
		_ = tree.Files().ForEach(func(f *object.File) error { files[f.Name] = f.Hash.String(); return nil })
	}
	for _, e := range asked.Tree {
		switch {
		case e.Type != "" && e.Type != "blob" || e.Mode != "100644":
			return unprocessable("tree.mode: only plain files are served here")
		case e.Content != nil:
			files[e.Path] = c.repo.blob([]byte(*e.Content))
		case e.Sha == nil:
			delete(files, e.Path)
		case !c.repo.has(*e.Sha, plumbing.BlobObject):
			return unprocessable("tree.sha " + *e.Sha + " is not a valid blob")
		default:
			files[e.Path] = *e.Sha
		}
	}
	id := c.repo.tree(files)
	tree, err := object.GetTree(c.repo.store(), plumbing.NewHash(id))
	if err != nil {
		return said(500, "Server Error")
	}
	return created(fields{"sha": id, "url": "https://hub.invalid/", "truncated": false, "tree": c.repo.entries(tree, "", false)})
}

func getBlob(c *call) answer {
	found, err := object.GetBlob(c.repo.store(), plumbing.NewHash(c.PathValue("file_sha")))
	if err != nil {
		return notFound()
	}
	r, err := found.Reader()
	if err != nil {
		return notFound()
	}
	data, _ := io.ReadAll(r)
	if strings.Contains(c.Header.Get("Accept"), "raw") {
		return answer{status: 200, body: data}
	}
	return ok(fields{"sha": found.Hash.String(), "size": found.Size, "encoding": "base64", "content": base64.StdEncoding.EncodeToString(data), "node_id": "B"})
}

func createBlob(c *call) answer {
	var asked struct{ Content, Encoding string }
	if !c.decode(&asked) {
		return unprocessable("Problems parsing JSON")
	}
	data := []byte(asked.Content)
	if asked.Encoding == "base64" {
		raw, err := base64.StdEncoding.DecodeString(asked.Content)
		if err != nil {
			return unprocessable("Could not create blob: content is not base64")
		}
		data = raw
	}
	return created(fields{"sha": c.repo.blob(data), "url": "https://hub.invalid/"})
}

// commitObject is a commit with the people whom GitHub knows by its addresses; nil where nobody has one.
func (r *Repository) commitObject(c *object.Commit) fields {
	return fields{
		"sha": c.Hash.String(), "commit": gitCommit(c), "parents": parents(c),
		"author": r.hub.emailed(c.Author.Email).object(), "committer": r.hub.emailed(c.Committer.Email).object(),
	}
}

// commitish gives the commit of an id, or of the name of a branch.
func (r *Repository) commitish(name string) (*object.Commit, error) {
	if id, err := r.ref("refs/heads/" + strings.TrimPrefix(name, "heads/")); err == nil {
		name = id
	}
	return object.GetCommit(r.store(), plumbing.NewHash(name))
}

func repoCommit(c *call) answer {
	found, err := c.repo.commitish(c.PathValue("ref"))
	if err != nil {
		return unprocessable("No commit found for SHA: " + c.PathValue("ref"))
	}
	return ok(c.repo.commitObject(found))
}

func repoCommits(c *call) answer {
	from := c.URL.Query().Get("sha")
	if from == "" {
		from = c.repo.main
	}
	found, err := c.repo.commitish(from)
	if err != nil {
		return notFound()
	}
	all := []any{}
	_ = object.NewCommitPreorderIter(found, nil, nil).ForEach(func(o *object.Commit) error {
		all = append(all, c.repo.commitObject(o))
		return nil
	})
	return list(all)
}
