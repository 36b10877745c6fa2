package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/spf13/cobra"
)

// trusting is whom the person at this desk trusts, as flags.
type trusting struct {
	key, file string
	since     string
	branch    string
}

func (t *trusting) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&t.key, "key", "", "trust this public key `file`, and nothing else")
	cmd.Flags().StringVar(&t.file, "trust", "", "trust what this policy `file` (trust.hcl) says")
	cmd.Flags().StringVar(&t.branch, "branch", "", "the `branch` that is the ledger (default evidence)")
	cmd.Flags().StringVar(&t.since, "since", "", "a verdict or checkpoint `file` that you kept: nothing of then may have changed")
}

// judged is the branch to judge. Where somebody says whom to trust, the repository does not choose it.
func (t *trusting) judged(w *World) string {
	if t.branch == "" && (t.key != "" || t.file != "") {
		return usualBranch
	}
	return w.ledgerBranch(t.branch)
}

// policy reads the policy. Without a flag it is the key that this machine signs the project with: good
// for looking at one's own work, and said aloud.
func (t *trusting) policy(w World) (verify.Policy, error) { return t.policyWith(w, nil) }

// policyWith reads it for somebody who was handed trusted roots beside the evidence. They are trusted by nothing but
// the digest that the policy pins.
func (t *trusting) policyWith(w World, carried [][]byte) (verify.Policy, error) {
	switch {
	case t.key != "" && t.file != "":
		return verify.Policy{}, usage("--key and --trust: give one of them, for it is the whole of whom you trust")
	case t.key != "":
		return keyPolicy(w.path(t.key))
	case t.file != "":
		return readTrust(w.path(t.file), carried...)
	}
	own, err := w.ownPublicKey()
	if err != nil {
		return verify.Policy{}, problem{wrongUsage, "whom do you trust? verification needs the public key that you were handed, or a policy",
			"attestary verify --key FILE.pub"}
	}
	fmt.Fprintf(w.Err, "trusting this machine's own key, %s (an auditor says --key or --trust)\n", own)
	policy, err := keyPolicy(own)
	if err != nil {
		return policy, err
	}
	old, err := w.gaveWay(own)
	if err != nil {
		return policy, err
	}
	policy.Keys = append(policy.Keys, old...)
	policy.People, err = w.met()
	return policy, err
}

func keyPolicy(path string) (verify.Policy, error) {
	data, err := readFile(path, "the public key")
	if err != nil {
		return verify.Policy{}, err
	}
	policy, err := verify.PolicyFromKey(data)
	if err != nil {
		return verify.Policy{}, usage("%s: %v", path, err)
	}
	return policy, nil
}

// trustFile is trust.hcl: the auditor's own policy.
type trustFile struct {
	Trust *struct {
		Origin    string   `hcl:"origin,optional"`
		Require   []string `hcl:"require,optional"`
		LogKeys   []string `hcl:"log_keys,optional"`
		Witnesses []string `hcl:"witnesses,optional"`
		Untimed   string   `hcl:"untimed,optional"` // accept, refuse: entries behind which nobody stamped a time
	} `hcl:"trust,block"`
	Keys []struct {
		Name string `hcl:"name,label"`
		File string `hcl:"file,optional"`
		PEM  string `hcl:"pem,optional"`
		From int64  `hcl:"from_entry,optional"`
		To   *int64 `hcl:"to_entry,optional"`
		// Follow trusts whom the key names as the one that comes after it.
		Follow bool `hcl:"follow_rotations,optional"`

		FromTime  string `hcl:"from_time,optional"`
		UntilTime string `hcl:"until_time,optional"`
	} `hcl:"key,block"`
	Roots     []rootFile     `hcl:"root,block"`
	Workflows []workflowFile `hcl:"workflow,block"`
	People    []personFile   `hcl:"person,block"`
}

// personFile is somebody whose words the auditor can tell. They may have several keys.
type personFile struct {
	Login string   `hcl:"login,label"`
	ID    string   `hcl:"id,optional"` // of the forge
	Files []string `hcl:"files,optional"`
	PEMs  []string `hcl:"pems,optional"`
	// Emails are those under which git names them as an author.
	Emails []string `hcl:"emails,optional"`
}

// maxTrust is the most bytes of a trust.hcl: a policy is a page, not a book.
const maxTrust = 64 << 10

