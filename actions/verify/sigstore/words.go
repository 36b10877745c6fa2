package sigstore

import "strings"

// notABundle is for bytes that the format does not allow; it never gets to a stage.
const notABundle = "it is not a Sigstore bundle that can be judged"

// stages are the steps of verification in their order: how the library begins what it says of one, and the
// sentence that a person is told. A test holds that every refusal of the conformance suite has one.
var stages = []struct{ begins, says string }{
	{"failed to verify log inclusion", "its entry in the log of signatures does not hold, or there is none"},
	{"failed to verify timestamps", "no time is stamped on it that the trusted root vouches for"},
	{"failed to fetch verification content", "it does not say what it was signed with in a way that can be judged"},
	{"expected key signature", "it was signed by a certificate, and a key was expected"},
	{"must provide timestamp", "it was signed by a certificate, and a certificate needs a trusted root"},
	{"failed to summarize certificate", "its certificate does not say whom it is for"},
	{"failed to verify leaf certificate", "no authority of the trusted root made its certificate, or it was not valid at the time of signing"},
	{"failed to verify signed certificate timestamp", "its certificate is not proven to be in a log of certificates"},
	{"SCTs required", "it was signed by a key, and a certificate was expected"},
	{"signature time outside of public key validity", "it was signed when the key did not count"},
	{"failed to fetch signature content", "it holds no signature that can be read"},
	{"failed to get signature verifier", "it was signed by a key that is not at hand"},
	{"failed to verify signature", "its signature is not one over this artifact"},
	{"can't verify certificate identities", "it was signed by a key, and a certificate was expected"},
	{"failed to verify certificate identity", "somebody else signed it"},
}

// stageOf tells where verification ended, in words.
func stageOf(err error) string {
	for _, s := range stages {
		if strings.HasPrefix(err.Error(), s.begins) {
			return s.says
		}
	}
	return "it could not be verified"
}

func refusal(says string, err error) Answer { return Answer{Refused: says, Detail: err.Error()} }
