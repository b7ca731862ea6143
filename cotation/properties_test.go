package cotation

import (
	"encoding/json"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/compile"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// price reads and prices a visit that must be readable.
func price(t rapid.TB, p *Pricer, object map[string]any, m day.Moment) *Answer {
	v, err := p.Read(object, m)
	if err != nil {
		t.Fatal(err)
	}
	return p.Price(v, Options{})
}

func text(t *rapid.T, a *Answer) string {
	out, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// apart shows two texts from where they part.
func apart(one, two string) string {
	i := 0
	for i < min(len(one), len(two)) && one[i] == two[i] {
		i++
	}
	show := func(s string) string { return s[max(0, i-120):min(len(s), i+200)] }
	return "…" + show(one) + "…\n…" + show(two) + "…"
}

func TestSharesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := price(t, pricer(), visits(t), day.Moment{})
		if !a.Total.Known {
			if a.State == answer.Sure || a.State == answer.Disputed {
				t.Fatalf("state %s without a total", a.State)
			}
			return
		}
		var lines, participation, gross, complementary int64
		for _, l := range a.Lines {
			lines += l.Amount.N
			if l.Amount.N != l.Base.N+l.Extra.N {
				t.Fatalf("line %s: %d is not base %d and extra fee %d", l.Code, l.Amount.N, l.Base.N, l.Extra.N)
			}
			participation, gross, complementary = participation+l.Participation.N, gross+l.Insurance.N, complementary+l.Complementary.N
			if l.Insurance.Known && (l.Insurance.N < 0 || l.Complementary.N < 0 || l.Participation.N > l.Insurance.N || l.Insurance.N+l.Complementary.N > l.Base.N) {
				t.Fatalf("line %s is shared beyond its base: %+v", l.Code, l)
			}
		}
		if lines != a.Total.N {
			t.Fatalf("lines add up to %d, the total is %d", lines, a.Total.N)
		}
		if a.Insurance.Known && (a.Insurance.N+a.Complementary.N+a.Patient.N != a.Total.N || a.Insurance.N != gross-participation || a.Complementary.N != complementary) {
			t.Fatalf("shares %d + %d + %d do not make %d", a.Insurance.N, a.Complementary.N, a.Patient.N, a.Total.N)
		}
	})
}

func TestNoExcludedPair(t *testing.T) {
	p := pricer().plan
	family := func(key string) []string {
		i, _ := p.Rule(key)
		return append([]string{key}, p.Rules[i].Billable.Groups...)
	}
	excluded := func(x, y string) bool {
		i, _ := p.Rule(x)
		return slices.ContainsFunc(p.Rules[i].Billable.Without, func(name string) bool { return slices.Contains(family(y), name) })
	}
	rapid.Check(t, func(t *rapid.T) {
		a := price(t, pricer(), visits(t), day.Moment{})
		if len(a.Readings) > 0 {
			return // another reading may exclude otherwise
		}
		principals := map[int]int{}
		for i, x := range a.Lines {
			if x.Rule == "" {
				continue
			}
			rule, _ := p.Rule(x.Rule)
			b := p.Rules[rule].Billable
			if len(b.With) == 0 && b.CodeFact < 0 {
				principals[x.sheet]++
			}
			accompanied := len(b.With) == 0
			for j, y := range a.Lines {
				if i == j || y.Rule == "" {
					continue
				}
				if x.Rule != y.Rule && (excluded(x.Rule, y.Rule) || excluded(y.Rule, x.Rule)) {
					t.Fatalf("%s and %s exclude each other", x.Code, y.Code)
				}
				accompanied = accompanied || slices.ContainsFunc(b.With, func(name string) bool { return slices.Contains(family(y.Rule), name) })
			}
			if !accompanied {
				t.Fatalf("%s accompanies nothing", x.Code)
			}
			sum := int64(0)
			for _, m := range x.Modifiers {
				sum += m.Amount.N
				for _, y := range a.Lines {
					if y.Rule != "" && (excluded(m.Rule, y.Rule) || excluded(y.Rule, m.Rule)) {
						t.Fatalf("the modifier %s of %s and %s exclude each other", m.Code, x.Code, y.Code)
					}
					for _, o := range y.Modifiers {
						if (m.Rule != o.Rule || x.Code != y.Code) && excluded(m.Rule, o.Rule) {
							t.Fatalf("the modifiers %s of %s and %s of %s exclude each other", m.Code, x.Code, o.Code, y.Code)
						}
					}
				}
			}
			if sum > x.Base.N && x.Base.Known {
				t.Fatalf("the modifiers of %s are worth more than its line: %d, %d", x.Code, sum, x.Base.N)
			}
		}
		for sheet, count := range principals {
			if count > 1 {
				t.Fatalf("%d principal acts on sheet %d", count, sheet)
			}
		}
	})
}

