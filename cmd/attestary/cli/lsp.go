package cli

import (
	"errors"

	"github.com/attestary/attestary/cmd/attestary/lsp"
	"github.com/spf13/cobra"
)

func lspCommand(w *World) *cobra.Command {
	return &cobra.Command{
		Use:   "lsp",
		Short: "Help an editor while you write",
		Long: `Talks to an editor over standard input and output: findings as you type, with their fixes; what may
stand at the cursor; what a word means and where it is defined; the one layout. An editor starts it;
the README shows the lines for VS Code, Neovim and Helix.`,
		Example: "  attestary lsp",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			err := lsp.Serve(cmd.Context(), w.In, w.Out, lsp.Options{
				Today:   func() string { return w.Now().UTC().Format("2006-01-02") },
				Version: Version(),
			})
			if errors.Is(err, lsp.ErrUnasked) {
				return quiet(foundWrong)
			}
			return err
		},
	}
}
