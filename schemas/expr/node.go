// Package expr is what a plan computes while it runs: expressions as a closed tree, and their one
// evaluator.
//
// The compiler lowers HCL to this tree; the engine, the tests of a runbook and the verifier judge it
// with the same Eval. So hall 2 never sees HCL, and a condition that was judged on a runner can be
// judged again by an auditor, years later, from the operands that the record kept (Judge, Rejudge).
//
// Evaluation is pure: no clock, no network, no environment, no randomness. It is three-valued: an
// operator, function, condition or template that meets null is unknown, and unknown is never a pass.
// && and || go from left to right and stop as soon as the answer is known. Only default() turns null
// into something, and what passes by such a fallback alone is unknown (Judge); absent() and isnull() ask an answer
// about it. Kinds never turn into each
// other: comparing a text with a number is unknown, not false. Numbers are decimals that can be written
// in 40 digits; results are rounded half to even, and what is too large, or divided by zero, is unknown.
//
// It is bounded: a tree has limits (Check), an evaluation has fuel, and a value has a size. A hostile
// plan gets unknown after a fraction of a second. The costs are part of the language.
//
// Functions is the table of what can be called; checker, manual and editor read it. The JSON forms are
// in schema.json, with example.json; those of Value and Operand stand in signed evidence and never
// change.
//
// Start at Node (the tree), Value (what it gives), Eval and Judge.
package expr

// Op says what a Node does. The list is closed; Check refuses anything else.
type Op string

const (
	OpLiteral  Op = "literal"  // Value
	OpRef      Op = "ref"      // Path: ["step","site","days_left"]; null where a part is missing
	OpGet      Op = "get"      // Args: collection, key (text or number); null where it is missing
	OpList     Op = "list"     // Args: items
	OpObject   Op = "object"   // Args: key, value, key, value, …
	OpTemplate Op = "template" // Args: parts, joined as text
	OpIf       Op = "if"       // Args: condition, then, else; only the taken one is evaluated
	OpFor      Op = "for"      // Vars, Args: see Node.Vars
	OpCall     Op = "call"     // Name, Args

	OpNot     Op = "!"
	OpNegate  Op = "neg"
	OpAnd     Op = "&&"
	OpOr      Op = "||"
	OpEqual   Op = "=="
	OpUnequal Op = "!="
	OpLess    Op = "<"
	OpAtMost  Op = "<="
	OpGreater Op = ">"
	OpAtLeast Op = ">="
	OpAdd     Op = "+"
	OpSub     Op = "-"
	OpMul     Op = "*"
	OpDiv     Op = "/"
	OpMod     Op = "%"
)

// Node is one node of the tree. Which fields are set follows from Op; all others are zero. A literal
// without Value is the literal null.
type Node struct {
	Op   Op       `json:"op"`
	Args []*Node  `json:"args,omitempty"`
	Name string   `json:"name,omitempty"`
	Path []string `json:"path,omitempty"`
	// Vars are the variables of an OpFor: [value] or [key, value]. Its Args are collection, then
	// result (a list) or key and result (an object, with Keyed set), then, with If set, the condition.
	Vars  []string `json:"vars,omitempty"`
	Keyed bool     `json:"keyed,omitzero"`
	If    bool     `json:"if,omitzero"`
	Value *Value   `json:"value,omitzero"`
}

// Lit is a literal.
func Lit(v Value) *Node { return &Node{Op: OpLiteral, Value: &v} }

// Ref is a reference.
func Ref(path ...string) *Node { return &Node{Op: OpRef, Path: path} }
