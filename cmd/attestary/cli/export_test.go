package cli

// Identity names a program by its content.
var Identity = identity
