package cotation

import (
	"testing"
	"time"
)

func TestTreeSize(t *testing.T) {
	for _, s := range []string{
		`{"date":"2026-02-10","medecin":{"specialite":"medecine_generale"}}`,
		`{"date":"2026-02-10","heure":"10:00","medecin":{"specialite":"medecine_generale"}}`,
		`{"date":"2026-02-10","heure":"10:00","medecin":{"specialite":"medecine_generale"},"visite":{"lieu":"cabinet"}}`,
		`{"date":"2026-02-10","heure":"10:00","medecin":{"specialite":"medecine_generale"},"visite":{"lieu":"cabinet"},"historique":[]}`,
		`{"date":"2026-02-10","medecin":{"specialite":"medecine_generale"},"patient":{"age":40},"visite":{"lieu":"cabinet","motif":"consultation"}}`,
		`{"date":"2026-02-10"}`,
	} {
		v := read(t, s)
		st := pricer().statute(v.Moment)
		d := st.desk()
		d.load(v)
		q := &inquiry{d: d, keys: map[string]int{}, splits: map[string]*splitInquiry{}, shareBy: map[int]bool{}}
		q.tree = survey{d: d, try: q.try, set: d.suppose}
		start := time.Now()
		q.tree.grow()
		t.Log(s, len(q.tree.leaves), q.tree.cut, len(q.outcomes), len(q.splits), time.Since(start))
		start = time.Now()
		q.tree.findings(q.total)
		t.Log(time.Since(start))
		st.release(d)
	}
}
