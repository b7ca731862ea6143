package explain

import (
	"fmt"
	"slices"
	"strings"
)

// Text writes the reading as plain French text.
func (r *Reading) Text() string {
	var b strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	say("%s", r.Title)
	say("%s", strings.Repeat("=", len([]rune(r.Title))))
	say("%s", r.Statement)
	say("")
	if len(r.Conditions) > 0 {
		say("À condition que : %s.", strings.Join(r.Conditions, " ; "))
	}
	for _, part := range r.Parts {
		part.say(say)
	}
	if r.Total != "" {
		say("%s", r.Total)
	}
	for i, p := range r.Payments {
		if i == 0 {
			say("")
			say("Paiement")
		}
		say("  %s", p)
	}
	for _, d := range r.Disputes {
		say("")
		say("Lectures disputées")
		for _, reading := range d.Readings {
			say("  ⚖ %s : %s%s", reading.Name, reading.HeldBy, inParens(reading.ReadIn))
		}
	}
	doubts := slices.Clone(r.Doubts)
	for _, part := range r.Parts {
		if part.Doubt != "" {
			doubts = append(doubts, part.Title+" : "+part.Doubt)
		}
		for _, line := range part.Lines {
			if line.Doubt != "" {
				doubts = append(doubts, line.Case+" : "+line.Doubt)
			}
		}
	}
	if len(doubts) > 0 {
		say("")
		say("Doutes")
		for _, d := range doubts {
			say("  %s", d)
		}
	}
	say("")
	say("Source : %s.", r.Source)
	return b.String()
}

func inParens(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return " (" + strings.Join(list, " ; ") + ")"
}

func (part *PartReading) say(say func(string, ...any)) {
	head := part.Title
	if part.Since != "" {
		head += ", depuis le " + part.Since + " (" + part.Act + ")"
	}
	if part.Relation != "" {
		head += " — " + part.Relation
	}
	switch {
	case part.Reason != "":
		say("%s : %s", head, strings.TrimSuffix(part.Reason, ".")+".")
	case len(part.Lines) == 0:
		say("%s : %s.", head, part.Formula)
	default:
		say("%s :", head)
	}
	if part.Moved != "" {
		say("  %s.", Capital(part.Moved))
	}
	if len(part.Conditions) > 0 {
		say("  à condition que : %s ;", strings.Join(part.Conditions, " ; "))
	}
	for _, c := range part.Caps {
		say("  à condition que : %s ;", c)
	}
	if len(part.Lines) > 0 && part.Formula != "" {
		say("  calcul : %s", part.Formula)
	}
	for _, p := range part.Params {
		say("  %s", p)
	}
	for _, l := range part.Lines {
		code := ""
		if l.Code != "" {
			code = l.Code + ", "
		}
		say("  %s : %s%s (%s)", l.Case, code, l.Figure, l.Grade)
	}
	if part.Multiplied != "" {
		say("  multiplié par : %s", part.Multiplied)
	}
	say("")
}
