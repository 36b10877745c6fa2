// Attestary turns Zero Trust runbooks, written in HCL and kept in git, into runs that leave proof.
package main

import (
	"os"

	"github.com/attestary/attestary/cmd/attestary/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], cli.System())) }
