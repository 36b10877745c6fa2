package evidence

import "github.com/attestary/attestary/schemas/canon"

// Leaf is what the ledger's tree holds of an entry: its canonical bytes are the C2SP log entry.
type Leaf struct {
	Bundle    canon.Digest `json:"bundle"` // of the bundle file's bytes
	Kind      Kind         `json:"kind"`
	Run       canon.Digest `json:"run"`       // key of the run; "" where there is none
	Statement canon.Digest `json:"statement"` // of the DSSE payload
	V         int          `json:"v"`         // 1
}
