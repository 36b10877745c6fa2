package diag

// banned are the rows of RB01xx for what HCL has and the language leaves out on purpose.
var banned = []Entry{
	{
		Code:  "RB0121",
		Title: "The star is not part of the language",
		Cause: "All members of a list are taken with [*] or .* at once.",
		Wrong: `locals {
  a = org.sites[*].host
}`,
		Right: `locals {
  a = [for s in org.sites : s.host]
}`,
		Why: "The star gives an empty list where a value is missing, so that a check could pass without looking.",
	},
	{
		Code:  "RB0122",
		Title: "An item of a list is taken by a dot",
		Cause: "An item of a list is written as list.0.",
		Wrong: `locals {
  a = org.list.0
}`,
		Right: `locals {
  a = org.list[0]
}`,
		Why: "There is one way to write it, and list.0.1 would be read as a number.",
	},
	{
		Code:  "RB0123",
		Title: "%{ } is not part of the language",
		Cause: "A text has a directive such as %{ if }.",
		Wrong: `locals {
  a = "%{ if org.x }yes%{ endif }"
}`,
		Right: `locals {
  a = "${org.x ? "yes" : ""}"
}`,
		Why: "A text with programs in it cannot be reviewed as a text.",
	},
	{
		Code:  "RB0124",
		Title: "Three dots are not part of the language",
		Cause: "A list is spread over the values of a function, or a loop gathers values, with three dots.",
		Wrong: `locals {
  a = concat(org.lists...)
}`,
		Right: `locals {
  a = flatten(org.lists)
}`,
		Why: "How many values a function gets must be seen at its place.",
	},
	{
		Code:  "RB0125",
		Title: "try and can are not part of the language",
		Cause: "A value is wrapped in try or can.",
		Wrong: `locals {
  a = try(org.x, 1)
}`,
		Right: `locals {
  a = default(org.x, 1)
}`,
		Why: "They hide every mistake within them, so that a check would pass though nobody looked.",
	},
	{
		Code:  "RB0127",
		Title: "A function has a plain name",
		Cause: "A function is called with :: in its name.",
		Wrong: `locals {
  a = text::upper("one")
}`,
		Right: `locals {
  a = upper("one")
}`,
		Why: "There is one set of functions, and nobody can add to it.",
	},
}
