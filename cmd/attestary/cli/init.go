package cli

import (
	"context"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/attestary/attestary/compiler/emit"
	"github.com/attestary/attestary/runbooks"
	"github.com/spf13/cobra"
)

// beginning is what a new project is made of. Flags say it; at a terminal a person is asked for the rest.
type beginning struct {
	name, timezone, owner string
	ownKey                bool   // the owner is known by the key that is made, whatever their login is
	forge                 string // where runs happen: onMachine or onGitHub
	sign                  string // with what: withKey or XX
	publicLog             bool   // with a certificate: names of the repository may become public
	remote                string // a bare repository to make and to call origin; "" for none
	empty                 bool   // without the starter runbooks
	passphrase            string // a file, - for standard input
	run                   bool   // commit what was written, and run the first runbook
}

const (
	onMachine  = "none"
	onGitHub   = "github"
	withKey    = "key"
	withoutKey = "keyless"
)

// publicNames are the words of project.hcl that allow a private repository to be named in a public log.
const publicNames = "names of this repository, its branches and workflows become public"

func initCommand(w *World) *cobra.Command {
	var b beginning
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Begin: a project, the starter runbooks, a key",
		Long: `Writes runbooks/ into the git repository that you stand in: project.hcl, the starter runbooks, and
their workflows. Makes a signing key, outside of the repository. A file that is there stays as it is.

At a terminal you are asked what no flag says, before anything is written; Enter takes what is offered. At
the end it offers the first run. Elsewhere nothing is asked: the passphrase of the key comes from
--passphrase-file, ATTESTARY_KEY_PASSPHRASE_FILE or ATTESTARY_KEY_PASSPHRASE.`,
		Example: `  attestary init
  attestary init --remote ../evidence.git    also make a bare repository to keep evidence in
  attestary init --forge github --sign keyless --public-log --owner octocat
  attestary init --remote ../evidence.git --passphrase-file pass --run     for a script`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return w.begin(cmd.Context(), b) },
	}
	flags := cmd.Flags()
	flags.StringVar(&b.name, "name", "", "`name` of the project (default: of the folder)")
	flags.StringVar(&b.owner, "owner", "", "`login` of who looks after the runbooks (default: ATTESTARY_LOGIN, or you)")
	flags.StringVar(&b.timezone, "timezone", "", "`zone` of schedules, as Europe/Paris (default UTC)")
	flags.StringVar(&b.forge, "forge", "", "where runs happen: `one` of none, github (default: what origin is)")
	flags.StringVar(&b.sign, "sign", "", "what signs: `one` of key, keyless (default key; keyless needs github)")
	flags.BoolVar(&b.publicLog, "public-log", false, "keyless: names of a private repository may become public")
	flags.StringVar(&b.remote, "remote", "", "make a bare repository in this `folder`, as the remote origin")
	flags.StringVar(&b.passphrase, "passphrase-file", "", "take the passphrase of the new key from this `file`; - is standard input")
	flags.BoolVar(&b.empty, "empty", false, "without the starter runbooks")
	flags.BoolVar(&b.run, "run", false, "commit what was written, and run the first runbook")
	return cmd
}

// begin settles everything, then writes everything, then tells what is next. Whoever stops it while it asks finds
// nothing written, and what fails while it writes is taken back.
func (w *World) begin(ctx context.Context, b beginning) error {
	repo, err := w.openRepository()
	if err != nil {
		return err
	}
	inside := *w
	inside.Dir = repo.root
	f := &founding{World: &inside, typed: w, repo: repo, b: b}
	if err := f.settle(ctx); err != nil {
		return err
	}
	if err := f.write(); err != nil {
		f.undo()
		return err
	}
	return f.finish(ctx)
}

var (
	nameForm  = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,39}$`)
	ownerForm = regexp.MustCompile(`^[A-Za-z0-9](-?[A-Za-z0-9]){0,38}(#[1-9][0-9]{0,17})?$`)
)

