package check

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
)

// GitHub's bounds of a form: how many fields it has, and how many characters come out of it.
const (
	maxFields  = 25
	maxPayload = 65535
)

// forgeForm (RB7001, RB7002, RB7003) holds that GitHub can show the form that starts the runbook by hand: a
// workflow has one, its fields are bounded, and no text in it is an expression to GitHub.
func (c *checker) forgeForm() {
	var form *syntax.Trigger
	for _, t := range c.Tree.Triggers {
		switch {
		case t.Kind.Value != "manual":
		case form != nil:
			c.report(diag.New("RB7002", t.Range, "The runbook has a form already.").At("trigger."+t.Name.Value).
				WithRelated(form.Range, "the first form").WithHelp("Remove one of them; what differs between them is an input."))
		default:
			form = t
		}
	}
	if form == nil {
		return
	}
	if len(c.Tree.Inputs) > maxFields {
		extra := c.Tree.Inputs[maxFields]
		c.report(diag.New("RB7001", extra.Name.Range, fmt.Sprintf("The runbook has %d inputs, and GitHub's form has %d fields at most.", len(c.Tree.Inputs), maxFields)).At("input."+extra.Name.Value).
			WithRelated(form.Range, "the form").WithHelp("Put what never changes into locals or org, and several values of one kind into a list(string)."))
	}
	for _, in := range c.Tree.Inputs {
		c.field(in)
	}
}

// field holds what one input is in the form.
func (c *checker) field(in *syntax.Input) {
	address := "input." + in.Name.Value
	if n, ok := c.Whole(in.MaxLength); ok && in.MaxLength.Given() && n > maxPayload {
		c.report(diag.New("RB7001", in.MaxLength.Range, fmt.Sprintf("A form of GitHub carries %d characters at most, all fields together.", maxPayload)).At(address).
			WithHelp("Write a smaller max_length."))
	}
	for _, t := range []*scope.Term{c.Term(in.Default), c.Term(in.OneOf)} {
		if t == nil {
			continue
		}
		if v, ok := c.Known(t); ok && mentionsGitHub(v) {
			c.report(diag.New("RB7003", t.Range(), "${{ begins an expression of GitHub, which would put its own value here.").At(address).
				WithHelp("Write it without ${{."))
		}
	}
}

// mentionsGitHub tells whether a text, or one of a list, would be computed by GitHub.
func mentionsGitHub(v expr.Value) bool {
	if text, ok := v.AsText(); ok {
		return strings.Contains(text, "${{")
	}
	for _, item := range v.Items() {
		if mentionsGitHub(item) {
			return true
		}
	}
	return false
}
