package cli

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// groups are the commands, in the order in which a newcomer meets them.
func groups() []group {
	return []group{
		{"Begin", []func(*World) *cobra.Command{tourCommand, initCommand, libraryCommand, addCommand, updateCommand, keyCommand}},
		{"Write", []func(*World) *cobra.Command{fmtCommand, checkCommand, fixCommand, testCommand, listCommand, explainCommand, lspCommand, compileCommand, planCommand, docsCommand, graphCommand, diffCommand}},
		{"Run", []func(*World) *cobra.Command{reviewCommand, runCommand, approveCommand, answerCommand, resumeCommand, confirmCommand, waiveCommand, revokeCommand, sealCommand, dueCommand, disposeCommand, ledgerCommand, logCommand, showCommand}},
		{"Judge", []func(*World) *cobra.Command{verifyCommand, proveCommand, packCommand, exportCommand, verifyBundleCommand, trustCommand, scoreCommand, statusCommand, reportCommand}},
		{"On a forge", []func(*World) *cobra.Command{protectCommand, ciCommand}},
	}
}

// group is a heading of the help, and the commands below it.
type group struct {
	title string
	of    []func(*World) *cobra.Command
}

// Main runs one command and gives the exit status of the process.
func Main(args []string, w World) (status int) {
	defer w.discreet()()
	defer w.crash(args, &status)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := rootCommand(&w)
	root.SetArgs(args)
	root.SetOut(w.Out)
	root.SetErr(w.Err)
	return w.end(args, root.ExecuteContext(ctx))
}

func rootCommand(w *World) *cobra.Command {
	var chdir string
	var plain bool
	root := &cobra.Command{
		Use:   "attestary",
		Short: "Zero Trust runbooks that leave proof",
		Long: `Write runbooks in HCL, in git. Run exactly what was reviewed. Every run leaves a signed
entry in a ledger that anybody can verify offline. Maturity is earned, not claimed.`,
		Example: `  attestary tour                  see the whole chain at work, in a new folder
  attestary init                  begin in your own repository
  attestary check                 is what I wrote right?`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noSuchCommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(*cobra.Command, []string) error {
			w.Color = w.Color && !plain
			if chdir == "" {
				return nil
			}
			w.Dir = w.path(chdir)
			if info, err := os.Stat(w.Dir); err != nil || !info.IsDir() {
				return usage("--chdir %s: there is no such folder", chdir)
			}
			return nil
		},
	}
	root.PersistentFlags().StringVarP(&chdir, "chdir", "C", "", "work in this `folder`")
	root.PersistentFlags().BoolVar(&plain, "no-color", false, "no colours (NO_COLOR does the same)")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return problem{wrongUsage, err.Error(), cmd.CommandPath() + " --help"}
	})
	root.SetUsageTemplate(usageTemplate)
	root.SetHelpCommand(&cobra.Command{Use: "help", Hidden: true, RunE: func(*cobra.Command, []string) error { return root.Help() }})
	root.Version = Version()
	root.SetVersionTemplate("attestary {{.Version}}\n")
	root.SuggestionsMinimumDistance = 2
	for _, g := range groups() {
		root.AddGroup(&cobra.Group{ID: g.title, Title: g.title + ":"})
		for _, command := range g.of {
			cmd := tidy(command(w))
			cmd.GroupID = g.title
			root.AddCommand(cmd)
		}
	}
	root.AddCommand(versionCommand(w))
	root.InitDefaultCompletionCmd()
	for _, name := range []string{"version", "completion"} {
		if cmd, _, err := root.Find([]string{name}); err == nil {
			cmd.GroupID = "Begin"
		}
	}
	if cmd, _, err := root.Find([]string{"completion"}); err == nil {
		cmd.Example = "  attestary completion bash >~/.local/share/bash-completion/completions/attestary"
	}
	return root
}

// noSuchCommand is for a word that is no command: what was meant, or where they are listed.
func noSuchCommand(root *cobra.Command, given []string) error {
	if len(given) == 0 {
		return nil
	}
	what := fmt.Sprintf("there is no command called %s", given[0])
	if near := root.SuggestionsFor(given[0]); len(near) > 0 {
		what += "; did you mean " + strings.Join(near, " or ") + "?"
	}
	return problem{wrongUsage, what, "attestary --help"}
}

// tidy makes the complaints about arguments sound like the rest of the program.
func tidy(cmd *cobra.Command) *cobra.Command {
	if args := cmd.Args; args != nil {
		cmd.Args = func(cmd *cobra.Command, given []string) error {
			if err := args(cmd, given); err != nil {
				return problem{wrongUsage, fmt.Sprintf("%s was given %s; write it as %s", cmd.CommandPath(), words(given), strings.TrimSuffix(cmd.UseLine(), " [flags]")),
					cmd.CommandPath() + " --help"}
			}
			return nil
		}
	}
	for _, sub := range cmd.Commands() {
		tidy(sub)
	}
	return cmd
}

// words are arguments as they were given.
func words(given []string) string {
	if len(given) == 0 {
		return "nothing more"
	}
	return strings.Join(given, " ")
}

// formats adds --format with the given choices; the first is the default.
func formats(cmd *cobra.Command, into *string, choices ...string) {
	cmd.Flags().StringVar(into, "format", choices[0], "`one` of "+strings.Join(choices, ", "))
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(choices, cobra.ShellCompDirectiveNoFileComp))
	before := cmd.PreRunE
	cmd.PreRunE = func(c *cobra.Command, args []string) error {
		for _, choice := range choices {
			if *into == choice {
				if before != nil {
					return before(c, args)
				}
				return nil
			}
		}
		return usage("--format %s: allowed are %s", *into, strings.Join(choices, ", "))
	}
}

// relative shows a path as the person would type it.
func (w World) relative(path string) string {
	if rel, err := filepath.Rel(w.Dir, path); err == nil && !strings.HasPrefix(rel, "../..") {
		return rel
	}
	return path
}
