package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/attestary/attestary/actions/secret"
	"github.com/attestary/attestary/compiler"
)

// founding is a beginning under way: what is settled, and what was made so far.
type founding struct {
	*World        // in the repository's root
	typed  *World // where the command was typed: paths of flags begin there
	repo   *repository
	b      beginning
	person *os.File // who is asked; nil without a terminal
	there  bool     // project.hcl was there before
	key    string   // where the key lies; "" where none signs
	secret []byte   // the passphrase of a key that is to be made; nil where none is
	made   madeBy
}

// settle fills in what no flag said, by asking or by what is usual, and refuses what cannot be. It writes nothing.
func (f *founding) settle(ctx context.Context) error {
	f.person = f.World.person()
	_, err := os.Stat(filepath.Join(f.repo.root, compiler.Dir, "project.hcl"))
	f.there = err == nil
	for _, part := range []func(context.Context) error{f.settleForge, f.settleProject, f.settleRemote, f.settleKey, f.settleRun} {
		if err := part(ctx); err != nil {
			return stopped(err)
		}
	}
	return nil
}

// stopped is for a person who does not go on, by Ctrl-C or by closing the input.
func stopped(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, io.EOF) {
		return problem{couldNotLook, "stopped; nothing was written", "attestary init"}
	}
	return err
}

// settleForge finds out where runs happen: on GitHub where origin is there.
func (f *founding) settleForge(ctx context.Context) error {
	if f.b.forge != "" {
		return nil
	}
	origin, err := f.repo.origin()
	f.b.forge = onMachine
	switch {
	case strings.Contains(origin, "github.com"):
		f.b.forge = onGitHub
	case err != nil && f.person != nil && f.b.remote == "" && !f.there:
		answer, err := f.choose(ctx, "Where shall runs happen?", "on this machine", "on GitHub")
		if answer == 2 {
			f.b.forge = onGitHub
		}
		return err
	}
	return nil
}

// settleProject is what project.hcl says: of one that is there, what it says already.
func (f *founding) settleProject(ctx context.Context) error {
	if f.b.name == "" {
		f.b.name = projectName(filepath.Base(f.repo.root))
	}
	if f.there {
		return f.readProject()
	}
	for _, ask := range []func(context.Context) error{f.askOwner, f.askZone, f.askSign} {
		if err := ask(ctx); err != nil {
			return err
		}
	}
	return f.b.check()
}

// readProject takes over what stands in project.hcl: it is not written again.
func (f *founding) readProject() error {
	result, _, err := f.compileTree(compiler.Options{})
	if err != nil {
		return err
	}
	f.b.sign = withoutKey
	if store := result.Project.Store; store != nil && strings.HasPrefix(store.Sign.Value, "key:") {
		f.b.sign = withKey
		f.key, err = f.keyPath(result)
	}
	return err
}

// askOwner asks who looks after it. Who says so is known on this machine by the key that is made, and need not tell
// their login again with each command.
func (f *founding) askOwner(ctx context.Context) (err error) {
	f.b.ownKey = (f.b.owner != "" || f.person != nil) && f.b.forge == onMachine
	if f.b.owner != "" {
		return nil
	}
	f.b.owner = f.login()
	if f.person == nil {
		return nil
	}
	who, usual := "Who looks after the runbooks, and may start them?", strings.Trim(notInLogins.ReplaceAllString(f.b.owner, "-"), "-")
	if f.b.forge == onGitHub {
		who += " A login of GitHub:"
	}
	for f.b.owner = ""; !ownerForm.MatchString(f.b.owner) && err == nil; {
		if f.b.owner != "" {
			fmt.Fprintln(f.Err, "  a login has letters, digits and single dashes between them")
		}
		f.b.owner, err = f.line(ctx, who, usual)
	}
	return err
}

var notInLogins = regexp.MustCompile(`[^A-Za-z0-9]+`)

func (f *founding) askZone(ctx context.Context) (err error) {
	switch {
	case f.b.timezone != "":
	case f.person == nil:
		f.b.timezone = "UTC"
	default:
		for !knownZone(f.b.timezone) && err == nil {
			if f.b.timezone != "" {
				fmt.Fprintf(f.Err, "  %s is no time zone; write one as Europe/Paris, or UTC\n", printable(f.b.timezone))
			}
			f.b.timezone, err = f.line(ctx, "In which time zone do schedules run?", f.zone())
		}
	}
	return err
}

func (f *founding) askSign(ctx context.Context) error {
	switch {
	case f.b.sign != "":
		return nil
	case f.person == nil || f.b.forge != onGitHub:
		f.b.sign = withKey
		return nil
	}
	answer, err := f.choose(ctx, "What signs the evidence?", "a key, protected by a passphrase that you choose", "no key: a certificate of the workflow, anew for each run")
	f.b.sign = withKey
	if err != nil || answer != 2 {
		return err
	}
	f.b.sign = withoutKey
	if !f.b.publicLog {
		f.b.publicLog, err = f.yes(ctx, "Certificates are logged in public: names of this repository, its branches and workflows. Is that all right?", false)
	}
	if err == nil && !f.b.publicLog {
		fmt.Fprintln(f.Err, "  then a key signs")
		f.b.sign = withKey
	}
	return err
}

