package diag

// power are the rows of RB50xx: what a runbook may use.
var power = []Entry{}
