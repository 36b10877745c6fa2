package cli

import "github.com/attestary/attestary/actions/verify"

// Identity names a program by its content.
var Identity = identity

// TakesForks tells whether a policy takes what runs sign that a fork can cause.
var TakesForks = takesForks

// PolicyText writes a policy.
var PolicyText = policyText

// ParsePolicy reads what a policy says, sense or not.
func ParsePolicy(data []byte, files func(path, what string) ([]byte, error)) (verify.Policy, error) {
	return decodeTrust("trust.hcl", data, reading{file: files})
}
