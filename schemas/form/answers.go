package form

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	// MaxBody is how many bytes of an issue's text are read: GitHub allows 65,536 characters.
	MaxBody = 4 * 65536
	// heading begins the line of a label. No line of an answer may begin so, with up to three spaces before.
	heading = "###"
	// empty stands where nothing was answered.
	empty = "_No response_"
)

// Answers reads what somebody filled in: for each field that has an answer, its text under its id, as a
// person would type it for the input. An error is a sentence for the one who wrote the issue.
func (f Form) Answers(body string) (map[string]string, error) {
	if len(body) > MaxBody {
		return nil, fmt.Errorf("the issue's text has %d bytes, and a form makes at most %d", len(body), MaxBody)
	}
	if !utf8.ValidString(body) || strings.ContainsRune(body, 0) {
		return nil, fmt.Errorf("the issue's text is no text")
	}
	if len(f.Fields) == 0 {
		return map[string]string{}, nil
	}
	lines := strings.Split(strings.ReplaceAll(body, "\r\n", "\n"), "\n")
	parts, err := f.parts(lines)
	if err != nil {
		return nil, err
	}
	answers := map[string]string{}
	for i := range f.Fields {
		text, err := f.Fields[i].read(parts[i])
		if err != nil {
			return nil, err
		}
		if text != "" {
			answers[f.Fields[i].ID] = text
		}
	}
	return answers, nil
}

// parts are the lines under the label of each field. A line that begins like a label is one, or refused.
func (f Form) parts(lines []string) ([][]string, error) {
	parts := make([][]string, 0, len(f.Fields))
	for _, line := range lines {
		if !strings.HasPrefix(strings.TrimLeft(line, " \t"), heading) {
			if len(parts) > 0 {
				parts[len(parts)-1] = append(parts[len(parts)-1], line)
			} else if strings.TrimSpace(line) != "" {
				return nil, fmt.Errorf("the issue's text begins with something else than the form's first field; open a new issue from the form, and write nothing around it")
			}
			continue
		}
		if len(parts) == len(f.Fields) || strings.TrimRight(line, " ") != heading+" "+f.Fields[len(parts)].Label {
			return nil, f.unexpected(line, len(parts))
		}
		parts = append(parts, nil)
	}
	if len(parts) < len(f.Fields) {
		return nil, fmt.Errorf("the issue's text has no field %q; the form may have changed since it was opened, so open a new issue from the form", f.Fields[len(parts)].Label)
	}
	return parts, nil
}

// unexpected tells why a line that begins like a label does not stand where it may.
func (f Form) unexpected(line string, done int) error {
	label := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), heading))
	for i := range f.Fields[:done] {
		if f.Fields[i].Label == label {
			return fmt.Errorf("the issue's text has the field %q twice, and nobody can tell which is meant; an answer may not hold a line that begins with ###", label)
		}
	}
	if done < len(f.Fields) {
		return fmt.Errorf("the issue's text has the line %+.60q where the field %q must come; an answer may not hold a line that begins with ###, and the form may have changed since the issue was opened", line, f.Fields[done].Label)
	}
	return fmt.Errorf("the issue's text has the line %+.60q behind the form's last field; an answer may not hold a line that begins with ###", line)
}

// read is the answer in the lines under a field's label; "" for none.
func (f *Field) read(lines []string) (string, error) {
	text := strings.Trim(strings.Join(lines, "\n"), "\n")
	if strings.TrimSpace(text) == empty || strings.TrimSpace(text) == "" {
		return "", nil
	}
	switch f.Kind {
	case Boxes:
		return f.ticked(text)
	case Choice:
		if text = strings.TrimSpace(text); !slices.Contains(f.Options, text) {
			return "", fmt.Errorf("%q is answered by %+.60q, and the form offers %s", f.Label, text, strings.Join(f.Options, ", "))
		}
	case Line:
		if strings.Contains(text, "\n") {
			return "", fmt.Errorf("%q is answered by several lines, and the form takes one", f.Label)
		}
	}
	return text, nil
}

// ticked are the options whose box is ticked, one a line. All boxes stand there, in their order.
func (f *Field) ticked(text string) (string, error) {
	lines := strings.Split(text, "\n")
	if len(lines) != len(f.Options) {
		return "", fmt.Errorf("%q has %d boxes in the issue, and %d in the form", f.Label, len(lines), len(f.Options))
	}
	var chosen []string
	for i, line := range lines {
		box, option := "", ""
		if len(line) > 6 {
			box, option = line[:6], strings.TrimRight(line[6:], " ")
		}
		if option != f.Options[i] || !slices.Contains([]string{"- [ ] ", "- [x] ", "- [X] "}, box) {
			return "", fmt.Errorf("%q has the line %+.60q where the box for %q must stand", f.Label, line, f.Options[i])
		}
		if box != "- [ ] " {
			chosen = append(chosen, option)
		}
	}
	return strings.Join(chosen, "\n"), nil
}
