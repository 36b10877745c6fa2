package keyless

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	protocommon "github.com/sigstore/protobuf-specs/gen/pb-go/common/v1"
	protorekor "github.com/sigstore/protobuf-specs/gen/pb-go/rekor/v1"
	"github.com/sigstore/rekor-tiles/v2/pkg/client"
	"github.com/sigstore/rekor-tiles/v2/pkg/client/write"
	rekor "github.com/sigstore/rekor-tiles/v2/pkg/generated/protobuf"
	"github.com/sigstore/sigstore-go/pkg/sign"

	"github.com/attestary/attestary/schemas/evidence"
)

// stamp has the time of a signature stamped. That it is over this signature, and by whom, is judged with the
// rest.
func (s *Signer) stamp(ctx context.Context, sig []byte) ([]byte, error) {
	authority := sign.NewTimestampAuthority(&sign.TimestampAuthorityOptions{
		URL: s.o.Timestamp, Timeout: -1, Transport: s.transport(ctx, "timestamp authority", ""),
	})
	stamp, err := authority.GetTimestamp(ctx, sig)
	if err != nil {
		return nil, plain("timestamp authority", err)
	}
	return stamp, nil
}

// errOpen says that the log may have the entry or not.
var errOpen = errors.New("rekor")

// log tells the log of a signature, and waits for the proof that it is in.
func (s *Signer) log(ctx context.Context, certificate, message, sig []byte) (*evidence.LogEntry, error) {
	digest := sha256.Sum256(message)
	writer, err := write.NewWriter(s.o.Rekor, client.WithTimeout(s.o.Patience), client.WithUserAgent("attestary"))
	if err != nil {
		return nil, fmt.Errorf("rekor: %w", err)
	}
	entry, err := writer.Add(ctx, &rekor.HashedRekordRequestV002{
		Digest: digest[:],
		Signature: &rekor.Signature{Content: sig, Verifier: &rekor.Verifier{
			KeyDetails: protocommon.PublicKeyDetails_PKIX_ECDSA_P256_SHA_256,
			Verifier:   &rekor.Verifier_X509Certificate{X509Certificate: &protocommon.X509Certificate{RawBytes: certificate}},
		}},
	})
	switch {
	case err == nil:
		return logEntry(entry), nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case strings.Contains(err.Error(), "unexpected response: 4") && !strings.Contains(err.Error(), "unexpected response: 429"):
		return nil, plain("rekor", err) // a no
	}
	return nil, fmt.Errorf("%w: %s", errOpen, short(err.Error(), ""))
}

// logEntry is an entry as a bundle holds it. What is missing in it, the bundle's own check tells.
func logEntry(e *protorekor.TransparencyLogEntry) *evidence.LogEntry {
	proof := e.GetInclusionProof()
	return &evidence.LogEntry{
		Body: e.GetCanonicalizedBody(), Index: evidence.DecimalOf(max(0, e.GetLogIndex())), LogID: evidence.LogID{KeyID: e.GetLogId().GetKeyId()},
		Kind: evidence.KindVersion{Kind: e.GetKindVersion().GetKind(), Version: e.GetKindVersion().GetVersion()},
		Proof: evidence.InclusionProof{
			Checkpoint: evidence.LogCheckpoint{Envelope: proof.GetCheckpoint().GetEnvelope()}, Hashes: proof.GetHashes(),
			Index: evidence.DecimalOf(max(0, proof.GetLogIndex())), Root: proof.GetRootHash(), Size: evidence.DecimalOf(max(0, proof.GetTreeSize())),
		},
	}
}
