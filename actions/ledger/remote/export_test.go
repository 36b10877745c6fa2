package remote

// Weigh is for the tests: what tells a pack that becomes too large.
var Weigh = weigh
