package steps

import (
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// What the fuzz tests look at.
var (
	FromJSON      = fromJSON
	ReadWorkflow  = func(data []byte) error { _, err := readWorkflow(data); return err }
	SecretsWithin = func(data []byte) int { return len(findSecrets(data)) }
)

// Admit is asked by hand: no test can make a name of this machine lead elsewhere.
func Admit(c *plan.Connection, host, address string) error {
	r, err := reachOf(c)
	if err != nil {
		return err
	}
	return r.admit(host, address)
}

// What the fuzz tests look at, of pages.
var (
	NextLink     = nextLink
	NextByCursor = nextByCursor
	Join         = join
	RetryAfter   = retryAfter
	Among        = func(list expr.Value, n int64) (is, told bool) { return settings{"ok": list}.among("ok", n) }
)
