package show

import "strings"

// Markdown goes into comments and pages by a robot that people trust. So no word may end its cell, open a
// link or an image, call a person, name an issue or a commit, or be anything else than itself. Two walls:
// every character that Markdown knows is escaped, and values stand in <code>, in which GitHub makes nothing
// of names, numbers and addresses.

// quiet breaks what GitHub would make a link or a mention of, also outside <code>.
var quiet = strings.NewReplacer("@", "@\u200b", "#", "#\u200b", "://", ":\u200b//", "www.", "www\u200b.", "WWW.", "WWW\u200b.")

// entities are the characters that must not stand in a cell at all, not even behind a backslash: GitHub
// looks for the ends of cells before it looks for anything else.
var entities = map[rune]string{'|': "&#124;", '<': "&lt;", '>': "&gt;", '&': "&amp;", '`': "&#96;", '\\': "&#92;"}

// Markdown is text that says nothing to a reader of Markdown but itself, on one line.
func Markdown(text string) string {
	var b strings.Builder
	for _, r := range quiet.Replace(Visible(text)) {
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

// Code is a value in a cell or a sentence; nothing where it is empty.
func Code(text string) string {
	if text == "" {
		return ""
	}
	return "<code>" + Markdown(text) + "</code>"
}

// Span is a value as code between backticks, in a sentence that is not within a table: easier on the eyes
// than Code for who reads the Markdown itself.
func Span(text string) string {
	text = Visible(text)
	fence, run := "`", 0
	for _, r := range text {
		if r != '`' {
			run = 0
			continue
		}
		if run++; run >= len(fence) {
			fence = strings.Repeat("`", run+1)
		}
	}
	switch {
	case text == "":
		return ""
	case strings.TrimSpace(text) != text, strings.HasPrefix(text, "`"), strings.HasSuffix(text, "`"):
		text = " " + text + " "
	}
	return fence + text + fence
}
