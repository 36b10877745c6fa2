package diag

// promises are the rows of RB40xx: what a runbook says of itself and does not keep.
var promises = []Entry{}
