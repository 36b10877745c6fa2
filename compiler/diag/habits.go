package diag

import "strings"

// habits are the words that people bring from other tools and from speech, each with ours in the order in
// which they are likely to be meant. The letters of most are far from those of what is meant.
var habits = map[string][]string{
	// sections
	"resource": {"step"}, "task": {"step"}, "job": {"step"}, "module": {"step"}, "data": {"step"},
	"variable": {"input"}, "var": {"input"}, "vars": {"input"}, "param": {"input"}, "params": {"input"}, "parameter": {"input"}, "parameters": {"input"},
	"output": {"evidence", "result"}, "stage": {"phase"}, "assert": {"check"}, "assertion": {"check"}, "question": {"ask"},
	"approval": {"approve"}, "schedule": {"trigger"}, "cron": {"trigger", "schedule"}, "on": {"trigger"}, "permission": {"access", "use"},
	"permissions": {"access", "use"}, "group": {"role", "phase"}, "user": {"person"}, "provider": {"connection"}, "rollback": {"undo", "reverse"},
	// settings
	"depends_on": {"needs", "after"}, "requires": {"needs", "after"}, "require": {"needs", "after"}, "if": {"when", "condition"}, "only_if": {"when"},
	"unless": {"skip_if"}, "foreach": {"for_each"}, "loop": {"for_each"}, "count": {"for_each"}, "name": {"title"}, "label": {"title"},
	"description": {"summary", "title"}, "desc": {"description", "summary", "title"}, "options": {"one_of"}, "choices": {"one_of"}, "enum": {"one_of"},
	"values": {"one_of"}, "attempts": {"max"}, "tries": {"max"}, "retries": {"retry", "max"}, "times": {"max"}, "wait": {"delay"}, "interval": {"delay", "every"},
	"approvers": {"from"}, "approver": {"from"}, "reviewers": {"from"}, "roles": {"from", "who", "to"}, "users": {"who", "members"},
	"text": {"message", "question", "string"}, "error_message": {"message"}, "assertion_message": {"message"}, "test": {"condition"},
	"priority": {"severity"}, "level": {"severity"}, "regex": {"pattern", "matches"}, "regexp": {"pattern"}, "length": {"max_length"}, "command": {"argv"}, "args": {"argv"},
	// types
	"str": {"string"}, "varchar": {"string"}, "email": {"string"}, "url": {"string"}, "int": {"number"}, "integer": {"number"},
	"float": {"number"}, "boolean": {"bool"}, "yesno": {"bool"}, "flag": {"bool"}, "datetime": {"date"}, "time": {"duration"}, "timespan": {"duration"},
	"list": {"list(string)"}, "array": {"list(string)"}, "set": {"list(string)"}, "strings": {"list(string)"}, "list(text)": {"list(string)"},
	"array(string)": {"list(string)"}, "set(string)": {"list(string)"}, "map": {"map(string)"},
	// words of a closed list
	"success": {"passed"}, "succeeded": {"passed"}, "ok": {"passed"}, "pass": {"passed"}, "failure": {"failed"}, "fail": {"failed", "stop"}, "error": {"failed"},
	"errored": {"failed"}, "rejected": {"blocked"}, "denied": {"blocked"}, "critical": {"high"}, "severe": {"high"}, "warning": {"medium"}, "info": {"low"},
	"daily": {"schedule", "day"}, "weekly": {"schedule"}, "form": {"manual"}, "workflow_dispatch": {"manual"}, "webhook": {"event"}, "ticket": {"issue"},
	"pr": {"pull_request"}, "read": {"observe"}, "readonly": {"observe"}, "write": {"change"}, "update": {"change"}, "delete": {"destroy"}, "remove": {"destroy"},
	"revert": {"reverse"}, "ignore": {"continue"}, "skip": {"continue"}, "abort": {"stop"}, "https": {"http"}, "rest": {"http"}, "token": {"bearer"},
	// functions
	"lowercase": {"lower"}, "tolower": {"lower"}, "downcase": {"lower"}, "uppercase": {"upper"}, "toupper": {"upper"}, "len": {"length"}, "size": {"length"},
	"missing": {"absent"}, "is_null": {"isnull"}, "exists": {"absent"}, "has": {"absent"}, "includes": {"contains"}, "in": {"contains"}, "lookup": {"default"}, "coalesce": {"default"}, "tonumber": {"number"}, "regexall": {"matches"},
	"match": {"matches"}, "concatenate": {"concat"}, "urlescape": {"urlencode"}, "encodeuri": {"urlencode"}, "tojson": {"jsonencode"}, "json": {"jsonencode"},
	"base64": {"base64encode"}, "sub": {"replace"}, "timeadd": {"addtime"}, "substring": {"substr"}, "trimspace": {"trim"}, "any": {"anytrue"}, "all": {"alltrue"},
}

// Habit is the one of words that people mean who say word, as they know it from elsewhere; "" where none is.
func Habit(word string, words []string) string {
	for _, ours := range habits[strings.ToLower(word)] {
		for _, w := range words {
			if w == ours {
				return w
			}
		}
	}
	return ""
}
