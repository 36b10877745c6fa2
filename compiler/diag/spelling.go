package diag

// spelling are the rows of RB01xx: mistakes in writing, one row per cause.
var spelling = []Entry{
	{
		Code:  "RB0123",
		Title: "%{ } is not part of the language",
	},
}
