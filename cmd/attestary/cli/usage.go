package cli

// usageTemplate is cobra's, made to fit a screen: a group of commands is one paragraph, and the flags
// that every command has are told by the root alone.
const usageTemplate = `Usage: {{.UseLine}}
{{- if .HasExample}}

{{.Example}}
{{- end}}
{{- if .HasAvailableSubCommands}}
{{$cmds := .Commands}}{{if .Groups}}{{range $group := .Groups}}
{{.Title}}{{range $cmds}}{{if and (eq .GroupID $group.ID) .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}
{{- else}}{{range $cmds}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}
{{- end}}
{{- if .HasAvailableLocalFlags}}

{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}
{{- end}}
`
