package steps

// What the fuzz tests look at.
var (
	FromJSON      = fromJSON
	ReadWorkflow  = func(data []byte) error { _, err := readWorkflow(data); return err }
	SecretsWithin = func(data []byte) int { return len(findSecrets(data)) }
)
