package cli

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/spf13/cobra"
)

// answering is how somebody answers a run.
type answering struct {
	run, name, role, reason, out string
	no                           bool
	values                       []string
}

func approveCommand(w *World) *cobra.Command {
	var a answering
	cmd := &cobra.Command{
		Use:   "approve [RUN]",
		Short: "Say yes or no to what a run asks",
		Long: `Shows what the run asks, and signs your answer with your own key. It is bound to the run, to exactly what is
shown, and to the items that wait. It counts if you have one of the roles that are asked and did not ask for
the run; as a member of a role you are listed with your key: LOGIN#sha256:… (attestary key show).

RUN is the beginning of the run's key, or the question's file where the run is on another machine; then the
answer is a file too, which goes back there.`,
		Example: "  attestary approve\n  attestary approve 4f1a09 --no --reason \"two of these people are on leave\"\n  attestary approve question-approval-security --out yes.word",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			a.run = strings.Join(args, "")
			return w.answer(cmd.Context(), a, plan.ApprovalPrefix)
		},
	}
	cmd.Flags().StringVar(&a.name, "name", "", "the `approval`, where the run asks for several")
	cmd.Flags().BoolVar(&a.no, "no", false, "say no; --reason says why")
	a.flags(cmd)
	return cmd
}

func answerCommand(w *World) *cobra.Command {
	var a answering
	cmd := &cobra.Command{
		Use:   "answer [RUN]",
		Short: "Answer a question that a run asks",
		Long: `Shows the question, and signs your answers with your own key, as attestary approve does. Where the question
wants a second person, somebody else gives the same answers.`,
		Example: "  attestary answer 4f1a09 --value reached=true --value spoke_to=\"Ada Lovelace\"",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			a.run = strings.Join(args, "")
			return w.answer(cmd.Context(), a, plan.AskPrefix)
		},
	}
	cmd.Flags().StringVar(&a.name, "name", "", "the `ask`, where the run asks several things")
	cmd.Flags().StringArrayVar(&a.values, "value", nil, "an answer, as `NAME=VALUE`; may be repeated")
	a.flags(cmd)
	return cmd
}

func (a *answering) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.reason, "reason", "", "why, in your own `words`; it is kept in the ledger")
	cmd.Flags().StringVar(&a.role, "role", "", "the `role` in which you answer (default: the first of yours that is asked)")
	cmd.Flags().StringVar(&a.out, "out", "", "write the answer to this `file`, for the machine that the run is on")
}

func (w *World) answer(ctx context.Context, a answering, kind string) error {
	if a.no && a.reason == "" {
		return usage("a no needs its reason: --reason \"…\"")
	}
	asked, folder, err := w.asked(ctx, a)
	if err != nil {
		return err
	}
	q, err := theQuestion(asked.Questions, kind, a.name)
	if err != nil {
		return err
	}
	p, err := plan.Parse(asked.Plan)
	if err != nil {
		return err
	}
	w.viewQuestion(w.Out, p, q)
	what := "your answer"
	if a.no {
		what = "your no"
	}
	if err := w.sure(ctx, what); err != nil {
		return err
	}
	word, err := w.speak(ctx, a, asked, p, q)
	if err != nil {
		return err
	}
	return w.hand(a, folder, q, word)
}

// asked is the run that is meant, by its key or by the file of its question. folder is "" for a file.
func (w *World) asked(ctx context.Context, a answering) (asked *conduct.Asked, folder string, err error) {
	if data, err := os.ReadFile(w.path(a.run)); err == nil && a.run != "" {
		q, err := conduct.ParseQuestion(data)
		if err != nil {
			return nil, "", problem{wrongUsage, fmt.Sprintf("%s: %v", a.run, err), ""}
		}
		asked, err = w.askedElsewhere(ctx, q)
		return asked, "", err
	}
	left, err := w.theRun(a.run, func(l conduct.Waiting) bool { return len(l.Questions) > 0 })
	if err != nil {
		return nil, "", err
	}
	asked, err = conduct.Look(left.Path)
	return asked, left.Path, err
}

// askedElsewhere finds plan and authorization of a run on another machine in the ledger.
func (w *World) askedElsewhere(ctx context.Context, q *conduct.Question) (*conduct.Asked, error) {
	s, err := w.findRun(ctx, q.Run.Hex())
	if err != nil {
		return nil, err
	}
	planBytes, err := s.plan.Encode()
	if err != nil {
		return nil, err
	}
	statement, err := evidence.EncodeStatement(s.authorization)
	return &conduct.Asked{Plan: planBytes, Authorization: statement, Questions: []*conduct.Question{q}}, err
}

