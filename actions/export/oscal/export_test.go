package oscal

// What tests hold against other people's readers of Markdown.
var Markup, Plain = markup, plain
