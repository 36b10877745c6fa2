package keyless

import (
	"crypto/x509"
	"errors"
	"fmt"
	"strings"

	"github.com/sigstore/sigstore-go/pkg/fulcio/certificate"

	"github.com/attestary/attestary/schemas/evidence"
)

// Commit is the commit that a certificate says its holder's source was at (.13), and that the workflows were at which
// made the signature (.10 .19), where they stand in the same repository. certified is false for a signature by key, which
// says nothing of the kind. It is to be asked after Verify: by itself a certificate proves nothing.
func Commit(material evidence.Material) (commit string, certified bool, err error) {
	if material.Certificate == nil {
		return "", false, nil
	}
	leaf, err := x509.ParseCertificate(material.Certificate.Raw)
	if err != nil {
		return "", true, errors.New("the certificate cannot be read")
	}
	said, err := certificate.SummarizeCertificate(leaf)
	if err != nil {
		return "", true, fmt.Errorf("the certificate: %w", err)
	}
	commit = said.SourceRepositoryDigest
	if commit == "" {
		return "", true, errors.New("the certificate names no commit")
	}
	for _, workflow := range [][2]string{{said.BuildSignerURI, said.BuildSignerDigest}, {said.BuildConfigURI, said.BuildConfigDigest}} {
		if strings.HasPrefix(workflow[0], said.SourceRepositoryURI+"/") && workflow[1] != commit {
			return "", true, fmt.Errorf("the certificate names commit %.40q, and a workflow of the same repository at %.40q", commit, workflow[1])
		}
	}
	return commit, true, nil
}
