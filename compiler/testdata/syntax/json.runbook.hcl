{
  "runbook": {} # ERROR line 1 RB0199 "as JSON does"
}
