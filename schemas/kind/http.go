package kind

// A request with GET or HEAD observes; the compiler lowers the effect where the method is known.
var httpRequest = Kind{
	Name: "http.request", Title: "Ask a service over HTTP", Effect: Change, Restate: true, Connection: HTTP,
	Fields: []Field{
		{Name: "method", Type: "string", Required: true, Trusted: true, OneOf: []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}, Doc: "The method of the request."},
		{Name: "path", Type: "string", Required: true, Trusted: true, Doc: "The path below the connection's URL, from \"/\" on, without a query."},
		{Name: "query", Type: "map(string)", Trusted: true, Doc: "The query's parameters."},
		{Name: "headers", Type: "map(string)", Trusted: true, Doc: "Headers, beside those that the connection sets."},
		{Name: "body", Type: "string", Doc: "What is sent; without it, nothing."},
		{Name: "ok", Type: "list(number)", Doc: "The statuses that mean success; 200 to 299 unless told. 401, 403 and 429 mean that it could not look, unless they are listed."},
	},
	Outputs: []Output{
		{Name: "status", Type: "number", Doc: "The status of the answer."},
		{Name: "headers", Type: "map(string)", Labels: untrusted, Doc: "The headers of the answer, by their names in lower case."},
		{Name: "json", Type: "any", Labels: untrusted, Doc: "The answer read as JSON; null where it is none."},
		{Name: "text", Type: "string", Labels: untrusted, Doc: "The answer as text; null where it is not UTF-8."},
	},
}