// shuffled compiles the same rules with the rules and the facts declared in another order.
var shuffled = sync.OnceValue(func() *Pricer {
	book, _ := shipped()
	other := *book
	r := rand.New(rand.NewPCG(1, 2))
	other.Rules, other.Facts = slices.Clone(book.Rules), slices.Clone(book.Facts)
	r.Shuffle(len(other.Rules), func(i, j int) { other.Rules[i], other.Rules[j] = other.Rules[j], other.Rules[i] })
	r.Shuffle(len(other.Facts), func(i, j int) { other.Facts[i], other.Facts[j] = other.Facts[j], other.Facts[i] })
	p, _ := compile.Compile(&other)
	return New(eval.New(p))
})

func TestOrderChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		object := visits(t)
		if rapid.Bool().Draw(t, "lacunaire") {
			object = forget(t, object, 4)
		}
		acts := object[actsMember].([]any)
		backwards := slices.Clone(acts)
		slices.Reverse(backwards)
		reversed := merge(object, map[string]any{actsMember: backwards})
		one := price(t, pricer(), object, day.Moment{})
		if two := price(t, pricer(), reversed, day.Moment{}); text(t, one) != text(t, two) {
			t.Fatalf("stated the other way round:\n%s", apart(text(t, one), text(t, two)))
		}
		two := price(t, shuffled(), object, day.Moment{})
		for _, a := range []*Answer{one, two} { // lists of remarks follow the order of the declarations
			slices.Sort(a.Assumed)
			slices.Sort(a.Doubts)
			slices.SortFunc(a.Readings, func(x, y Reading) int { return strings.Compare(x.Rule+x.Name, y.Rule+y.Name) })
		}
		if text(t, one) != text(t, two) {
			t.Fatalf("declared in another order:\n%s", apart(text(t, one), text(t, two)))
		}
	})
}

func TestFactsOnlyAddCertainty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		object := visits(t)
		before := price(t, pricer(), forget(t, object, 8), day.Moment{})
		after := price(t, pricer(), object, day.Moment{})
		if after.State == answer.ToSpecify || len(after.Questions) > 0 {
			t.Fatalf("all facts are known, and yet %v", after.Questions)
		}
		if slices.ContainsFunc(before.Doubts, func(s string) bool { return strings.HasPrefix(s, "Trop de faits") }) {
			return // the bounds are said to be those of the cases tried
		}
		if after.Total.Known && before.Min.Known && (after.Total.N < before.Min.N || after.Total.N > before.Max.N) {
			t.Fatalf("announced between %d and %d, found %d", before.Min.N, before.Max.N, after.Total.N)
		}
		if before.State == answer.ToSpecify {
			for _, l := range before.Lines {
				if !slices.ContainsFunc(after.Lines, func(m Line) bool {
					return m.Code == l.Code && m.Base == l.Base && (!l.Amount.Known || m.Amount == l.Amount)
				}) {
					t.Fatalf("%s was said to stand whatever the missing facts", l.Code)
				}
			}
			if before.Total.Known && before.Total != after.Total || before.Patient.Known && before.Patient != after.Patient {
				t.Fatalf("a sum that was known has changed: %v %v, %v %v", before.Total, before.Patient, after.Total, after.Patient)
			}
			return
		}
		if before.State != after.State || before.Total != after.Total || before.Insurance != after.Insurance || before.Patient != after.Patient {
			t.Fatalf("was %s %v, is %s %v", before.State, before.Total, after.State, after.Total)
		}
	})
}

