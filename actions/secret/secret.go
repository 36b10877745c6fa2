// Package secret takes secrets from the places that a project names: a variable of the environment
// (env:NAME), a secret that GitHub keeps (github:NAME), a file (file:PATH). Package secret/vault below takes
// them from a Vault. Each is an engine.Source, and one test holds all of them to what that promises.
//
// A value is taken whole, as it stands there; of a file, without the line break at its end. What is empty,
// or larger than a secret is, is refused. No error repeats anything of a value.
//
// Start at Env, GitHub and Files.
package secret

import (
	"context"
	"errors"
	"fmt"

	"github.com/attestary/attestary/actions/engine"
)

// MaxSize is how many bytes a secret has at most. The largest there are, keys of service accounts and
// kubeconfigs with certificates, stay well below.
const MaxSize = 64 << 10

// Env takes secrets from variables of the environment.
type Env struct {
	Lookup func(name string) (value string, ok bool)
}

func (e Env) Read(_ context.Context, places []string) []engine.Answer {
	return Each(places, func(name string) ([]byte, error) {
		value, ok := e.Lookup(name)
		if !ok {
			return nil, fmt.Errorf("the environment variable %s is not set", name)
		}
		return checked([]byte(value), "the environment variable "+name)
	})
}

// GitHub takes secrets that GitHub keeps, and tells to the step of a workflow as variables of its
// environment: the workflow that Attestary writes names each of the plan's there, and no other.
type GitHub struct {
	Lookup  func(name string) (value string, ok bool)
	OnForge bool // GitHub's runner started this process
}

func (g GitHub) Read(_ context.Context, places []string) []engine.Answer {
	return Each(places, func(name string) ([]byte, error) {
		value, ok := g.Lookup(name)
		ok = ok && value != "" // a secret that GitHub does not have is an empty variable
		switch {
		case !ok && g.OnForge:
			return nil, fmt.Errorf("GitHub gave no secret %s to this job: it has none of that name for this repository and environment, or the run was started from a fork; "+
				"set it under Settings, Secrets and variables, Actions", name)
		case !ok:
			return nil, fmt.Errorf("GitHub keeps the secret %s, and tells it to its own runners alone; to run it here, set the environment variable %s", name, name)
		}
		return checked([]byte(value), "the secret "+name)
	})
}

// Each asks for one place after the other.
func Each(places []string, read func(place string) ([]byte, error)) []engine.Answer {
	answers := make([]engine.Answer, len(places))
	for i, place := range places {
		answers[i].Value, answers[i].Err = read(place)
	}
	return answers
}

// checked holds a value to its size.
func checked(value []byte, what string) ([]byte, error) {
	var err error
	switch {
	case len(value) == 0:
		err = errors.New(what + " is empty")
	case len(value) > MaxSize:
		err = fmt.Errorf("%s has more than %d bytes, which is more than a secret has", what, MaxSize)
	}
	if err != nil {
		clear(value)
		return nil, err
	}
	return value, nil
}
