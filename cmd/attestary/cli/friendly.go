package cli

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"github.com/attestary/attestary/actions/attest/key"
	"github.com/attestary/attestary/actions/ledger"
)

// friendly turns an error of a hall into what a person can act on: the exit status and the next command.
// What it does not know goes through as it is, with the status of "could not look".
func friendly(err error) error {
	var known problem
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case errors.Is(err, key.ErrPassphrase):
		return problem{couldNotLook, err.Error(), "the same command again, with the passphrase of that key"}
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return problem{couldNotLook, fmt.Sprintf("the disk is full: %v", err), "free some space, then the same command again"}
	case errors.Is(err, context.Canceled):
		return problem{couldNotLook, "stopped before anything was run", ""}
	case errors.Is(err, ledger.ErrRefused):
		return problem{couldNotLook, err.Error(), "ask whoever keeps the remote, then the same command again"}
	}
	return err
}

// unreadable is for a ledger of which something cannot be read: what exactly, an audit says.
func unreadable(err error) error {
	var known problem
	if err = friendly(err); errors.As(err, &known) {
		return err
	}
	return problem{couldNotLook, fmt.Sprintf("the ledger cannot be read: %v", err), "attestary verify"}
}
