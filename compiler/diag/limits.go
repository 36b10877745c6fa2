package diag

// limits are the rows of RB02xx: sizes, conflict markers, hidden characters.
var limits = []Entry{}