// settleRemote offers a place for the ledger where there is none.
func (f *founding) settleRemote(ctx context.Context) error {
	_, err := f.repo.origin()
	if err == nil || f.person == nil || f.b.remote != "" || f.b.forge == onGitHub {
		return nil
	}
	path := filepath.Join(filepath.Dir(f.repo.root), f.b.name+"-evidence.git")
	ok, err := f.yes(ctx, fmt.Sprintf("Evidence is kept in a remote, and there is none. Make one in %s?", f.relative(path)), true)
	if ok {
		f.b.remote = path
	}
	return err
}

// settleKey gets the passphrase of a key that is to be made. One that is there stays as it is.
func (f *founding) settleKey(ctx context.Context) error {
	if f.b.sign != withKey || f.Getenv("ATTESTARY_KEY") != "" {
		return nil
	}
	if f.key == "" {
		home, err := f.home()
		if err != nil {
			return err
		}
		f.key = filepath.Join(home, f.b.name+".key")
	}
	if _, err := os.Stat(f.key); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var err error
	if f.b.passphrase != "" {
		f.secret, err = f.readPassphrase()
	} else if f.secret, err = f.givenPassphrase(); f.secret == nil && err == nil {
		f.secret, err = f.choosePassphrase(ctx)
	}
	f.hidden.Learn(f.secret)
	return err
}

func (f *founding) readPassphrase() ([]byte, error) {
	from := "--passphrase-file " + f.b.passphrase
	var data []byte
	var err error
	if f.b.passphrase == "-" {
		data, err = io.ReadAll(io.LimitReader(f.In, secret.MaxSize))
	} else {
		data, err = readFile(f.typed.path(f.b.passphrase), from)
	}
	if err != nil {
		return nil, err
	}
	text := withoutLineEnd(string(data))
	if text == "" {
		return nil, usage("%s: it is empty; a key needs a passphrase", from)
	}
	return []byte(text), nil
}

// choosePassphrase asks for one until it was typed twice.
func (f *founding) choosePassphrase(ctx context.Context) ([]byte, error) {
	if f.person == nil {
		return nil, problem{couldNotLook, "a key is to be made, its passphrase is needed, and there is no terminal to ask on; nothing was written",
			"attestary init --passphrase-file FILE   (or set ATTESTARY_KEY_PASSPHRASE_FILE)"}
	}
	fmt.Fprintf(f.Err, "A key signs the evidence. It will lie in %s, encrypted. Choose a passphrase:\n", f.relative(f.key))
	for {
		first, err := f.ask(ctx, f.person, "  passphrase, it will not be shown: ")
		if err != nil {
			return nil, err
		}
		again, err := f.ask(ctx, f.person, "  once more: ")
		switch {
		case err != nil:
			return nil, err
		case len(first) == 0:
			fmt.Fprintln(f.Err, "  an empty one is none")
		case string(first) != string(again):
			fmt.Fprintln(f.Err, "  the two differ")
		default:
			return first, nil
		}
	}
}

// settleRun offers the first run.
func (f *founding) settleRun(ctx context.Context) (err error) {
	_, none := f.repo.origin()
	if f.b.run || f.person == nil || f.b.empty || f.b.sign != withKey || none != nil && f.b.remote == "" {
		return nil
	}
	f.b.run, err = f.yes(ctx, fmt.Sprintf("Commit what is written, and run %s at once?", starterRun), true)
	return err
}

// line is what a person types after a question; Enter takes usual.
func (f *founding) line(ctx context.Context, question, usual string) (string, error) {
	if usual != "" {
		question += " [" + usual + "]"
	}
	answer, err := f.heard(ctx, f.person, question+" ")
	if answer == "" {
		answer = usual
	}
	return answer, err
}

// choose has a person choose between some, by number; Enter takes the first.
func (f *founding) choose(ctx context.Context, question string, among ...string) (int, error) {
	fmt.Fprintln(f.Err, question)
	for i, one := range among {
		fmt.Fprintf(f.Err, "  %d  %s\n", i+1, one)
	}
	for {
		answer, err := f.line(ctx, " ", "1")
		if err != nil {
			return 0, err
		}
		for i := range among {
			if answer == fmt.Sprint(i+1) {
				return i + 1, nil
			}
		}
		fmt.Fprintf(f.Err, "  type a number from 1 to %d\n", len(among))
	}
}

// yes asks for y or n; Enter takes usual.
func (f *founding) yes(ctx context.Context, question string, usual bool) (bool, error) {
	offer := " [y/N]"
	if usual {
		offer = " [Y/n]"
	}
	answer, err := f.line(ctx, question+offer, "")
	if answer == "" {
		return usual && err == nil, err
	}
	return strings.EqualFold(answer, "y") || strings.EqualFold(answer, "yes"), err
}
