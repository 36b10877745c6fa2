package cli

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
)

// policyText is a policy as a trust.hcl that stands alone but for its roots, which lie beside it and are pinned.
// Values may be a stranger's: hclwrite quotes them, so that none can become HCL.
func policyText(p verify.Policy, notes []string) string {
	f := hclwrite.NewEmptyFile()
	t := newBlock(f.Body(), "trust")
	t.text("origin", p.Origin)
	t.list("require", p.Require)
	t.list("log_keys", p.LogKeys)
	t.list("witnesses", p.Witnesses)
	if p.RefuseUntimed {
		t.text("untimed", "refuse")
	}
	for _, r := range p.Roots {
		b := newBlock(f.Body(), "root", r.Name)
		b.text("file", rootFileOf(r.Name))
		b.text("sha256", string(r.SHA256))
	}
	for _, w := range p.Workflows {
		newBlock(f.Body(), "workflow", w.Name).workflow(w)
	}
	for _, k := range p.Keys {
		newBlock(f.Body(), "key", k.Name).key(k)
	}
	for _, who := range p.People {
		b := newBlock(f.Body(), "person", who.Login)
		b.text("id", who.ID)
		b.list("pems", who.Keys)
		b.list("emails", who.Emails)
	}
	var head strings.Builder
	head.WriteString("# Whom I trust. Who wrote it, and who read it before it counted, is not in this file.\n")
	for _, note := range notes {
		fmt.Fprintf(&head, "# %s\n", printable(strings.ReplaceAll(note, "\n", " ")))
	}
	return head.String() + string(hclwrite.Format(f.Bytes()))
}

// rootFileOf is where a root lies beside the policy.
func rootFileOf(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '_'
	}, strings.ToLower(name)) + ".trusted_root.json"
}

// block is a section in the making. What is empty is left out.
type block struct{ *hclwrite.Body }

func newBlock(in *hclwrite.Body, kind string, labels ...string) block {
	in.AppendNewline()
	return block{in.AppendNewBlock(kind, labels).Body()}
}

func (b block) text(name, value string) {
	if value != "" {
		b.SetAttributeValue(name, cty.StringVal(value))
	}
}

func (b block) list(name string, values []string) {
	var out []cty.Value
	for _, v := range values {
		out = append(out, cty.StringVal(v))
	}
	if len(out) > 0 {
		b.SetAttributeValue(name, cty.ListVal(out))
	}
}

func (b block) span(from int64, to *int64) {
	if from != 0 {
		b.SetAttributeValue("from_entry", cty.NumberIntVal(from))
	}
	if to != nil {
		b.SetAttributeValue("to_entry", cty.NumberIntVal(*to))
	}
}

func (b block) workflow(w verify.Workflow) {
	b.text("root", w.Root)
	b.text("issuer", w.Issuer)
	b.text("signer", w.Signer)
	b.list("signer_digests", w.SignerDigests)
	b.text("repository", w.Repository)
	b.text("repository_id", w.RepositoryID)
	b.text("owner_id", w.OwnerID)
	b.list("refs", w.Refs)
	b.list("commits", w.Commits)
	b.list("callers", w.Callers)
	b.list("caller_digests", w.CallerDigests)
	b.list("triggers", w.Triggers)
	b.list("runners", w.Runners)
	b.list("environments", w.Environments)
	b.list("unsafe_triggers", w.UnsafeTriggers)
	b.list("unsafe_runners", w.UnsafeRunners)
	b.span(w.From, w.To)
}

func (b block) key(k verify.Key) {
	b.text("pem", k.PEM)
	b.span(k.From, k.To)
	if k.Follow {
		b.SetAttributeValue("follow_rotations", cty.True)
	}
	if !k.FromTime.IsZero() {
		b.text("from_time", evidence.FormatInstant(k.FromTime))
	}
	if !k.UntilTime.IsZero() {
		b.text("until_time", evidence.FormatInstant(k.UntilTime))
	}
}
