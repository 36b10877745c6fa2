package diag

// sections are the rows of RB10xx: unknown, missing, doubled and misplaced sections and settings; files and names.
var sections = []Entry{
	{
		Code:  "RB1001",
		Title: "There is no such section",
		Cause: "A section has a name that the language does not know at this place.",
		Wrong: `chekc "reachable" {
  condition = true
  message   = "Not reachable."
}`,
		Right: `check "reachable" {
  condition = true
  message   = "Not reachable."
}`,
		Why: "What is not understood cannot be promised to run, so nothing unknown is passed over in silence.",
	},
	{
		Code:  "RB1002",
		Title: "There is no such setting",
		Cause: "A setting has a name that its section does not know.",
		Wrong: `input "days" {
  type   = number
  defalt = 21
}`,
		Right: `input "days" {
  type    = number
  default = 21
}`,
		Why: "A misspelt setting that were passed over would leave the reviewer believing in a rule that is not there.",
	},
	{
		Code:  "RB1003",
		Title: "A setting is missing",
		Cause: "A section lacks a setting that it cannot do without.",
		Wrong: `check "reachable" {
  condition = true
}`,
		Right: `check "reachable" {
  condition = true
  message   = "Not reachable."
}`,
		Why: "A required setting has no value that would be right for everybody and at all times.",
	},
	{
		Code:  "RB1004",
		Title: "A section is missing",
		Cause: "A file lacks the section that says what it is, or it is empty.",
		Wrong: "# a file that ends in .runbook.hcl and has no section runbook",
		Right: `runbook "look-around" {
  language = 1
  title    = "Look around"
  owner    = role.security
}`,
		Why: "Reviewers, records and the ledger call a runbook by the name and owner that this section gives.",
	},
	{
		Code:  "RB1005",
		Title: "A setting is given twice",
		Cause: "A section has two settings of one name.",
		Wrong: `input "days" {
  type = number
  min  = 1
  min  = 2
}`,
		Right: `input "days" {
  type = number
  min  = 2
}`,
		Why: "One of the two would be passed over, and the reader could not tell which.",
	},
	{
		Code:  "RB1006",
		Title: "A section is given twice",
		Cause: "A section that may stand once stands twice.",
		Wrong: `access {
  who = [role.security]
}

access {
  who = [role.it_support]
}`,
		Right: `access {
  who = [role.security, role.it_support]
}`,
		Why: "Two answers to one question leave the reviewer to guess which one holds.",
	},
	{
		Code:  "RB1007",
		Title: "Two parts have the same name",
		Cause: "Two sections of one kind have the same name in a file.",
		Wrong: `input "days" {
  type = number
}

input "days" {
  type = string
}`,
		Right: `input "days" {
  type = number
}

input "note" {
  type = string
}`,
		Why: "A reference such as input.days must lead to one part, today and in the records of past runs.",
	},
	{
		Code:  "RB1008",
		Title: "The section needs other words before its brace",
		Cause: "A section has too few or too many quoted words between its name and the brace.",
		Wrong: `step "tls.probe" {
  host = "shop.acme.example"
}`,
		Right: `step "tls.probe" "site" {
  host = "shop.acme.example"
}`,
		Why: "The quoted words say what the section is and how other parts call it.",
	},
	{
		Code:  "RB1009",
		Title: "A name may not be written so",
		Cause: "A name has a letter that names may not have, or is too long.",
		Wrong: `input "Max Days" {
  type = number
}`,
		Right: `input "max_days" {
  type = number
}`,
		Why: "Names become parts of references, file names, addresses in the ledger and fields of forms; plain ones are safe in all of them.",
	},
	{
		Code:  "RB1010",
		Title: "A section and a setting are mixed up",
		Cause: "A section is written with = before its brace, or a setting without it.",
		Wrong: `step "tls.probe" "site" {
  host  = "shop.acme.example"
  retry = { max = 3 }
}`,
		Right: `step "tls.probe" "site" {
  host = "shop.acme.example"

  retry {
    max   = 3
    delay = "10s"
  }
}`,
		Why: "A section holds settings of its own with rules of their own; a setting has one value.",
	},
	{
		Code:  "RB1011",
		Title: "The file and the runbook have different names",
		Cause: "A file is not named like the runbook in it.",
		Wrong: `# file look-around.runbook.hcl
runbook "look-about" {
  language = 1
  title    = "Look around"
  owner    = role.security
}`,
		Right: `# file look-around.runbook.hcl
runbook "look-around" {
  language = 1
  title    = "Look around"
  owner    = role.security
}`,
		Why: "Whoever reads a record finds the file by the runbook's name, without searching.",
	},
	{
		Code:  "RB1012",
		Title: "This version does not know that language version",
		Cause: "The setting language names a version that this program does not know.",
		Wrong: `runbook "look-around" {
  language = 2
  title    = "Look around"
  owner    = role.security
}`,
		Right: `runbook "look-around" {
  language = 1
  title    = "Look around"
  owner    = role.security
}`,
		Why: "A newer language may give the same words another meaning.",
	},
	{
		Code:  "RB1014",
		Title: "The file cannot be read",
		Cause: "A file is a link, a folder, or may not be read.",
		Wrong: "# look-around.runbook.hcl is a symbolic link to /etc/passwd",
		Right: "# look-around.runbook.hcl is a plain file in the repository",
		Why:   "A runbook is what stands in the reviewed commit; a link may lead elsewhere on every machine.",
	},
	{
		Code:  "RB1015",
		Title: "There is no project.hcl",
		Cause: "The folder of the runbooks has no file project.hcl.",
		Wrong: "# runbooks/ without project.hcl",
		Right: `project "acme" {
  language   = 1
  frameworks = ["cisa-ztmm"]
}`,
		Why: "It names the people, connections and frameworks that every runbook refers to.",
	},
	{
		Code:     "RB1016",
		Severity: Warning,
		Title:    "There is no runbook",
		Cause:    "No file below the folder ends in .runbook.hcl.",
		Wrong:    "# runbooks/ with project.hcl alone",
		Right:    "# runbooks/look-around.runbook.hcl beside it",
		Why:      "Nothing was checked, and nothing is not the same as everything being fine.",
	},
	{
		Code:  "RB1017",
		Title: "The section belongs elsewhere",
		Cause: "A section stands at a place where the language does not have it, though it has it elsewhere.",
		Wrong: `expect "there" {
  condition = self.exists
  message   = "There is no such file."
}`,
		Right: `step "file.read" "hosts" {
  path = "/etc/hosts"

  expect "there" {
    condition = self.exists
    message   = "There is no such file."
  }
}`,
		Why: "What a section is about follows from where it stands.",
	},
	{
		Code:     "RB1018",
		Severity: Warning,
		Title:    "The file is not read",
		Cause:    "A file ends in .hcl or nearly so, and nothing in its name says what it holds; or it is a link to elsewhere.",
		Wrong:    "# runbooks/look-around.hcl",
		Right:    "# runbooks/look-around.runbook.hcl",
		Why:      "Somebody may believe that it is in force.",
	},
}
