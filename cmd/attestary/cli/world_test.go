package cli

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// TestDiscreet: what a command knows as a secret comes out of it in neither voice, not even in a problem or
// in a mistake of ours, and nothing is held back in the end.
func TestDiscreet(t *testing.T) {
	t.Parallel()
	var out, told bytes.Buffer
	status := 0
	func() {
		w := World{Out: &out, Err: &told}
		defer w.discreet()()
		defer w.crash(nil, &status)
		w.hidden.Learn([]byte("swordfish"))
		fmt.Fprint(w.Out, "it is sword")
		fmt.Fprintf(w.Out, "fish, or %s", base64.StdEncoding.EncodeToString([]byte("bot:swordfish")))
		status = w.end(nil, errors.New("there is no file swordfish"))
		panic("swordfish")
	}()
	if all := out.String() + told.String(); strings.Contains(all, "swordfish") || status != couldNotLook {
		t.Errorf("%d: %s", status, all)
	}
	if want := "it is ***, or Ym90O***=="; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
	if words := told.String(); !strings.Contains(words, "no file ***\n") || !strings.Contains(words, "a mistake in attestary itself: ***") {
		t.Error(words)
	}
}

// TestDiscreetLines: a line is shown when it is written, also one whose end might begin a secret in disguise.
func TestDiscreetLines(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	w := World{Out: &out, Err: &out}
	defer w.discreet()()
	w.hidden.Learn([]byte("swordfish-1"))
	for n := range 256 {
		fmt.Fprintf(w.Out, "commit e0613d94c563c055e5ebb9bb71df76b9123e7%02x73\n", n)
		fmt.Fprintf(w.Err, "wrote %d\n", n)
		if want := fmt.Sprintf("wrote %d\n", n); !strings.HasSuffix(out.String(), "73\n"+want) {
			t.Fatalf("after %d: %q", n, out.String()[max(0, out.Len()-80):])
		}
	}
}
