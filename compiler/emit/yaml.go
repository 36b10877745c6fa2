package emit

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// node is a YAML node under construction. The library decides how a text must be quoted so that it is
// read back as that text; the order of members is ours.
type node yaml.Node

func scalar(tag, value string) *node {
	return &node{Kind: yaml.ScalarNode, Tag: tag, Value: value}
}

func boolean(b bool) *node   { return scalar("!!bool", strconv.FormatBool(b)) }
func number(n int64) *node   { return scalar("!!int", strconv.FormatInt(n, 10)) }
func decimal(s string) *node { return scalar("", s) }

// text lets the library quote: it knows which words ("no", "on", "0x10") some reader would take for
// something else. What is not one line of visible characters stands in double quotes: for a text of
// several lines the library would write a block, which takes in the empty line behind it, and which it
// cannot read again where the text begins with a tab.
func text(s string) *node {
	if strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return quoted(s)
	}
	n := new(yaml.Node)
	if err := n.Encode(s); err != nil {
		panic("emit: text as YAML: " + err.Error())
	}
	return (*node)(n)
}

func quoted(s string) *node {
	n := scalar("!!str", s)
	n.Style = yaml.DoubleQuotedStyle
	return n
}

// words are for people alone: on one line, and never an expression for GitHub to evaluate.
func words(s string) *node {
	return text(strings.ReplaceAll(strings.Join(strings.Fields(s), " "), "${{", "$ {{"))
}

// object is a mapping of name, *node pairs, in the order given.
func object(pairs ...any) *node {
	n := &node{Kind: yaml.MappingNode, Tag: "!!map"}
	for i := 0; i < len(pairs); i += 2 {
		n.add(pairs[i].(string), pairs[i+1].(*node))
	}
	return n
}

func list(items ...*node) *node {
	n := &node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	for _, item := range items {
		n.Content = append(n.Content, (*yaml.Node)(item))
	}
	return n
}

// flow is a list on one line.
func flow(items ...*node) *node {
	n := list(items...)
	n.Style = yaml.FlowStyle
	return n
}

func (n *node) push(items ...*node) {
	for _, item := range items {
		n.Content = append(n.Content, (*yaml.Node)(item))
	}
}

// join adds the members of another object.
func (n *node) join(other *node) { n.Content = append(n.Content, other.Content...) }

func (n *node) add(name string, value *node) {
	n.Content = append(n.Content, (*yaml.Node)(text(name)), (*yaml.Node)(value))
}

// section is one member of the document. Its name is written as it is: GitHub's own "on" is no truth
// value.
func section(name string, value *node) *node {
	return &node{Kind: yaml.MappingNode, Content: []*yaml.Node{{Kind: yaml.ScalarNode, Value: name}, (*yaml.Node)(value)}}
}

func (n *node) len() int { return len(n.Content) / 2 }

// comment stands in lines of its own above the node.
func (n *node) comment(s string) { n.HeadComment = s }

// nameComment stands in lines of its own above a member.
func (n *node) nameComment(name, s string) {
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			n.Content[i].HeadComment = s
		}
	}
}

// lineComment stands behind the value of a member.
func (n *node) lineComment(name, s string) {
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			n.Content[i+1].LineComment = s
		}
	}
}

// document writes sections with an empty line between them.
func document(sections ...*node) ([]byte, error) {
	var out bytes.Buffer
	for i, section := range sections {
		if i > 0 {
			out.WriteByte('\n')
		}
		enc := yaml.NewEncoder(&out)
		enc.SetIndent(2)
		enc.CompactSeqIndent()
		if err := enc.Encode((*yaml.Node)(section)); err != nil {
			return nil, fmt.Errorf("workflow: %w", err)
		}
		if err := enc.Close(); err != nil {
			return nil, fmt.Errorf("workflow: %w", err)
		}
	}
	return out.Bytes(), nil
}
