package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// release and commit are set by the linker when a release is built; see README, "Building".
var release, commit string

// Version is the program's version as evidence names it: the release, else the commit that it was
// built from, else "devel".
func Version() string {
	if release != "" {
		return release
	}
	if id := builtFrom(); id != "" {
		return "devel-" + id[:12]
	}
	return "devel"
}

// builtFrom is the full git id of the commit that the program was built from, or "".
func builtFrom() string {
	if commit != "" {
		return commit
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" && len(setting.Value) == 40 {
			return setting.Value
		}
	}
	return ""
}

func versionCommand(w *World) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version of this program",
		Example: "  attestary version",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(w.Out, "attestary %s (%s, %s/%s)\n", Version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}
