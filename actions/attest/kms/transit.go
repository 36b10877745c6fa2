package kms

import (
	"cmp"
	"context"
	"crypto"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/sigstore/sigstore/pkg/cryptoutils"
)

// Server is a Vault or OpenBao server.
type Server interface {
	// Ask sends one request to the API: path below /v1/, body in JSON, or nil to read. It gives the body of the
	// answer, and may be called by several goroutines at once.
	Ask(ctx context.Context, path string, body []byte) ([]byte, error)
}

// transit is a key of a transit engine.
type transit struct {
	server  Server
	engine  string
	name    string
	version int // 0: the newest
}

// Vault is where the keys of hashivault:// and openbao:// are.
type Vault struct {
	Server Server
	Engine string // where the transit engine is mounted; "": transit
}

var transitForm = regexp.MustCompile(`^(\w(?:[\w.-]*\w)?)(?:\?version=([1-9][0-9]{0,5}))?$`)

func newTransit(name string, vault Vault) (system, error) {
	parts := transitForm.FindStringSubmatch(name)
	if parts == nil {
		return nil, fmt.Errorf("%.200q is not the name of a key of the transit engine: letters, digits, dots and dashes, ?version=N behind it", name)
	}
	if vault.Server == nil {
		return nil, errors.New("there is no server")
	}
	t := transit{server: vault.Server, engine: cmp.Or(strings.Trim(vault.Engine, "/"), "transit"), name: parts[1]}
	t.version, _ = strconv.Atoi(parts[2])
	return t, nil
}

func (t transit) public(ctx context.Context) (crypto.PublicKey, error) {
	var answer struct {
		Type   string `json:"type"`
		Latest int    `json:"latest_version"`
		Keys   map[string]struct {
			Public string `json:"public_key"`
		} `json:"keys"`
	}
	if err := t.ask(ctx, t.engine+"/keys/"+t.name, nil, &answer); err != nil {
		return nil, err
	}
	if answer.Type != "ecdsa-p256" {
		return nil, fmt.Errorf("it is a key of type %.40q; a ledger is signed with ecdsa-p256", answer.Type)
	}
	version := answer.Latest
	if t.version > 0 {
		version = t.version
	}
	public, err := cryptoutils.UnmarshalPEMToPublicKey([]byte(answer.Keys[strconv.Itoa(version)].Public))
	if err != nil {
		return nil, fmt.Errorf("version %d of the key has no public half", version)
	}
	return public, nil
}

func (t transit) sign(ctx context.Context, message []byte) ([]byte, error) {
	digest := sha256.Sum256(message)
	body, err := json.Marshal(map[string]any{
		"input": digest[:], "prehashed": true, "marshaling_algorithm": "asn1", "key_version": t.version,
	})
	if err != nil {
		return nil, err
	}
	var answer struct {
		Signature string `json:"signature"`
	}
	if err := t.ask(ctx, t.engine+"/sign/"+t.name+"/sha2-256", body, &answer); err != nil {
		return nil, err
	}
	text := signatureForm.FindStringSubmatch(answer.Signature)
	if text == nil {
		return nil, errors.New("what it answered is no signature")
	}
	return base64.StdEncoding.DecodeString(text[1])
}

var signatureForm = regexp.MustCompile(`^vault:v[0-9]{1,6}:([A-Za-z0-9+/]{1,200}={0,2})$`)

// ask reads the data of an answer.
func (t transit) ask(ctx context.Context, path string, body []byte, into any) error {
	data, err := t.server.Ask(ctx, path, body)
	if err != nil {
		return err
	}
	answer := struct{ Data any }{into}
	if json.Unmarshal(data, &answer) != nil || answer.Data == nil {
		return errors.New("the server answered with something else than the transit engine does")
	}
	return nil
}
