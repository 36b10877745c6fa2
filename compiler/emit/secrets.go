package emit

// The variables in SignEnvironment that name the app that may read teams, and where it is installed.
const (
	AppVariable          = appVariable
	InstallationVariable = appInstallation
)

// SignSecrets are the names of the secrets in SignEnvironment: those without which nothing can be signed, and that of
// the app, without which roles that teams make are not known.
func (o Options) SignSecrets() (needed, app []string) {
	for _, name := range o.secrets() {
		if name == appSecret {
			app = append(app, name)
		} else {
			needed = append(needed, name)
		}
	}
	return needed, app
}
