package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/redact"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// Source is a kind of place that secrets come from: env, file, github, vault.
type Source interface {
	// Read gives what stands at each of these places, in their order. It is called once for a run, with all
	// places of the run that are of its kind, and keeps nothing: what it had to open it has closed. It may be
	// called by several runs at once. An error names what is wrong with its place, and repeats nothing of
	// what was found there.
	Read(ctx context.Context, places []string) []Answer
}

// Answer is what stands at one place: a value, which belongs to the caller, who wipes it; or why there is
// none.
type Answer struct {
	Value []byte
	Err   error
}

// readSecrets reads the plan's secrets from where it says they are, and teaches the Redactor those and the
// sensitive inputs. It tells all secrets that are not there at once.
func (r *Run) readSecrets(ctx context.Context) error {
	if r.redactor = r.world.Redactor; r.redactor == nil {
		r.redactor = &redact.Redactor{}
	}
	r.secrets = map[string]Secret{}
	var problems []error
	for _, kind := range r.sourceKinds() {
		problems = append(problems, r.readFrom(ctx, kind))
	}
	err := errors.Join(problems...)
	for _, check := range []func() error{r.learnInputs, r.checkPlain} {
		if err == nil {
			err = check()
		}
	}
	if err != nil {
		r.Forget()
	}
	return err
}

// sourceKinds are the kinds of place of the plan's secrets, in the order in which it has them.
func (r *Run) sourceKinds() (kinds []string) {
	for _, s := range r.secretsWanted() {
		if kind, _, _ := strings.Cut(s.From, ":"); !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// secretsWanted are the secrets that this process needs.
func (r *Run) secretsWanted() []plan.Secret {
	if !r.apart {
		return r.job.Plan.Secrets
	}
	return slices.DeleteFunc(slices.Clone(r.job.Plan.Secrets), func(s plan.Secret) bool { return !slices.Contains(r.wanted, s.Name) })
}

// readFrom reads the secrets that are at places of one kind.
func (r *Run) readFrom(ctx context.Context, kind string) error {
	var places []string
	var secrets []plan.Secret
	for _, s := range r.secretsWanted() {
		if place, of := strings.CutPrefix(s.From, kind+":"); of {
			places, secrets = append(places, place), append(secrets, s)
		}
	}
	source := r.world.Secrets[kind]
	if source == nil {
		return fmt.Errorf("secret.%s: this program takes no secrets from %s:…", secrets[0].Name, kind)
	}
	answers := source.Read(ctx, places)
	var problems []error
	for i, s := range secrets {
		if err := r.takeSecret(s, answers[i]); err != nil {
			clear(answers[i].Value)
			problems = append(problems, fmt.Errorf("secret.%s: %w", s.Name, err))
		}
	}
	return errors.Join(problems...)
}

func (r *Run) takeSecret(s plan.Secret, a Answer) error {
	switch {
	case a.Err != nil:
		return a.Err
	case redact.Short(a.Value):
		return fmt.Errorf("what %s holds has fewer than %d characters, so it cannot be kept out of what is shown", s.From, redact.Shortest)
	case r.inPlan(a.Value):
		return fmt.Errorf("what %s holds stands in the plan, for everybody to read, so it is no secret: change it", s.From)
	}
	r.secrets[s.Name] = capsule(a.Value)
	r.redactor.Learn(a.Value)
	return nil
}

// learnLease makes a secret known that a service gave for a while.
func (r *Run) learnLease(value []byte) error {
	switch {
	case redact.Short(value):
		return fmt.Errorf("the token that came has fewer than %d characters, so it cannot be kept out of what is shown", redact.Shortest)
	case r.inPlan(value):
		return errors.New("the token that came stands in the plan, for everybody to read, so it is no secret")
	}
	r.redactor.Learn(value)
	return nil
}

// inPlan tells whether the plan itself tells a secret.
func (r *Run) inPlan(secret []byte) bool {
	data, err := r.job.Plan.Encode()
	var one redact.Redactor
	one.Learn(secret)
	defer one.Forget()
	return err != nil || one.Found(data)
}

// learnInputs makes the sensitive inputs known as secrets.
func (r *Run) learnInputs() error {
	for _, in := range r.job.Plan.Inputs {
		if !in.Sensitive {
			continue
		}
		for _, text := range textsOf(r.job.Inputs[in.Name]) {
			switch {
			case redact.Short([]byte(text)):
				return fmt.Errorf("input.%s: a sensitive input has at least %d characters, so that it can be kept out of what is shown", in.Name, redact.Shortest)
			case r.inPlan([]byte(text)):
				return fmt.Errorf("input.%s: its value stands in the plan, for everybody to read, so it is nothing sensitive", in.Name)
			}
			r.redactor.Learn([]byte(text))
		}
	}
	return nil
}

// checkPlain holds that no input which a record or the journal will tell has a secret in it.
func (r *Run) checkPlain() error {
	for _, in := range r.job.Plan.Inputs {
		if !in.Sensitive && r.found(r.job.Inputs[in.Name]) {
			return fmt.Errorf("input.%s: its value has a secret in it, and evidence would tell it: leave it out, or make the input sensitive", in.Name)
		}
	}
	return nil
}

// textsOf are the texts and numbers of a value, as text.
func textsOf(v expr.Value) []string {
	switch v.Kind() {
	case expr.Text:
		text, _ := v.AsText()
		return []string{text}
	case expr.Number:
		return []string{v.AsNumber().Text('f')}
	}
	var texts []string
	for _, item := range v.Items() {
		texts = append(texts, textsOf(item)...)
	}
	return texts
}

// Forget wipes the values of the run's secrets, once the run is over, and what its Redactor knows unless
// that is the World's.
//
// It is the best that can be done here, and no more: what was revealed to an action is a copy, of which
// others were made on the way to the service; an environment keeps its variables until the process ends;
// the garbage collector overwrites nothing, and may have moved a stack. So a secret is short-lived because
// the process is, and Forget makes it shorter.
func (r *Run) Forget() {
	for _, s := range r.secrets {
		s.wipe()
	}
	r.leases.wipe()
	if r.world.Redactor == nil {
		r.redactor.Forget()
	}
}
