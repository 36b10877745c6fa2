package identity

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/cryptobyte"
	cryptoasn1 "golang.org/x/crypto/cryptobyte/asn1"
)

type pkixExtension = pkix.Extension

// Workflow is what the certificate of a machine says of it, letter by letter. The numbers are those of Fulcio's
// extensions below 1.3.6.1.4.1.57264.1; what a certificate does not say is "".
type Workflow struct {
	Name          string // subject alternative name, a URI or an address
	Issuer        string // 8: who vouched for all this
	Signer        string // 9: the workflow that asked for the certificate
	SignerDigest  string // 10: its commit
	Runner        string // 11: github-hosted, self-hosted
	Repository    string // 12: address of the source
	Commit        string // 13
	Ref           string // 14
	RepositoryID  string // 15
	Owner         string // 16
	OwnerID       string // 17
	Caller        string // 18: the workflow that was started
	CallerDigest  string // 19: its commit
	Trigger       string // 20
	Invocation    string // 21: address of run and attempt
	Visibility    string // 22
	Environment   string // 23: of the deployment, where the job has one
	Subject       string // 24: of the token, which the repository may put together from the others as it likes
	OldTrigger    string // 2: what 20 says
	OldCommit     string // 3: what 13 says
	OldName       string // 4
	OldRepository string // 5
	OldRef        string // 6: what 14 says
	// Unknown are the extensions that nobody here knows, in their order. A policy must not pass them by.
	Unknown []string
}

var fulcio = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 57264, 1}

// usual are the extensions of any certificate of a signer; package x509 has read them.
var usual = []asn1.ObjectIdentifier{
	{2, 5, 29, 14}, {2, 5, 29, 15}, {2, 5, 29, 17}, {2, 5, 29, 19}, {2, 5, 29, 35}, extKeyUsage,
	{1, 3, 6, 1, 4, 1, 11129, 2, 4, 2}, // proofs of logs of certificates
}

// field is where an extension is read into; nil where it is not known. Up to 6 they are plain bytes, above
// they are a UTF8String.
func (w *Workflow) field(number int) *string {
	fields := [...]*string{2: &w.OldTrigger, 3: &w.OldCommit, 4: &w.OldName, 5: &w.OldRepository, 6: &w.OldRef,
		8: &w.Issuer, 9: &w.Signer, 10: &w.SignerDigest, 11: &w.Runner, 12: &w.Repository, 13: &w.Commit, 14: &w.Ref,
		15: &w.RepositoryID, 16: &w.Owner, 17: &w.OwnerID, 18: &w.Caller, 19: &w.CallerDigest, 20: &w.Trigger,
		21: &w.Invocation, 22: &w.Visibility, 23: &w.Environment, 24: &w.Subject}
	if number < 0 || number >= len(fields) {
		return nil
	}
	return fields[number]
}

func readWorkflow(c *x509.Certificate) (w Workflow, err error) {
	old := ""
	for _, e := range c.Extensions {
		if isUsual(e.Id) {
			continue
		}
		number, ours := below(e.Id)
		into := w.field(number)
		if number == 1 && ours {
			into = &old
		}
		if !ours || into == nil {
			w.Unknown = append(w.Unknown, e.Id.String())
			continue
		}
		if *into, err = text(e.Value, number > 6); err != nil {
			return w, fmt.Errorf("its extension %s: %w", e.Id, err)
		}
	}
	if w.Issuer == "" {
		w.Issuer = old
	}
	if w.Name, err = nameOf(c); err != nil {
		return w, err
	}
	return w, w.agree(old)
}

// agree holds that what is told twice is told the same.
func (w *Workflow) agree(oldIssuer string) error {
	for _, pair := range [][2]string{{oldIssuer, w.Issuer}, {w.OldTrigger, w.Trigger}, {w.OldCommit, w.Commit}, {w.OldRef, w.Ref}} {
		if pair[0] != "" && pair[1] != "" && pair[0] != pair[1] {
			return fmt.Errorf("it says %.80q in one extension and %.80q in another that means the same", pair[0], pair[1])
		}
	}
	return nil
}

func isUsual(id asn1.ObjectIdentifier) bool {
	for _, known := range usual {
		if id.Equal(known) {
			return true
		}
	}
	return false
}

// below is the number of one of Fulcio's own extensions.
func below(id asn1.ObjectIdentifier) (int, bool) {
	if len(id) != len(fulcio)+1 || !id[:len(fulcio)].Equal(fulcio) {
		return 0, false
	}
	return id[len(fulcio)], true
}

// text reads the value of an extension: text that can be shown, and in DER with nothing behind it.
func text(value []byte, der bool) (string, error) {
	if der {
		input := cryptobyte.String(value)
		var inner cryptobyte.String
		if !input.ReadASN1(&inner, cryptoasn1.UTF8String) || !input.Empty() {
			return "", errors.New("it is not one text in DER")
		}
		value = inner
	}
	if !utf8.Valid(value) || len(value) > 4096 {
		return "", errors.New("it is not text of at most 4096 bytes")
	}
	for _, r := range string(value) {
		if !unicode.IsPrint(r) {
			return "", errors.New("it holds what cannot be printed")
		}
	}
	return string(value), nil
}

// nameOf is the one subject alternative name.
func nameOf(c *x509.Certificate) (string, error) {
	var names []string
	for _, u := range c.URIs {
		names = append(names, u.String())
	}
	names = append(names, c.EmailAddresses...)
	if len(names) != 1 || len(c.DNSNames)+len(c.IPAddresses) != 0 {
		return "", errors.New("it is not for one name, an address or a URI")
	}
	return names[0], nil
}