// knownOn returns a pricer under the plan without the decisions of acts published after a day.
func knownOn(known day.Date) *Pricer {
	_, p := shipped()
	q := *p
	q.Parts = slices.Clone(p.Parts)
	for i := range q.Parts {
		q.Parts[i].Versions = slices.Clone(q.Parts[i].Versions)
		for j := range q.Parts[i].Versions {
			v := &q.Parts[i].Versions[j]
			v.Effects = slices.DeleteFunc(slices.Clone(v.Effects), func(e plan.Effect) bool { return p.Acts[e.Act].Published > known })
		}
	}
	q.Build()
	return New(eval.New(&q))
}

func TestLaterActsChangeNothingKnownEarlier(t *testing.T) {
	for _, at := range []string{"2022-06-01", "2023-05-01", "2024-07-01", "2025-06-17"} {
		known := day.MustParse(at)
		then := knownOn(known)
		rapid.Check(t, func(t *rapid.T) {
			object := visits(t)
			m := day.Moment{Known: &known}
			if one, two := text(t, price(t, pricer(), object, m)), text(t, price(t, then, object, m)); one != two {
				t.Fatalf("known on %s:\n%s", at, apart(one, two))
			}
		})
	}
}

func TestGesturesMakeTheActBillable(t *testing.T) {
	told := 0
	files, err := filepath.Glob("../cas/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		for _, c := range cases(t, file) {
			if len(c.Command) == 1 && c.Command[0] == "coter" && c.Input[dateMember] != nil {
				told += gesturesHold(t, c.Input, moment(c.Args))
			}
		}
	}
	if told == 0 { // the worked cases always tell some; random visits may tell none
		t.Error("no gesture was ever told: the property was not tested")
	}
	rapid.Check(t, func(t *rapid.T) { gesturesHold(t, visits(t), day.Moment{}) })
}

// gesturesHold applies each gesture that a visit is told: the act then enters the bill, and the gain is the one announced. It counts them.
func gesturesHold(t rapid.TB, object map[string]any, m day.Moment) int {
	p := pricer().plan
	a := price(t, pricer(), object, m)
	told := 0
	for i := range a.Refused {
		r := &a.Refused[i]
		if r.Gesture == nil {
			continue
		}
		told++
		then := object
		for _, c := range r.Gesture.Changes {
			f := &p.Facts[pricer().form.paths[c.Fact]]
			if !f.Adjustable {
				t.Fatalf("%s suggests to change %s, which is found", r.Reason(), c.Fact)
			}
			then = put(then, c.Fact, c.Value)
		}
		b := price(t, pricer(), then, m)
		if !slices.ContainsFunc(b.Lines, func(l Line) bool { return l.Rule == r.Rule }) {
			t.Fatalf("%s: the act is still not in the bill", r.Reason())
		}
		if b.Total.Known && a.Total.Known && b.Total.N-a.Total.N != r.Gesture.Gain {
			t.Fatalf("%s: the gain is %d", r.Reason(), b.Total.N-a.Total.N)
		}
	}
	return told
}

func TestRefusalsNeverWishForAnotherFinding(t *testing.T) {
	p := pricer().plan
	rapid.Check(t, func(t *rapid.T) {
		object := visits(t)
		v, err := pricer().Read(object, day.Moment{})
		if err != nil {
			t.Fatal(err)
		}
		a := pricer().Price(v, Options{All: true})
		for i := range a.Refused {
			r := &a.Refused[i]
			reason := r.Reason()
			if r.Gesture == nil && (strings.Contains(reason, "il faut") || strings.Contains(reason, "€")) {
				t.Fatalf("%s: advice without a gesture", reason)
			}
			found := slices.ContainsFunc(r.Failing, func(f Failing) bool {
				return f.Cond == nil || f.Cond.Thing.Kind != plan.ToFact || !p.Facts[f.Cond.Thing.Index].Adjustable
			})
			if found && !strings.Contains(reason, "facturable seulement si") {
				t.Fatalf("%s: a finding is not worded as one", reason)
			}
			if reason == "" || strings.Contains(reason, "_") || len(r.Sources()) == 0 {
				t.Fatalf("%s: a refusal has a readable reason and a source: %+v", reason, r)
			}
		}
	})
}
