package verify

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/evidence"
)

// Where the files stand that are there once.
const (
	checkpointPath = "checkpoint"
	signaturePath  = "checkpoint.sigstore.json"
	readmePath     = "README.md"
)

// parseCheckpoint reads a checkpoint file. Its signature lines are as a note's must be; whether they count
// is for claim 4.
func parseCheckpoint(data []byte) (ledger.Checkpoint, error) {
	c, err := ledger.ParseCheckpoint(data)
	if err != nil {
		return ledger.Checkpoint{}, err
	}
	if _, signatures, signed := strings.Cut(string(data), "\n\n"); signed && !areSignatures(signatures) {
		return ledger.Checkpoint{}, errors.New("checkpoint: after the empty line stand lines of signature, — NAME BASE64, and nothing else")
	}
	return c, nil
}

// areSignatures tells whether text is one or more lines as a note is signed with: "— NAME BASE64".
func areSignatures(text string) bool {
	for line := range strings.Lines(text) {
		name, sig, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(line, "— "), "\n"), " ")
		raw, err := base64.StdEncoding.Strict().DecodeString(sig)
		if line != "— "+name+" "+sig+"\n" || name != plain(name) || err != nil || len(raw) < 5 {
			return false
		}
	}
	return text != ""
}

// signedCheckpoint judges the signature of the checkpoint (claim 4): by a key of the policy that is
// trusted at the newest leaf, and by a log key where the policy lists any.
func (j *judge) signedCheckpoint(ctx context.Context) error {
	data, err := j.chains.file(ctx, signaturePath)
	if err != nil || data == nil {
		j.tally.skip(signature, signaturePath+" is not there")
		return err
	}
	j.tally.judged(form, 1)
	b, err := evidence.ParseBundle(data)
	if err != nil {
		j.tally.refute(fault{form, noEntry, signaturePath, unparsed(err)})
		j.tally.skip(signature, signaturePath+" could not be read")
		return nil
	}
	j.tally.judged(signature, 1)
	if why := j.signsCheckpoint(b, j.text, j.checkpoint.Size-1); why != "" {
		j.tally.refute(fault{signature, noEntry, signaturePath, why})
	} else {
		j.sealer, j.stampedAt = b.Verification.Hint(), j.signatures.stampOf(b, j.checkpoint.Size-1)
		j.sealedBy = j.sealing(b)
		j.clocks.cosigned = j.cosigned()
		j.witnessed = j.clocks.cosigned != 0 || j.signatures.inOtherLog(signedOf(b, sha256.Sum256(j.text)))
	}
	if sum := sha256.Sum256(j.text); b.Message != nil && !bytes.Equal(b.Message.Digest.Digest, sum[:]) {
		j.tally.refute(fault{chain, noEntry, checkpointPath, "its bytes are not those that " + signaturePath + " is about"})
	}
	if why := j.logSigned(); why != "" {
		j.tally.refute(fault{signature, noEntry, checkpointPath, why})
	}
	if j.trust.origin != "" && j.trust.origin != j.checkpoint.Origin {
		j.tally.refute(fault{signature, noEntry, checkpointPath, fmt.Sprintf("it is of ledger %q; the policy trusts its keys for %q", j.checkpoint.Origin, j.trust.origin)})
	}
	return nil
}

// sealed judges, after the last entry, whether the key of the checkpoint had given way, or was not brought in.
func (j *judge) sealed() {
	why := j.rotations.counts(j.sealer, j.checkpoint.Size-1)
	if j.sealedBy.certified {
		why = j.rotations.certifies(j.sealedBy.byHandover)
	}
	if why != "" {
		j.tally.refute(fault{signature, noEntry, signaturePath, why})
	}
}

// signsCheckpoint tells why a bundle does not sign these bytes as a checkpoint; "" if it does. Of a key that
// a rotation names, counts decides.
func (j *judge) signsCheckpoint(b *evidence.Bundle, text []byte, leaf int64) string {
	if b.Message == nil {
		return "it holds no signature over a checkpoint"
	}
	sum := sha256.Sum256(text)
	if !bytes.Equal(b.Message.Digest.Digest, sum[:]) {
		return "it is about other bytes than those of " + checkpointPath
	}
	x := signedOf(b, sum)
	if x.material.Certificate != nil {
		return j.signatures.byWorkflow(x, leaf)
	}
	return j.signer(x, leaf, nil)
}

// logSigned holds the note's own signature where the policy asks for one.
func (j *judge) logSigned() string {
	if j.trust.logKeys == nil {
		return ""
	}
	if _, err := note.Open(j.text, j.trust.logKeys); err != nil {
		return fmt.Sprintf("no log key of the policy signed it: %v", err)
	}
	return ""
}
