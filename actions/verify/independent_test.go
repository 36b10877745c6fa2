package verify_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A ledger must be checkable without our program. What follows knows the format's page, RFC 6962 and
// encoding/json, and shares no code with what wrote the ledger or verifies it.

// plainRoot is RFC 6962, 2.1, as it is written there: no tiles, no streaming, no library.
func plainRoot(leaves [][]byte) [32]byte {
	switch n := len(leaves); n {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return sha256.Sum256(append([]byte{0}, leaves[0]...))
	default:
		k := 1
		for k*2 < n {
			k *= 2
		}
		left, right := plainRoot(leaves[:k]), plainRoot(leaves[k:])
		return sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
	}
}

// plainLeaves reads the entry tiles of a ledger with one: tile/entries/000.p/<size>.
func plainLeaves(t *testing.T, files tree) [][]byte {
	t.Helper()
	var leaves [][]byte
	data := []byte(files[fmt.Sprintf("tile/entries/000.p/%s", strings.Split(files["checkpoint"].data, "\n")[1])].data)
	for len(data) > 0 {
		n := binary.BigEndian.Uint16(data)
		leaves, data = append(leaves, data[2:2+n]), data[2+n:]
	}
	return leaves
}

// The root in the checkpoint is that of the leaves, and each leaf names the bytes of its bundle and of
// the statement in it.
func TestIndependentRoot(t *testing.T) {
	t.Parallel()
	files := baseFiles(t, "base")
	leaves := plainLeaves(t, files)
	bundles := map[string][]byte{}
	for path, f := range files {
		if strings.HasPrefix(path, "runs/") {
			sum := sha256.Sum256([]byte(f.data))
			bundles["sha256:"+hex.EncodeToString(sum[:])] = []byte(f.data)
		}
	}
	if len(leaves) != 8 || len(bundles) != 8 {
		t.Fatalf("%d leaves and %d bundles", len(leaves), len(bundles))
	}
	for i, raw := range leaves {
		var leaf struct{ Bundle, Statement string }
		if err := json.Unmarshal(raw, &leaf); err != nil {
			t.Fatal(err)
		}
		payload, _ := envelopeOf(t, bundles[leaf.Bundle])
		if sum := sha256.Sum256(payload); leaf.Statement != "sha256:"+hex.EncodeToString(sum[:]) {
			t.Errorf("leaf %d names statement %s; its bundle holds %x", i, leaf.Statement, sum)
		}
	}
	root := plainRoot(leaves)
	if got := strings.Split(files["checkpoint"].data, "\n")[2]; got != base64.StdEncoding.EncodeToString(root[:]) {
		t.Errorf("the checkpoint says root %s; RFC 6962 says %x", got, root)
	}
}

func envelopeOf(t *testing.T, bundle []byte) (payload, sig []byte) {
	t.Helper()
	var b struct {
		DSSE struct {
			Payload    []byte
			Signatures []struct{ Sig []byte }
		} `json:"dsseEnvelope"`
	}
	if err := json.Unmarshal(bundle, &b); err != nil || len(b.DSSE.Signatures) != 1 {
		t.Fatalf("bundle: %v, %d signatures", err, len(b.DSSE.Signatures))
	}
	return b.DSSE.Payload, b.DSSE.Signatures[0].Sig
}

// openssl accepts every signature over the pre-authentication encoding, and refuses it over other bytes.
func TestOpenSSL(t *testing.T) {
	t.Parallel()
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Fatal("this test needs openssl; .ci/test installs it")
	}
	dir, key := t.TempDir(), filepath.Join("testdata", "keys", "ledger.pub.pem")
	accepts := func(name string, message, sig []byte) bool {
		messageFile, sigFile := filepath.Join(dir, name+".msg"), filepath.Join(dir, name+".sig")
		if err := os.WriteFile(messageFile, message, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(sigFile, sig, 0o600); err != nil {
			t.Fatal(err)
		}
		return exec.CommandContext(t.Context(), openssl, "dgst", "-sha256", "-verify", key, "-signature", sigFile, messageFile).Run() == nil
	}
	for path, f := range baseFiles(t, "base") {
		if !strings.HasPrefix(path, "runs/") {
			continue
		}
		payload, sig := envelopeOf(t, []byte(f.data))
		encoded := fmt.Appendf(nil, "DSSEv1 28 application/vnd.in-toto+json %d %s", len(payload), payload)
		name := strings.ReplaceAll(path, "/", "-")
		if !accepts(name, encoded, sig) {
			t.Errorf("%s: openssl refuses the signature", path)
		}
		if accepts(name, append(encoded, '\n'), sig) {
			t.Errorf("%s: openssl accepts the signature over other bytes", path)
		}
	}
}
