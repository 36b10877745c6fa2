package diff

import "strings"

// A plan's words come from a pull request of a stranger, and the table goes into a comment by a robot that
// people trust. So no word may end its cell, open a link or an image, call a person, name an issue or a
// commit, or be anything else than itself. Two walls: every character that Markdown knows is escaped, and
// values stand in <code>, in which GitHub makes nothing of names, numbers and addresses.

// quiet breaks what GitHub would make a link or a mention of, also outside <code>.
var quiet = strings.NewReplacer("@", "@\u200b", "#", "#\u200b", "://", ":\u200b//", "www.", "www\u200b.", "WWW.", "WWW\u200b.")

// entities are the characters that must not stand in a cell at all, not even behind a backslash: GitHub
// looks for the ends of cells before it looks for anything else.
var entities = map[rune]string{'|': "&#124;", '<': "&lt;", '>': "&gt;", '&': "&amp;", '`': "&#96;", '\\': "&#92;"}

// inMarkdown is text that says nothing to a reader of Markdown but itself, on one line.
func inMarkdown(text string) string {
	var b strings.Builder
	for _, r := range quiet.Replace(visible(text)) {
		entity, ok := entities[r]
		switch {
		case ok:
			b.WriteString(entity)
		case strings.ContainsRune("*_{}[]()#+!~$:", r):
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// cell is a value in a cell; nothing where it is empty.
func cell(text string) string {
	if text == "" {
		return ""
	}
	return "<code>" + inMarkdown(text) + "</code>"
}
