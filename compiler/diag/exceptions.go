package diag

// exceptions are the rows of RB80xx: exceptions that ended or silence nothing, and renames.
var exceptions = []Entry{}
