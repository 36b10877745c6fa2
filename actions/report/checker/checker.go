// Package checker is what lets a page of the report check itself: a script that verifies, in the reader's browser,
// that each entry shown is in the ledger's tree and was signed by whom the page trusts.
//
// It judges proofs, one entry each, as `attestary prove` writes them, and of those claims 1, 2, 4 and 5: form, leaf
// and path to the root, the signature of the entry and of the checkpoint, keys, rotations, certificates, timestamps,
// and whom a certificate names. What it cannot look at it says (state "open"), and never shows as verified: logs of
// signatures, keys that count for a time only, whatever is in a form that it does not know. It does not compile, does
// not score, and knows nothing of entries that it is not shown: Limits says so to the reader.
//
// It is written by hand, for WebCrypto, and not compiled from package verify: as WebAssembly that is 15 MB, 3.7 in
// gzip, and would have to be built before this program could be. That the two agree is held by running the script
// over the tamper corpus (corpus_test.go): whatever the script calls verified, package verify holds too.
//
// The page and the keys in it are made by the one who is judged. So a page that says "verified" proves nothing to
// somebody who doubts its maker; it shows that page and evidence agree, and that nobody changed the files since. Who
// doubts compares the keys, or verifies the ledger with this program.
//
// Start at Script and Trust.
package checker

import (
	"bytes"
	"embed"
	"io/fs"
)

// Limits is what the script does not check, for people.
var Limits = []string{
	"that nothing is missing from the ledger, and that it has only grown",
	"that a plan is that of the runbook in the repository, and that it was reviewed and approved as it must be",
	"that a run came after its authorization, and that its outcome follows from its steps and checks",
	"when something was signed, where a key counts for a time only, and logs of signatures",
	"the stages of the matrix, and whatever else these pages say: the program reckons that from the entries",
}

//go:embed js
var parts embed.FS

// Script is the verifier: one file, which needs no other.
func Script() []byte {
	var out bytes.Buffer
	out.WriteString("// Attestary verifies what this page shows, here in the browser. Apache-2.0\n\"use strict\";\n(() => {\n")
	files, err := fs.Glob(parts, "js/*.js") // in their order
	if err != nil {
		panic("checker: " + err.Error())
	}
	for _, name := range files {
		data, err := parts.ReadFile(name)
		if err != nil {
			panic("checker: " + err.Error())
		}
		out.Write(data)
		out.WriteByte('\n')
	}
	out.WriteString("})();\n")
	return out.Bytes()
}
