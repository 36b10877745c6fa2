// Package ledger keeps signed statements in an append-only log, as plain files on a branch of a git
// repository.
//
// The branch has nothing in common with the code's history. The tree of its tip is the whole ledger;
// nothing here trusts git's history, its dates or its SHA-1 for what it says:
//
//	checkpoint                       origin, size, root (C2SP tlog-checkpoint); a signed note where there is a log key
//	checkpoint.sigstore.json         a Sigstore bundle over the bytes of checkpoint
//	tile/<L>/<N>[.p/<W>]             hashes (C2SP tlog-tiles, height 8): full tiles, and the newest partial of each level
//	tile/entries/<N>[.p/<W>]         leaves: each is its length in two bytes, big-endian, and its bytes
//	runs/…                           the bundles (evidence.Place)
//	blobs/sha256/<aa>/<digest>       the documents that statements name
//	README.md                        bytes fixed by the format (README)
//
// Writer.Append takes bundles into the ledger: it reads the right edge of the tip's tree, refuses a tip
// that contradicts itself, its parent or what this machine has verified before, writes the new objects,
// and swaps the branch from the old commit to the new one. Where somebody else was faster it starts
// over; where a swap failed it looks first whether it landed after all. So nothing is lost and nothing
// is in twice. What it costs grows with the logarithm of the ledger.
//
// What a person says may be signed by the person's own key, which is none of the ledger's (Item.Person): the
// word of that person, and nothing else. The ledger's checkpoint testifies that its writer had verified it.
//
// Open reads a ledger: entries in the order of their leaves, files, blobs, one at a time. It checks the
// form of what it hands out and no claim: that is package verify's.
//
// A Store is where the objects are: Memory, Dir (a git directory on this machine) or remote.Store. No
// store needs a work tree. This package knows no network and starts no process.
package ledger

import "embed"

//go:embed branch.md
var branch embed.FS

// README is the README.md of every ledger, for a stranger who finds the branch.
func README() []byte {
	data, err := branch.ReadFile("branch.md")
	if err != nil {
		panic("ledger: " + err.Error())
	}
	return data
}

// Where the files stand that are there once.
const (
	checkpointPath = "checkpoint"
	signaturePath  = "checkpoint.sigstore.json"
	readmePath     = "README.md"
)
