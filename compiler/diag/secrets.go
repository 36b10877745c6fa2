package diag

// secrets are the rows of RB60xx: values that would be seen.
var secrets = []Entry{}
