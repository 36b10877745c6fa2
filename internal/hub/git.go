package hub

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/cgi"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/go-git/go-billy/v5/osfs"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/storage/filesystem"
)

// store opens the git repository: anew each time, as others push into it meanwhile.
func (r *Repository) store() *filesystem.Storage {
	return filesystem.NewStorage(osfs.New(r.Dir), cache.NewObjectLRUDefault())
}

// ref gives the commit of a reference.
func (r *Repository) ref(name string) (string, error) {
	found, err := r.store().Reference(plumbing.ReferenceName(name))
	if err != nil {
		return "", err
	}
	return found.Hash().String(), nil
}

// Change is a commit that is to be made and pushed.
type Change struct {
	Author  *Person
	Pusher  *Person           // nil: the author
	Branch  string            // "" is main; made from main where it is not there
	Files   map[string]string // what is written; "" takes a file away
	Message string            // "" has one
	Email   string            // of the author; "" is the person's own
	Parents []string          // further parents, as of a merge
}

// Commit makes a commit and pushes it. The result is its id.
func (r *Repository) Commit(c Change) string {
	r.hub.t.Helper()
	defer r.hub.lock()()
	branch := cmp.Or(c.Branch, "main")
	parent, err := r.ref("refs/heads/" + branch)
	before := parent
	if err != nil {
		before = plumbing.ZeroHash.String()
		parent, _ = r.ref("refs/heads/main")
	}
	files := map[string]string{}
	if parent != "" {
		files = r.files(parent)
	}
	for name, text := range c.Files {
		if files[name] = r.blob([]byte(text)); text == "" {
			delete(files, name)
		}
	}
	parents := c.Parents
	if parent != "" {
		parents = append([]string{parent}, parents...)
	}
	id := r.commit(r.tree(files), parents, c.Author, c.Email, cmp.Or(c.Message, "Change "+branch))
	pusher := c.Pusher
	if pusher == nil {
		pusher = c.Author
	}
	r.push(pusher, "refs/heads/"+branch, before, id)
	return id
}

// ForcePush sets a branch to a commit, whatever it was.
func (r *Repository) ForcePush(who *Person, branch, commit string) {
	defer r.hub.lock()()
	before, _ := r.ref("refs/heads/" + branch)
	r.push(who, "refs/heads/"+branch, cmp.Or(before, plumbing.ZeroHash.String()), commit)
	r.pushes[len(r.pushes)-1].kind = "force_push"
}

// push moves a reference, and remembers who did.
func (r *Repository) push(who *Person, ref, before, after string) {
	if err := r.store().SetReference(plumbing.NewHashReference(plumbing.ReferenceName(ref), plumbing.NewHash(after))); err != nil {
		r.hub.t.Errorf("hub: %v", err)
	}
	kind := "push"
	if before == plumbing.ZeroHash.String() {
		kind = "branch_creation"
	}
	r.pushes = append(r.pushes, push{id: r.hub.id(), who: who, ref: ref, before: before, after: after, kind: kind, at: r.hub.instant()})
	r.pushed(ref, after)
}

// files lists a commit's files with their blobs.
func (r *Repository) files(commit string) map[string]string {
	all := map[string]string{}
	c, err := object.GetCommit(r.store(), plumbing.NewHash(commit))
	if err != nil {
		r.hub.t.Errorf("hub: commit %s: %v", commit, err)
		return all
	}
	tree, err := c.Tree()
	if err == nil {
		err = tree.Files().ForEach(func(f *object.File) error { all[f.Name] = f.Hash.String(); return nil })
	}
	if err != nil {
		r.hub.t.Errorf("hub: tree of %s: %v", commit, err)
	}
	return all
}

func (r *Repository) put(o interface {
	Encode(plumbing.EncodedObject) error
}) string {
	store := r.store()
	raw := store.NewEncodedObject()
	err := o.Encode(raw)
	var id plumbing.Hash
	if err == nil {
		id, err = store.SetEncodedObject(raw)
	}
	if err != nil {
		r.hub.t.Errorf("hub: %v", err)
	}
	return id.String()
}

