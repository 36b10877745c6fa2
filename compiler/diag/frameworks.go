package diag

// frameworks are the rows of RB90xx: functions, controls, stages.
var frameworks = []Entry{}
