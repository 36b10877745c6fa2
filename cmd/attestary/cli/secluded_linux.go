package cli

import "golang.org/x/sys/unix"

// secluded keeps this process's memory and environment from other processes of the same person: the programs
// that steps start run as that person, and could read the passphrase and every secret in /proc. Nothing of
// it lands in a core dump either. It holds for the process alone, not for what it starts, and not against
// root. Where it cannot be had there is nothing to do about it.
func secluded() { _ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0) }
