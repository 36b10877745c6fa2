package page

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/attestary/attestary/compiler/internal/show"
	"github.com/attestary/attestary/schemas/expr"
)

// phrase is a piece of a sentence. What is ours and what is a stranger's are apart in it until it is shown,
// so that no word of theirs can become more than a word.
type phrase []piece

type piece struct {
	text  string
	style style
	to    string // the file that it leads to
}

type style uint8

const (
	ours   style = iota // a fixed text of this package
	plain               // words of the plan
	strong              // words of the plan that lead a line
	coded               // a name or an expression
)

// code is what is shown as code, bold what leads a line, own a text that this package made.
type (
	code string
	bold string
	own  string
)

// say fills each {} of a sentence.
func say(format string, args ...any) phrase {
	var out phrase
	for i, text := range strings.Split(format, "{}") {
		if i > 0 {
			out = append(out, pieces(args[i-1])...)
		}
		if text != "" {
			out = append(out, piece{text: text})
		}
	}
	return out
}

func pieces(arg any) phrase {
	switch arg := arg.(type) {
	case phrase:
		return arg
	case code:
		return phrase{{text: string(arg), style: coded}}
	case bold:
		return phrase{{text: oneLine(string(arg)), style: strong}}
	case string:
		return phrase{{text: oneLine(arg), style: plain}}
	case own:
		return phrase{{text: string(arg)}}
	case int64:
		return phrase{{text: strconv.FormatInt(arg, 10)}}
	}
	return phrase{{text: fmt.Sprint(arg), style: coded}} // a text type of another package
}

// oneLine is text without line feeds and without space that nobody sees.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// join is "a, b or c".
func join(word string, list []phrase) phrase {
	var out phrase
	for i, ph := range list {
		switch {
		case i > 0 && i == len(list)-1:
			out = append(out, piece{text: " " + word + " "})
		case i > 0:
			out = append(out, piece{text: ", "})
		}
		out = append(out, ph...)
	}
	return out
}

// joined is join for words of one kind.
func joined[T any](word string, list []T, each func(T) phrase) phrase {
	phrases := make([]phrase, len(list))
	for i := range list {
		phrases[i] = each(list[i])
	}
	return join(word, phrases)
}

func roles(word string, names []string) phrase {
	return joined(word, names, func(name string) phrase { return say("{}", bold(name)) })
}

func codes[T ~string](word string, list []T) phrase {
	return joined(word, list, func(text T) phrase { return say("{}", code(text)) })
}

// maxExpression is how many bytes of an expression a page shows.
const maxExpression = 2000

// hidden stands where something with the look of a credential was.
const hidden = "(hidden)"

// expression is n as people read it: a text in quotes, a truth as a word, all else as code.
func (w *writer) expression(n *expr.Node) phrase {
	switch {
	case n == nil:
		return nil
	case w.secret(n):
		return say(hidden)
	case n.Op == expr.OpTemplate:
		return w.quoted(n)
	}
	if n.Op == expr.OpLiteral && n.Value != nil {
		return value(*n.Value)
	}
	return say("{}", code(n.Excerpt(maxExpression)))
}

// secret tells whether n is not to be shown: it has the look of a credential, or a sensitive input decides it.
func (w *writer) secret(n *expr.Node) bool {
	return show.HasSecret(n) || len(w.sensitive) > 0 && show.Mentions(n, w.sensitive)
}

// quoted is a message in quotes. What is computed in it is code.
func (w *writer) quoted(n *expr.Node) phrase {
	if n == nil {
		return nil
	}
	return slices.Concat(say("“"), w.message(n), say("”"))
}

func (w *writer) message(n *expr.Node) phrase {
	if w.secret(n) {
		return say(hidden)
	}
	parts := []*expr.Node{n}
	if n.Op == expr.OpTemplate {
		parts = n.Args
	}
	var out phrase
	for _, part := range parts {
		if text, ok := show.LiteralText(part); ok {
			out = append(out, piece{text: spaced(text), style: plain})
			continue
		}
		out = append(out, piece{text: part.Excerpt(maxExpression), style: coded})
	}
	return out
}

// spaced is oneLine for a part of a text: space at its ends stays, as one.
func spaced(text string) string {
	inner := oneLine(text)
	if inner == "" {
		return map[bool]string{true: " "}[text != ""]
	}
	if strings.TrimLeft(text, " \n\t\r") != text {
		inner = " " + inner
	}
	if strings.TrimRight(text, " \n\t\r") != text {
		inner += " "
	}
	return inner
}

// given are settings with their values, by name; what has the name of a credential is not shown.
func (w *writer) given(settings map[string]*expr.Node) phrase {
	return joined("and", sortedNames(settings), func(name string) phrase {
		if show.SecretName(name) {
			return say("{} = "+hidden, code(name))
		}
		return say("{} = {}", code(name), w.expression(settings[name]))
	})
}

// with is given after a lead; without settings it is something else.
func (w *writer) with(settings map[string]*expr.Node, none, lead string) phrase {
	if len(settings) == 0 {
		return say(none)
	}
	return say(lead+" {}", w.given(settings))
}

// mostItems is how many parts of a value a sentence has; how many more there are is told.
const mostItems = 30

// value is a value that stands in the plan.
func value(v expr.Value) phrase {
	if show.HasSecret(expr.Lit(v)) {
		return say(hidden)
	}
	switch v.Kind() {
	case expr.Bool:
		truth, _ := v.AsBool()
		return say(map[bool]string{true: "yes", false: "no"}[truth])
	case expr.Number:
		return say("{}", own(v.AsNumber().Text('f')))
	case expr.Text:
		text, _ := v.AsText()
		return say("“{}”", text)
	case expr.List:
		return several(v.Items(), value)
	case expr.Object:
		return several(v.Names(), func(name string) phrase { return member(name, v.Get(name)) })
	}
	return say("nothing")
}

func member(name string, v expr.Value) phrase {
	if v.Kind() == expr.Object && len(v.Names()) > 0 {
		return say("{} ({})", code(name), value(v))
	}
	return say("{} = {}", code(name), value(v))
}

func several[T any](items []T, each func(T) phrase) phrase {
	if len(items) == 0 {
		return say("none")
	}
	more := len(items) - mostItems
	if more <= 0 {
		return joined("and", items, each)
	}
	return slices.Concat(joined("and", items[:mostItems], each), say(" (and {} more)", int64(more)))
}