func readTrust(path string, carried ...[]byte) (verify.Policy, error) {
	data, err := readFile(path, "the trust policy")
	if err != nil {
		return verify.Policy{}, err
	}
	files := beside(filepath.Dir(path))
	files.carried = map[canon.Digest][]byte{}
	for _, root := range carried {
		files.carried[canon.Sum(root)] = root
	}
	return parseTrust(path, data, files)
}

// parseTrust reads a policy that can be used; files is where those are that it names.
func parseTrust(path string, data []byte, files reading) (verify.Policy, error) {
	p, err := decodeTrust(path, data, files)
	if err != nil {
		return p, err
	}
	if err := p.Check(); err != nil {
		return p, usage("the trust policy: %v", err)
	}
	return p, nil
}

// decodeTrust reads what a policy says, sense or not.
func decodeTrust(path string, data []byte, files reading) (verify.Policy, error) {
	if len(data) > maxTrust {
		return verify.Policy{}, usage("%s has %d bytes; a policy has at most %d", path, len(data), maxTrust)
	}
	// The same limits as for runbooks, before a parser that recurses sees the bytes.
	if findings := syntax.Scan(filepath.Base(path), data); len(findings) > 0 {
		return verify.Policy{}, usage("%s: line %d: %s", path, findings[0].Range.Start.Line, findings[0].Message)
	}
	var parsed trustFile
	file, diags := hclsyntax.ParseConfig(data, filepath.Base(path), hcl.InitialPos)
	if !diags.HasErrors() {
		diags = gohcl.DecodeBody(file.Body, nil, &parsed)
	}
	if diags.HasErrors() {
		return verify.Policy{}, usage("%s: %s", path, diags.Error())
	}
	return parsed.policy(files)
}

func (f trustFile) policy(files reading) (verify.Policy, error) {
	var p verify.Policy
	if f.Trust != nil {
		p.Origin, p.Require, p.LogKeys, p.Witnesses = f.Trust.Origin, f.Trust.Require, f.Trust.LogKeys, f.Trust.Witnesses
		p.RefuseUntimed = f.Trust.Untimed == "refuse"
		if u := f.Trust.Untimed; u != "" && u != "accept" && u != "refuse" {
			return p, usage("trust: untimed = %q: allowed are accept and refuse", u)
		}
	}
	for _, k := range f.Keys {
		if (k.File == "") == (k.PEM == "") {
			return p, usage("key %q: give either file or pem", k.Name)
		}
		key := verify.Key{Name: k.Name, PEM: k.PEM, From: k.From, To: k.To, Follow: k.Follow}
		if k.File != "" {
			data, err := files.file(k.File, fmt.Sprintf("key %q", k.Name))
			if err != nil {
				return p, err
			}
			key.PEM = string(data)
		}
		var err error
		if key.FromTime, err = timeOf(k.FromTime); err == nil {
			key.UntilTime, err = timeOf(k.UntilTime)
		}
		if err != nil {
			return p, usage("key %q: %v", k.Name, err)
		}
		p.Keys = append(p.Keys, key)
	}
	if err := f.flows(files, &p); err != nil {
		return p, err
	}
	for _, who := range f.People {
		person, err := who.person(files)
		if err != nil {
			return p, err
		}
		p.People = append(p.People, person)
	}
	return p, nil
}

func (f personFile) person(files reading) (verify.Person, error) {
	who := verify.Person{Login: f.Login, ID: f.ID, Keys: f.PEMs, Emails: f.Emails}
	for _, path := range f.Files {
		data, err := files.file(path, fmt.Sprintf("person %q", f.Login))
		if err != nil {
			return who, err
		}
		who.Keys = append(who.Keys, string(data))
	}
	return who, nil
}

// reading is where the files are that a policy names, and what was handed over beside the evidence.
type reading struct {
	file    func(path, what string) ([]byte, error)
	carried map[canon.Digest][]byte
}

// beside reads files that are beside the policy, unless their path is absolute.
func beside(dir string) reading {
	return reading{file: func(path, what string) ([]byte, error) {
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		return readFile(path, what)
	}}
}

// readFile reads a small file that a person named, and says in words what is wrong with it.
func readFile(path, what string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, usage("%s: there is no file %s", what, path)
	case err != nil:
		return nil, problem{couldNotLook, fmt.Sprintf("%s: %v", what, err), ""}
	case info.IsDir():
		return nil, usage("%s: %s is a folder, not a file", what, path)
	case info.Size() > 16<<20:
		return nil, usage("%s: %s has %d bytes; that is not what was asked for", what, path, info.Size())
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, problem{couldNotLook, fmt.Sprintf("%s: %v", what, err), ""}
	}
	return data, nil
}
