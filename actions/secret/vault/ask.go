package vault

import (
	"context"
	"net/http"
)

// Ask sends one request to an engine of the server and gives the body of the answer: path is what the engine's
// API has below /v1/, body is JSON, or nil to read. It logs in before and out after, as Read does, so it may be
// called by several goroutines at once.
func (v Vault) Ask(ctx context.Context, path string, body []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	s, err := v.open(ctx)
	if err != nil {
		return nil, err
	}
	defer s.close(ctx)
	method := http.MethodPost
	if body == nil {
		method = http.MethodGet
	}
	return s.do(ctx, method, path, body)
}
