// Package whom tells a page of the report whom to trust: the same keys, people, authorities and workflows by which the
// program has just verified the ledger, in the form that the page's script reads. What the script does not judge, the
// time of a key, it marks. Log keys and witnesses are not among them: the script says nothing of growth.
//
// Start at Of.
package whom

import (
	"bytes"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"

	rootpb "github.com/sigstore/protobuf-specs/gen/pb-go/trustroot/v1"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/attestary/attestary/actions/report/checker"
	"github.com/attestary/attestary/actions/verify"
)

// Of is the trust of a policy that passes its Check.
func Of(p verify.Policy) (*checker.Trust, error) {
	t := &checker.Trust{Origin: p.Origin, Keys: []checker.Key{}, People: []checker.Person{}, Roots: []checker.Root{}, Workflows: []checker.Workflow{}}
	for _, k := range p.Keys {
		spki, err := spkiOf(k.PEM)
		if err != nil {
			return nil, fmt.Errorf("key %s: %w", k.Name, err)
		}
		t.Keys = append(t.Keys, checker.Key{Follow: k.Follow, From: k.From, Name: k.Name, SPKI: spki, Timed: !k.FromTime.IsZero() || !k.UntilTime.IsZero(), To: k.To})
	}
	for _, who := range p.People {
		person := checker.Person{Login: who.Login, Keys: [][]byte{}}
		for _, key := range who.Keys {
			spki, err := spkiOf(key)
			if err != nil {
				return nil, fmt.Errorf("person %s: %w", who.Login, err)
			}
			person.Keys = append(person.Keys, spki)
		}
		t.People = append(t.People, person)
	}
	for _, r := range p.Roots {
		data, err := spelt(r.JSON)
		if err != nil {
			return nil, fmt.Errorf("root %s: %w", r.Name, err)
		}
		t.Roots = append(t.Roots, checker.Root{Name: r.Name, JSON: data})
	}
	for _, w := range p.Workflows {
		t.Workflows = append(t.Workflows, checker.Workflow{From: w.From, Name: w.Name, Root: w.Root, To: w.To, Values: values(w)})
	}
	return t, nil
}

func spkiOf(text string) ([]byte, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("it is not PEM")
	}
	return block.Bytes, nil
}

// spelt is a trusted root file with its members named in the one way that the script knows: protojson allows two.
func spelt(data []byte) (json.RawMessage, error) {
	var root rootpb.TrustedRoot
	if err := protojson.Unmarshal(data, &root); err != nil {
		return nil, err
	}
	data, err := protojson.Marshal(&root)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = json.Compact(&out, data) // protojson's own spacing is random
	return out.Bytes(), err
}

// values are what a certificate must say, by the numbers of Fulcio's extensions.
func values(w verify.Workflow) map[string][]string {
	none := []string{""}
	if len(w.Environments) > 0 {
		none = w.Environments
	}
	return map[string][]string{
		"name": {w.Signer}, "8": {w.Issuer}, "9": {w.Signer}, "10": list(w.SignerDigests), "11": slices.Concat(w.Runners, w.UnsafeRunners),
		"12": {w.Repository}, "13": list(w.Commits), "14": w.Refs, "15": {w.RepositoryID}, "17": {w.OwnerID}, "18": w.Callers,
		"19": list(w.CallerDigests), "20": slices.Concat(w.Triggers, w.UnsafeTriggers), "23": none,
	}
}

// list is never null, which the script could not tell from a mistake.
func list(of []string) []string { return append([]string{}, of...) }
