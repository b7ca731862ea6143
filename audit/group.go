package audit

import (
	"cmp"
	"slices"
	"strings"
)

// Group is findings that say the same of several visits.
type Group struct {
	*Finding         // the first of them
	Why      string  // their reason, without what is particular to a visit
	Lines    []int64 // in the order of the file
	Stake    int64   // of all of them
}

// Grouped puts together the findings of one nature that say the same, the greatest stake first.
func (r *Report) Grouped(nature string) []*Group {
	var out []*Group
	at := map[string]*Group{}
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Nature != nature {
			continue
		}
		why := general(f.Reason)
		missing := ""
		if f.Missing != nil {
			missing = *f.Missing
		}
		key := strings.Join([]string{f.State, f.Code, why, missing}, "\x00")
		if at[key] == nil {
			at[key] = &Group{Finding: f, Why: why}
			out = append(out, at[key])
		}
		at[key].Lines = append(at[key].Lines, f.Line)
		at[key].Stake += f.Stake
	}
	slices.SortStableFunc(out, func(a, b *Group) int { return cmp.Compare(b.Stake, a.Stake) })
	return out
}

// general drops from a reason what was found on one visit: « (ici : 25 ans) ».
func general(reason string) string {
	for {
		before, rest, found := strings.Cut(reason, " (ici")
		if !found {
			return reason
		}
		_, after, _ := strings.Cut(rest, ")")
		reason = before + after
	}
}