// check refuses what project.hcl could not hold, before anything is written.
func (b beginning) check() error {
	if !nameForm.MatchString(b.name) {
		return usage("--name %q: a name has lower-case letters, digits, - and _, begins with a letter, and has at most 40", b.name)
	}
	if !knownZone(b.timezone) {
		return usage("--timezone %q: write a zone as Europe/Paris, or UTC", b.timezone)
	}
	switch {
	case !ownerForm.MatchString(b.owner):
		return usage("--owner %q: a login has letters, digits and single dashes between them, as on GitHub", b.owner)
	case b.forge != onMachine && b.forge != onGitHub:
		return usage("--forge %s: allowed are none, github", b.forge)
	case b.sign != withKey && b.sign != withoutKey:
		return usage("--sign %s: allowed are key, keyless", b.sign)
	case b.sign == withoutKey && b.forge != onGitHub:
		return usage("--sign keyless: a certificate names a workflow, so runs must happen on a forge; add --forge github, or sign with a key")
	case b.publicLog && b.sign != withoutKey:
		return usage("--public-log: it is for --sign keyless; a key writes into no public log")
	case b.run && b.sign == withoutKey:
		return usage("--run: what is signed without a key runs on GitHub; push, and start the first run there")
	case b.run && b.empty:
		return usage("--run: with --empty there is no runbook to run")
	}
	return nil
}

// project is what project.hcl says.
func (b beginning) project(owner string) runbooks.Project {
	p := runbooks.Project{Name: b.name, Timezone: b.timezone, Action: pinnedAction(), Sign: withoutKey, Members: []string{owner}}
	if b.sign == withKey {
		p.Sign = "key:" + b.name + ".key"
	}
	if b.publicLog {
		p.PublicLog = publicNames
	}
	return p
}

func knownZone(name string) bool {
	_, err := time.LoadLocation(name)
	return err == nil && name != "" && name != "Local"
}

// pinnedAction is our own action at the commit that this program was built from. A program that does not
// know its commit cannot pin one.
func pinnedAction() string {
	if id := builtFrom(); id != "" {
		return "attestary/attestary/actions@" + id
	}
	return emit.LocalAction
}

var notInNames = regexp.MustCompile(`[^a-z0-9]+`)

// projectName makes a name out of that of a folder.
func projectName(folder string) string {
	name := strings.Trim(notInNames.ReplaceAllString(strings.ToLower(folder), "-"), "-")
	if name == "" || name[0] < 'a' {
		name = "p-" + name
	}
	return strings.TrimRight(name[:min(len(name), 40)], "-")
}

// login is who works at this machine, as roles may list them: what the environment says, else what init was told, else
// the name of the account.
func (w *World) login() string {
	if login := w.Getenv("ATTESTARY_LOGIN"); login != "" {
		return login
	}
	if path, err := w.loginFile(); err == nil {
		if data, err := os.ReadFile(path); err == nil && ownerForm.MatchString(strings.TrimSpace(string(data))) {
			return strings.TrimSpace(string(data))
		}
	}
	return w.account()
}

// account is the name of the account on this machine.
func (w *World) account() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return "me"
}

// loginFile is where a machine remembers who works at it under another login than that of the account.
func (w *World) loginFile() (string, error) {
	home, err := w.home()
	return filepath.Join(home, "login"), err
}

// zone is the time zone of this machine, UTC where it does not tell.
func (w *World) zone() string {
	if zone := w.Getenv("TZ"); knownZone(zone) {
		return zone
	}
	if target, err := filepath.EvalSymlinks("/etc/localtime"); err == nil {
		if _, zone, ok := strings.Cut(target, "/zoneinfo/"); ok && knownZone(zone) && !strings.HasPrefix(zone, "Etc/") {
			return zone
		}
	}
	return "UTC"
}

// starterRun is the runbook that a newcomer runs first: it needs nothing but the repository itself.
const starterRun = "secrets-in-git"

func (f *founding) tellNext(commands ...[2]string) {
	fmt.Fprintln(f.Err, "next:")
	for _, c := range commands {
		if c[1] == "" {
			fmt.Fprintf(f.Err, "  %s\n", c[0])
		} else {
			fmt.Fprintf(f.Err, "  %-44s %s\n", c[0], c[1])
		}
	}
}
