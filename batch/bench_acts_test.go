package batch_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/opposable/opposable/batch"
	"github.com/opposable/opposable/eval"
	"github.com/opposable/opposable/plan"
)

// lines draws lines of acts as they are: most of the yes/no facts that exempt someone are seldom yes, most amounts paid before are low.
func lines(p *plan.Plan, b *batch.Batch, seldom []string) batch.Rows {
	r := rand.New(rand.NewPCG(7, 8))
	rows := known(r, p, b, benchRows, map[string]int64{"age": 99, "participations_du_jour": 4, "participations_annee_centimes": 6_000, "specialite": 26})
	for i, fact := range b.Facts {
		if !slices.Contains(seldom, p.Facts[fact].Name) {
			continue
		}
		for k := range rows.Columns[i].U8 {
			rows.Columns[i].U8[k] = 0
			if r.IntN(16) == 0 {
				rows.Columns[i].U8[k] = 1
			}
		}
	}
	return rows
}

// ruleAt compiles a rule and gives what it says of one row.
func ruleAt(b *testing.B, key, date string) (*plan.Plan, *batch.Batch, func(map[string]int64) int64) {
	b.Helper()
	p := shipped(b)
	rule, ok := p.Rule(key)
	if !ok {
		b.Fatal("the rule is missing")
	}
	m := moment(date)
	e := eval.New(p)
	prog := e.Program(rule, m)
	return p, batch.Compile(e, rule, m), func(given map[string]int64) int64 {
		f := prog.NewFrame(m.At)
		for slot, fact := range prog.Facts {
			f.Set(slot, given[p.Facts[fact].Name])
		}
		return prog.Eval(f).N
	}
}

func versus(b *testing.B, compiled *batch.Batch, rows batch.Rows, hand func() int64) {
	want := hand()
	b.Run("hand", func(b *testing.B) {
		defer cpu(b)()
		for b.Loop() {
			if hand() != want {
				b.Fatal("the total moved")
			}
		}
		perRow(b)
	})
	for _, threads := range []int{1, 2} {
		b.Run([]string{"", "one-thread", "two-threads"}[threads], func(b *testing.B) {
			defer cpu(b)()
			for b.Loop() {
				if got, err := compiled.Sum(rows, nil, threads); err != nil || got.Sum != want {
					b.Fatal(got, want, err)
				}
			}
			perRow(b)
		})
	}
}

// BenchmarkParticipation prices what patients pay on each line: eight conditions, then an amount within yearly room.
func BenchmarkParticipation(b *testing.B) {
	p, compiled, at := ruleAt(b, "participation_forfaitaire", "2026-11-20")
	rows := lines(p, compiled, []string{"c2s", "ame", "maternite", "at_mp", "ligne_prise_en_charge"})
	i64 := func(name string) []int64 {
		i, _ := compiled.Fact(name)
		out := make([]int64, 0, rows.N)
		for _, v := range rows.Columns[i].I32 {
			out = append(out, int64(v))
		}
		rows.Columns[i] = batch.Column{I64: out}
		return out
	}
	u8 := func(name string) []uint8 {
		i, ok := compiled.Fact(name)
		if !ok {
			b.Fatal("the rule does not read", name)
		}
		return rows.Columns[i].U8
	}
	paid := i64("participations_annee_centimes")
	bears, poor, foreign, birth, work, entire := u8("ligne_porte_la_participation"), u8("c2s"), u8("ame"), u8("maternite"), u8("at_mp"), u8("ligne_prise_en_charge")
	age, today := u8("age"), u8("participations_du_jour")
	unit := at(map[string]int64{"ligne_porte_la_participation": 1, "age": 40})
	room := int64(0)
	for at(map[string]int64{"ligne_porte_la_participation": 1, "age": 40, "participations_annee_centimes": room}) > 0 {
		room++
	}
	versus(b, compiled, rows, func() int64 {
		total := int64(0)
		for i, before := range paid {
			if bears[i] == 1 && poor[i] == 0 && foreign[i] == 0 && birth[i] == 0 && work[i] == 0 && entire[i] == 0 && age[i] >= 18 && today[i] < 4 {
				total += max(0, min(room-before, unit))
			}
		}
		return total
	})
}

// BenchmarkShare gives the share of each line that the insurance pays: sixteen facts, two of which only matter through the others.
func BenchmarkShare(b *testing.B) {
	p, compiled, at := ruleAt(b, "taux_amo", "2026-11-20")
	rows := lines(p, compiled, []string{
		"ligne_prise_en_charge", "ame", "maternite", "at_mp", "invalidite", "ald", "devient_mt", "eloigne_du_domicile", "meme_cabinet_que_mt", "urgente", "regime_local",
	})
	u8 := func(name string) []uint8 {
		i, ok := compiled.Fact(name)
		if !ok {
			b.Fatal("the rule does not read", name)
		}
		return rows.Columns[i].U8
	}
	entire, foreign, birth, work, disabled := u8("ligne_prise_en_charge"), u8("ame"), u8("maternite"), u8("at_mp"), u8("invalidite")
	ill, related, own, becomes, by := u8("ald"), u8("en_rapport_avec_ald"), u8("medecin_est_mt"), u8("devient_mt"), u8("adresse_par")
	far, sameRoof, urgent, age, specialty, local := u8("eloigne_du_domicile"), u8("meme_cabinet_que_mt"), u8("urgente"), u8("age"), u8("specialite"), u8("regime_local")
	full := at(map[string]int64{"ame": 1})
	within, outside := at(map[string]int64{"medecin_est_mt": 1}), at(map[string]int64{"age": 40})
	withinLocal := at(map[string]int64{"medecin_est_mt": 1, "regime_local": 1})
	var direct, young [32]bool // specialties seen directly, at any age or when young
	fact, _ := p.Fact("specialite")
	for s := range p.Facts[fact].Words {
		direct[s] = at(map[string]int64{"age": 40, "specialite": int64(s)}) == within
		young[s] = at(map[string]int64{"age": 20, "specialite": int64(s)}) == within
	}
	versus(b, compiled, rows, func() int64 {
		total := int64(0)
		for i := range entire {
			if entire[i] == 1 || foreign[i] == 1 || birth[i] == 1 || work[i] == 1 || disabled[i] == 1 || ill[i] == 1 && related[i] == 1 {
				total += full
				continue
			}
			s := specialty[i] & 31
			respected := own[i] == 1 || becomes[i] == 1 || by[i] != 0 || far[i] == 1 || sameRoof[i] == 1 || urgent[i] == 1 || age[i] < 16 || direct[s] || young[s] && age[i] <= 25
			switch {
			case respected && local[i] == 1:
				total += withinLocal
			case respected:
				total += within
			case local[i] == 0:
				total += outside // with the local insurance: not established
			}
		}
		return total
	})
}
