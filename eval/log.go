package eval

import "github.com/opposable/opposable/plan"

// What an event notes.
type EventKind uint8

// The kinds of events.
const (
	Tested EventKind = iota // a condition of Ref was evaluated: Cond, Truth
	Capped                  // a cap of Ref was counted: Index, Truth
	Hit                     // a row of Ref's table was read: Index
	Aside                   // Ref was set aside by the part Index
	Valued                  // Ref has its Value; Truth says whether it applied
)

// Event is one step of an evaluation.
type Event struct {
	Kind    EventKind
	Truth   Truth
	Version int32 // of a part; −1 when none is in force
	Index   int32
	Ref     plan.Ref
	Cond    *plan.Cond
	Value   Value
}

// Log collects the events of one evaluation, in the order of their happening: a thing is always valued before whatever reads it.
type Log struct {
	Events []Event
	Idle   []int // parts valued for a fact that turned out to be given: nothing read them
}

// Reset empties the log and keeps its memory.
func (l *Log) Reset() { l.Events, l.Idle = l.Events[:0], l.Idle[:0] }

func (l *Log) tested(s *step, c *plan.Cond, t Truth) {
	l.Events = append(l.Events, Event{Kind: Tested, Ref: s.ref, Version: int32(s.version), Cond: c, Truth: t})
}

func (l *Log) capped(s *step, i int, t Truth) {
	l.Events = append(l.Events, Event{Kind: Capped, Ref: s.ref, Version: int32(s.version), Index: int32(i), Truth: t})
}

func (l *Log) hit(s *step, row int32) {
	l.Events = append(l.Events, Event{Kind: Hit, Ref: s.ref, Version: int32(s.version), Index: row})
}

func (l *Log) aside(s *step, slot int) {
	l.Events = append(l.Events, Event{Kind: Aside, Ref: s.ref, Version: int32(s.version), Index: int32(slot)})
}

func (l *Log) valued(s *step, v Value, t Truth) {
	l.Events = append(l.Events, Event{Kind: Valued, Ref: s.ref, Version: int32(s.version), Value: v, Truth: t})
}