type rawBlob []byte

func (b rawBlob) Encode(o plumbing.EncodedObject) error {
	o.SetType(plumbing.BlobObject)
	w, err := o.Writer()
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return cmp.Or(err, w.Close())
}

func (r *Repository) blob(data []byte) string { return r.put(rawBlob(data)) }

// tree writes the trees of files, and gives the top's id.
func (r *Repository) tree(files map[string]string) string {
	var t object.Tree
	folders := map[string]map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if folder, rest, inside := strings.Cut(name, "/"); inside {
			if folders[folder] == nil {
				folders[folder] = map[string]string{}
			}
			folders[folder][rest] = files[name]
			continue
		}
		t.Entries = append(t.Entries, object.TreeEntry{Name: name, Mode: filemode.Regular, Hash: plumbing.NewHash(files[name])})
	}
	for name, inner := range folders {
		t.Entries = append(t.Entries, object.TreeEntry{Name: name, Mode: filemode.Dir, Hash: plumbing.NewHash(r.tree(inner))})
	}
	slices.SortFunc(t.Entries, func(a, b object.TreeEntry) int { return cmp.Compare(sortName(a), sortName(b)) })
	return r.put(&t)
}

// sortName is a name as git sorts it: a folder's ends with a slash.
func sortName(e object.TreeEntry) string {
	if e.Mode == filemode.Dir {
		return e.Name + "/"
	}
	return e.Name
}

func (r *Repository) commit(tree string, parents []string, author *Person, email, message string) string {
	who := object.Signature{Name: author.Login, Email: cmp.Or(email, author.Email), When: r.hub.now().UTC()}
	c := &object.Commit{Author: who, Committer: who, Message: message, TreeHash: plumbing.NewHash(tree)}
	for _, p := range parents {
		c.ParentHashes = append(c.ParentHashes, plumbing.NewHash(p))
	}
	return r.put(c)
}

// between lists the commits of head that base does not have, the oldest first.
func (r *Repository) between(base, head string) []*object.Commit {
	store, seen := r.store(), map[plumbing.Hash]bool{}
	if c, err := object.GetCommit(store, plumbing.NewHash(base)); err == nil {
		_ = object.NewCommitPreorderIter(c, nil, nil).ForEach(func(c *object.Commit) error { seen[c.Hash] = true; return nil })
	}
	top, err := object.GetCommit(store, plumbing.NewHash(head))
	if err != nil {
		return nil
	}
	var all []*object.Commit
	_ = object.NewCommitPreorderIter(top, seen, nil).ForEach(func(c *object.Commit) error { all = append(all, c); return nil })
	slices.Reverse(all)
	return all
}

// git hands a repository out over git's own protocol. Reading is free where it is public; whoever pushes shows a
// token that may write contents.
func (h *Hub) git(w http.ResponseWriter, r *http.Request) {
	parts := strings.SplitN(strings.TrimPrefix(r.URL.Path, "/"), "/", 3)
	if len(parts) < 3 {
		http.NotFound(w, r)
		return
	}
	unlock := h.lock()
	repo, token := h.repos[strings.ToLower(parts[0]+"/"+strings.TrimSuffix(parts[1], ".git"))], h.tokens[bearer(r)]
	unlock()
	need := "contents:read"
	if strings.HasSuffix(r.URL.Path, "git-receive-pack") || r.URL.Query().Get("service") == "git-receive-pack" {
		need = "contents:write"
	}
	allowed := token != nil && (token.repo == nil || token.repo == repo) && token.allows(need)
	switch {
	case repo == nil:
		http.NotFound(w, r)
		return
	case !allowed && (need == "contents:write" || repo.private):
		w.Header().Set("WWW-Authenticate", `Basic realm="GitHub"`)
		http.Error(w, "Authentication failed", http.StatusUnauthorized)
		return
	}
	before := repo.heads()
	r = r.Clone(r.Context())
	r.URL.Path = "/" + filepath.Base(repo.Dir) + "/" + parts[2]
	backend().ServeHTTP(w, r, repo)
	if need == "contents:write" {
		repo.noticed(token.who, before)
	}
}

