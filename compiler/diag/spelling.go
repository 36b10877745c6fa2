package diag

// spelling are the rows of RB01xx: mistakes in writing, one row per cause.
var spelling = []Entry{
	{
		Code:  "RB0101",
		Title: "Curly quotes",
		Cause: "A text is in quotes as word processors write them.",
		Wrong: `locals {
  a = “one”
}`,
		Right: `locals {
  a = "one"
}`,
		Why: "Only straight quotes begin and end a text, so that a text may hold all others.",
	},
	{
		Code:  "RB0102",
		Title: "Single quotes",
		Cause: "A text is in single quotes.",
		Wrong: `locals {
  a = 'one'
}`,
		Right: `locals {
  a = "one"
}`,
		Why: "There is one way to write a text, so that all runbooks read alike.",
	},
	{
		Code:  "RB0103",
		Title: "A colon where = belongs",
		Cause: "A setting is written as NAME: VALUE.",
		Wrong: `locals {
  a: "one"
}`,
		Right: `locals {
  a = "one"
}`,
		Why: "A setting is NAME = VALUE everywhere.",
	},
	{
		Code:  "RB0104",
		Title: "Doubled braces",
		Cause: "A value is put into a text with {{ }} or ${{ }}, as other programs do.",
		Wrong: `locals {
  a = "run ${{ run.id }}"
}`,
		Right: `locals {
  a = "run ${run.id}"
}`,
		Why: "Doubled braces stay as they are written; nobody would see a value.",
	},
	{
		Code:  "RB0105",
		Title: "A $ outside of a text",
		Cause: "A reference outside of a text is written with $ or ${ }.",
		Wrong: `locals {
  a = ${run.id}
}`,
		Right: `locals {
  a = run.id
}`,
		Why: "${ } puts a value into a text; outside of one the value stands alone.",
	},
	{
		Code:  "RB0106",
		Title: "A word where a sign belongs",
		Cause: "and, or, not, or a single & or |, stands in a condition.",
		Wrong: `locals {
  a = org.x > 1 and org.x < 9
}`,
		Right: `locals {
  a = org.x > 1 && org.x < 9
}`,
		Why: "The language has && (both), || (one of them) and ! (not), and no words for them.",
	},
	{
		Code:  "RB0107",
		Title: "Write true or false",
		Cause: "yes, no, on, off or True stands where true or false belongs.",
		Wrong: `locals {
  a = yes
}`,
		Right: `locals {
  a = true
}`,
		Why: "One way to write each of the two keeps a text from being taken for an answer.",
	},
	{
		Code:  "RB0108",
		Title: "Text needs quotes",
		Cause: "A text has no quotes around it.",
		Wrong: `locals {
  a = Look around
}`,
		Right: `locals {
  a = "Look around"
}`,
		Why: "Without quotes it would be a reference; the quotes tell the two apart.",
	},
	{
		Code:  "RB0109",
		Title: "A length of time needs quotes",
		Cause: "A length of time such as 30s has no quotes around it.",
		Wrong: `locals {
  a = 30s
}`,
		Right: `locals {
  a = "30s"
}`,
		Why: "A number with a letter is a text that the setting reads as a length of time.",
	},
	{
		Code:  "RB0110",
		Title: "A date needs quotes",
		Cause: "A date has no quotes around it, so it is read as a subtraction.",
		Wrong: `locals {
  a = 2099-12-01
}`,
		Right: `locals {
  a = "2099-12-01"
}`,
		Why: "2099-12-01 is 2086 to HCL, which would accept it in silence.",
	},
	{
		Code:  "RB0111",
		Title: "A label needs quotes",
		Cause: "A word between a section's name and its brace has no quotes.",
		Wrong: `input days {
  type = number
}`,
		Right: `input "days" {
  type = number
}`,
		Why: "What a section is called is a text that you chose; the quotes tell it from the language's own words.",
	},
	{
		Code:  "RB0112",
		Title: "The { stands on the next line",
		Cause: "The brace of a section stands below its name.",
		Wrong: `input "days"
{
  type = number
}`,
		Right: `input "days" {
  type = number
}`,
		Why: "A line that ends without a brace is read as a whole.",
	},
	{
		Code:  "RB0113",
		Title: "Something follows a setting",
		Cause: "A comma or semicolon stands at the end of a setting.",
		Wrong: `locals {
  a = 1,
  b = 2
}`,
		Right: `locals {
  a = 1
  b = 2
}`,
		Why: "A setting ends with its line. Commas stand in lists and maps.",
	},
	{
		Code:  "RB0114",
		Title: "One setting a line in a section",
		Cause: "Two settings stand on one line, or a brace on the line of a setting.",
		Wrong: `step "tls.probe" "site" {
  retry { max = 3, delay = "2s" }
  host = "shop.acme.example"
}`,
		Right: `step "tls.probe" "site" {
  host = "shop.acme.example"

  retry {
    max   = 3
    delay = "2s"
  }
}`,
		Why: "One setting a line makes each of them a line of the review.",
	},
	{
		Code:  "RB0115",
		Title: "= where == is meant",
		Cause: "Two values are compared with a single = or with ===.",
		Wrong: `locals {
  a = org.x = 1
}`,
		Right: `locals {
  a = org.x == 1
}`,
		Why: "= gives a setting its value, == compares; mixing them up would change what is judged.",
	},
	{
		Code:  "RB0116",
		Title: "A quote is missing",
		Cause: "A text begins with a quote and does not end on its line, or ends without having begun.",
		Wrong: `locals {
  a = "one
  b = 2
}`,
		Right: `locals {
  a = "one"
  b = 2
}`,
		Why: "Everything after it would belong to the text.",
	},
	{
		Code:  "RB0117",
		Title: "A closing brace is missing",
		Cause: "A section begins before the one above it was closed.",
		Wrong: `input "days" {
  type = number

input "note" {
  type = string
}`,
		Right: `input "days" {
  type = number
}

input "note" {
  type = string
}`,
		Why: "The rest of the file would belong to the section that is still open.",
	},
	{
		Code:  "RB0118",
		Title: "A closing bracket too many",
		Cause: "A closing bracket has no opening one.",
		Wrong: `input "days" {
  type = number
}
}`,
		Right: `input "days" {
  type = number
}`,
		Why: "A section above may have been closed too early, and its settings would be elsewhere.",
	},
	{
		Code:  "RB0119",
		Title: "A closing bracket is missing",
		Cause: "A list, a call or ${ } is not closed.",
		Wrong: `use "okta" {
  allow = ["okta.list_users"
}`,
		Right: `use "okta" {
  allow = ["okta.list_users"]
}`,
		Why: "Everything after it would belong to the list.",
	},
	{
		Code:  "RB0120",
		Title: "An unknown \\ in a text",
		Cause: "A backslash in a text stands before a character that it does not change.",
		Wrong: `locals {
  a = "\d+"
}`,
		Right: `locals {
  a = "\\d+"
}`,
		Why: "A backslash begins a special character: \\n is a new line. Twice, it is itself.",
	},
	{
		Code:  "RB0126",
		Title: "A text in quotes ends with its line",
		Cause: "A text in quotes goes on over several lines.",
		Wrong: `locals {
  a = "one
    and two"
}`,
		Right: `locals {
  a = "one and two"
}`,
		Why: "A forgotten quote would otherwise swallow the lines below it.",
	},
	{
		Code:  "RB0128",
		Title: "A type is written without quotes",
		Cause: "The type of an input is in quotes.",
		Wrong: `input "days" {
  type = "number"
}`,
		Right: `input "days" {
  type = number
}`,
		Why: "A type is a word of the language, not a text.",
	},
	{
		Code:  "RB0129",
		Title: "A setting's name has no quotes",
		Cause: "The name of a setting is in quotes, as in JSON.",
		Wrong: `locals {
  "a" = 1
}`,
		Right: `locals {
  a = 1
}`,
		Why: "Quotes are for texts that you chose; names of settings are words of the language.",
	},
	{
		Code:  "RB0130",
		Title: "The { of a section is missing",
		Cause: "A section's name and labels stand on a line without the brace that opens the section.",
		Wrong: `input "days"
  type = number
}`,
		Right: `input "days" {
  type = number
}`,
		Why: "The lines below it would belong to the section around, or to none.",
	},
	{
		Code:  "RB0131",
		Title: "A text over several lines has no end",
		Cause: "A text begins with << and a word, and no line below is that word alone.",
		Wrong: `locals {
  a = <<-EOT
    one
    two
}`,
		Right: `locals {
  a = <<-EOT
    one
    two
  EOT
}`,
		Why: "The rest of the file would belong to the text.",
	},
	{
		Code:  "RB0132",
		Title: "The = is missing",
		Cause: "A setting is written as its name and its value, with nothing between them.",
		Wrong: `locals {
  a "one"
}`,
		Right: `locals {
  a = "one"
}`,
		Why: "Without =, the line reads as the head of a section.",
	},
	{
		Code:  "RB0199",
		Title: "This cannot be read",
		Cause: "The file breaks a rule of writing that has no code of its own.",
		Wrong: `locals {
  a = [1 2]
}`,
		Right: `locals {
  a = [1, 2]
}`,
		Why: "What cannot be read for certain is not guessed.",
	},
}
