package syntax

// rows are what files may hold, by what tells their kind.
var rows = map[string]*Section{
	projectName: &ProjectFile, runbookSuffix: &RunbookFile, actionSuffix: &ActionFile, testSuffix: &TestFile, frameworkSuffix: &FrameworkFile,
}

// FileRow is the row of what a file may hold, by its name; nil for a file that is not read.
func FileRow(file string) *Section { return rows[suffixOf(file)] }
