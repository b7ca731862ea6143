package law

import (
	"cmp"
	"fmt"
	"slices"
)

// Pos is a place in a source file; lines and columns count from 1.
type Pos struct {
	File         string
	Line, Column int
}

// String writes file:line:column.
func (p Pos) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// Finding is something wrong in the rules: a stable code, a place, and what a jurist should know and do, in French.
type Finding struct {
	Code    string
	Pos     Pos
	Message string
	Warning bool // shown and counted, but not a failure
}

// String writes place: code: message.
func (f Finding) String() string { return fmt.Sprintf("%s: %s: %s", f.Pos, f.Code, f.Message) }

// Sort orders findings by place and removes repetitions.
func Sort(findings []Finding) []Finding {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Pos.File, b.Pos.File), cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(findings)
}
