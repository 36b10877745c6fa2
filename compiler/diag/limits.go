package diag

// limits are the rows of RB02xx: sizes, conflict markers, hidden characters.
var limits = []Entry{
	{
		Code:  "RB0201",
		Title: "The file is too large",
		Cause: "A file has more than 256 KiB.",
		Wrong: "# a runbook of 300 KiB",
		Right: "# two runbooks, or one whose data comes from a step",
		Why:   "Pull requests come from anybody, and nobody reads a runbook of that size.",
	},
	{
		Code:  "RB0202",
		Title: "The line is too long",
		Cause: "A line has more than 16 KiB.",
		Wrong: "# a list of 2,000 names on one line",
		Right: "# the same list with one name a line",
		Why:   "What does not fit a screen is not reviewed.",
	},
	{
		Code:  "RB0203",
		Title: "Too many parts within each other",
		Cause: "Brackets, braces, quotes and operators stand more than 64 deep within each other.",
		Wrong: `# locals {
#   n = ((((((((((((((((((( … 1 … )))))))))))))))))))
# }`,
		Right: `locals {
  a = 1 + 2
  b = local.a * 3
}`,
		Why: "Reading such a part can exhaust the machine that reads it, and no person can follow it.",
	},
	{
		Code:  "RB0204",
		Title: "The number is too long",
		Cause: "A number has more than 40 digits when it is written out.",
		Wrong: `locals {
  n = 1e10000000
}`,
		Right: `locals {
  n = 10000000
}`,
		Why: "Ten characters can stand for ten million digits, and computing with them takes minutes.",
	},
	{
		Code:  "RB0205",
		Title: "Too many loops within each other",
		Cause: "More than three for stand within each other in one value.",
		Wrong: `locals {
  n = [for a in org.x : [for b in a : [for c in b : [for d in c : d]]]]
}`,
		Right: `locals {
  n = flatten(org.x)
}`,
		Why: "Each further loop multiplies the work by the length of its list.",
	},
	{
		Code:  "RB0206",
		Title: "The value is too much work",
		Cause: "The loops of a value, multiplied by the lengths of their lists, are more work than allowed.",
		Wrong: "# [for a in <500 names> : [for b in <500 names> : [for c in <500 names> : …]]]",
		Right: "# [for a in <500 names> : a if contains(org.kept, a)]",
		Why:   "A pull request could keep the machine that compiles it busy for minutes.",
	},
	{
		Code:  "RB0207",
		Title: "There are too many files",
		Cause: "The folder has more than 20,000 files to read.",
		Wrong: "# runbooks/ with 20,001 runbooks",
		Right: "# two projects, each with its own runbooks/",
		Why:   "A pull request could keep the machine that compiles it busy for minutes.",
	},
	{
		Code:  "RB0208",
		Title: "The file is not text in UTF-8",
		Cause: "A file has bytes that are not UTF-8, such as those of an older encoding.",
		Wrong: "# a file that an editor saved as Latin-1 or UTF-16",
		Right: "# the same file saved as UTF-8",
		Why:   "Every machine must read the same letters, and only UTF-8 says which ones they are.",
	},
	{
		Code:  "RB0209",
		Title: "The file begins with a byte order mark",
		Cause: "An editor put three invisible bytes before the first letter.",
		Wrong: `# a file saved as "UTF-8 with BOM"`,
		Right: `# the same file saved as "UTF-8"`,
		Why:   "The mark is invisible and makes two files that look the same have different digests.",
	},
	{
		Code:  "RB0210",
		Title: "Merge conflict markers are still in the file",
		Cause: "git could not merge two versions, and both stand in the file with markers between them.",
		Wrong: "# <<<<<<< HEAD",
		Right: "# the version that is right, without the three marker lines",
		Why:   "Which of the two versions holds is for a person to say.",
	},
	{
		Code:  "RB0211",
		Title: "A character turns the direction of the text",
		Cause: "The file, or a text that is written with \\u…, has a control character for right-to-left text.",
		Wrong: "# a line with U+202E in it",
		Right: "# the same line without it",
		Why:   "With it, a reviewer sees other words than those that are compiled.",
	},
	{
		Code:  "RB0212",
		Title: "A character cannot be seen",
		Cause: "The file, or a text that is written with \\u…, has a character that no editor shows, such as a zero-width space.",
		Wrong: "# a name with U+200B in it",
		Right: "# the same name without it",
		Why:   "Two names that look the same would be different, and a reviewer could not tell.",
	},
	{
		Code:  "RB0213",
		Title: "A word mixes letters that look alike",
		Cause: "One word has letters of two alphabets, such as a Cyrillic а among Latin letters.",
		Wrong: `# "pаyroll" with a Cyrillic а`,
		Right: `# "payroll"`,
		Why:   "The word looks like another one that the reviewer trusts.",
	},
	{
		Code:  "RB0214",
		Title: "A control character is in the file",
		Cause: "The file, or a text that is written with \\u…, has a character that steers terminals; or a text of one line has a line break or a tab.",
		Wrong: "# a line with U+001B (escape) in it",
		Right: "# the same line without it",
		Why:   "It can hide or change what a terminal shows of the file.",
	},
}
