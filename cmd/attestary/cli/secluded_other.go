//go:build !linux

package cli

// secluded has no equivalent here.
func secluded() {}