type gitServer struct{ program string }

func backend() gitServer {
	out, _ := exec.Command("git", "--exec-path").Output()
	return gitServer{filepath.Join(strings.TrimSpace(string(out)), "git-http-backend")}
}

func (g gitServer) ServeHTTP(w http.ResponseWriter, r *http.Request, repo *Repository) {
	env := []string{"GIT_PROJECT_ROOT=" + filepath.Dir(repo.Dir), "GIT_HTTP_EXPORT_ALL=1"}
	if v := r.Header.Get("Git-Protocol"); v != "" {
		env = append(env, "GIT_PROTOCOL="+v)
	}
	(&cgi.Handler{Path: g.program, Env: env, Stderr: io.Discard}).ServeHTTP(w, r)
}

// heads are the branches with their commits.
func (r *Repository) heads() map[string]string {
	all := map[string]string{}
	refs, err := r.store().IterReferences()
	if err != nil {
		return all
	}
	_ = refs.ForEach(func(ref *plumbing.Reference) error {
		if ref.Type() == plumbing.HashReference && strings.HasPrefix(ref.Name().String(), "refs/heads/") {
			all[ref.Name().String()] = ref.Hash().String()
		}
		return nil
	})
	return all
}

// noticed remembers what a push over git did.
func (r *Repository) noticed(who *Person, before map[string]string) {
	after := r.heads()
	defer r.hub.lock()()
	for _, ref := range slices.Sorted(maps.Keys(after)) {
		if before[ref] != after[ref] {
			r.pushes = append(r.pushes, push{
				id: r.hub.id(), who: who, ref: ref, before: cmp.Or(before[ref], plumbing.ZeroHash.String()), after: after[ref],
				kind: "push", at: r.hub.instant(),
			})
			r.pushed(ref, after[ref])
		}
	}
}

// Branch gives the commit of a branch; "" where there is none.
func (r *Repository) Branch(name string) string {
	defer r.hub.lock()()
	id, _ := r.ref("refs/heads/" + name)
	return id
}

// Line lists a commit and those before it, each the first parent of the one before.
func (r *Repository) Line(commit string) (line []string) {
	store := r.store()
	for c, err := object.GetCommit(store, plumbing.NewHash(commit)); err == nil; c, err = object.GetCommit(store, c.ParentHashes[0]) {
		if line = append(line, c.Hash.String()); len(c.ParentHashes) == 0 {
			break
		}
	}
	return line
}

// File gives a file's text at a commit.
func (r *Repository) File(commit, name string) (string, error) {
	c, err := object.GetCommit(r.store(), plumbing.NewHash(commit))
	if err != nil {
		return "", err
	}
	f, err := c.File(name)
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return f.Contents()
}

func when(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// fetch brings the objects of a fork in.
func (r *Repository) fetch(fork *Repository) {
	if out, err := exec.Command("git", "-C", r.Dir, "fetch", "--quiet", fork.Dir, "+refs/heads/*:refs/forks/"+itoa(fork.ID)+"/*").CombinedOutput(); err != nil {
		r.hub.t.Errorf("hub: git fetch: %v\n%s", err, out)
	}
}

// keep writes the pull request's own reference, refs/pull/N/head.
func (p *Pull) keep() {
	name := plumbing.ReferenceName("refs/pull/" + itoa(int64(p.Number)) + "/head")
	if err := p.repo.store().SetReference(plumbing.NewHashReference(name, plumbing.NewHash(p.head))); err != nil {
		p.repo.hub.t.Errorf("hub: %v", err)
	}
}