// theQuestion is the one that is meant.
func theQuestion(all []*conduct.Question, kind, name string) (*conduct.Question, error) {
	fits := slices.DeleteFunc(slices.Clone(all), func(q *conduct.Question) bool {
		return !strings.HasPrefix(q.Address, kind) || name != "" && addressOf(q) != name && q.Address != kind+name
	})
	if len(fits) == 1 {
		return fits[0], nil
	}
	names := make([]string, len(all))
	for i, q := range all {
		names[i] = addressOf(q)
	}
	if len(names) == 0 {
		return nil, problem{wrongUsage, "the run asks nothing now", "attestary resume"}
	}
	command := map[string]string{plan.ApprovalPrefix: "approve", plan.AskPrefix: "answer"}[kind]
	return nil, problem{wrongUsage, fmt.Sprintf("the run asks %s; say which", strings.Join(names, ", ")), "attestary " + command + " --name NAME"}
}

// speak signs the answer with the person's own key.
func (w *World) speak(ctx context.Context, a answering, asked *conduct.Asked, p *plan.Plan, q *conduct.Question) (*evidence.Word, error) {
	compiled, _, err := w.compileTree(compiler.Options{})
	if err != nil {
		return nil, err
	}
	own, _, err := w.signingKey(ctx, compiled)
	if err != nil {
		return nil, err
	}
	said, err := evidence.ParseStatement(asked.Authorization)
	if err != nil {
		return nil, err
	}
	authorization, ok := said.(*evidence.Authorization)
	if !ok {
		return nil, problem{couldNotLook, "the run's folder holds another statement than its authorization", ""}
	}
	values, err := w.answers(p, q, a.values)
	if err != nil {
		return nil, err
	}
	reply := attest.Reply{
		Voice: attest.Voice{At: w.Now(), By: evidence.By{How: "key", ID: string(own.Public().Digest()), Login: w.login()}, Seen: q.Seen},
		Plan:  asked.Plan, Authorization: asked.Authorization, Question: q.Rules(authorization), Role: a.role, Answer: evidence.Yes, Reason: a.reason,
		Values: values, Salt: q.Salted(),
	}
	if a.no {
		reply.Answer = evidence.No
	}
	statement, clear, err := attest.ApprovalStatement(reply)
	if err != nil {
		return nil, problem{foundWrong, err.Error(), ""}
	}
	return attest.Speak(ctx, own, statement, clear...)
}

// answers are what was typed for an ask, held to its rules.
func (w *World) answers(p *plan.Plan, q *conduct.Question, typed []string) (map[string]expr.Value, error) {
	ask := p.Ask(strings.TrimPrefix(q.Address, plan.AskPrefix))
	if ask == nil || !strings.HasPrefix(q.Address, plan.AskPrefix) {
		return nil, nil
	}
	given := map[string]string{}
	for _, pair := range typed {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			return nil, usage("--value %s: write NAME=VALUE", pair)
		}
		if old, twice := given[name]; twice {
			value = old + "\n" + value
		}
		given[name] = value
	}
	values, findings := rules.CheckAnswers(ask, given)
	if len(findings) == 0 {
		return values, nil
	}
	messages := make([]string, len(findings))
	for i, f := range findings {
		messages[i] = "  " + f.Message
	}
	return nil, problem{wrongUsage, "the answers do not fit:\n" + strings.Join(messages, "\n"), "attestary answer --value NAME=VALUE …"}
}

// hand lays the answer where the run looks for it, or into a file.
func (w *World) hand(a answering, folder string, q *conduct.Question, word *evidence.Word) error {
	if folder != "" && a.out == "" {
		if err := (&conduct.Desk{}).Post(folder, word); err != nil {
			return err
		}
		fmt.Fprintf(w.Err, "\nsigned as %s\n  next: attestary resume %s\n", w.login(), q.Run.Hex()[:8])
		return nil
	}
	if a.out == "" {
		a.out = w.path(a.run) + ".word"
	}
	data, err := word.Encode()
	if err == nil {
		err = os.WriteFile(w.path(a.out), data, 0o600)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(w.Err, "\nsigned as %s, in %s\n  there: attestary resume %s --word %s\n", w.login(), w.relative(w.path(a.out)), q.Run.Hex()[:8], w.relative(w.path(a.out)))
	return nil
}
