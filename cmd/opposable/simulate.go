package main

import (
	"github.com/spf13/cobra"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/money"
	"github.com/opposable/opposable/simulate"
)

func (a *app) simulateCommand() *cobra.Command {
	var f reformFlags
	c := &cobra.Command{
		Use: "simuler [FICHIER]", Aliases: []string{"simulate"}, Short: "Ce que coûterait un scénario, qui y gagne, qui y perd",
		Long: `Compare une règle avec et sans un scénario, sur des groupes de médecins semblables ; ou, avec --population, chiffre une réforme sur
tous les médecins et leurs patients : un scénario, des règles d'un autre dossier (--regles), ou des chiffres écrits autrement (--changer).

Chaque groupe dit son effectif et les faits de la règle. Le coût est ce que la règle verse avec le scénario, moins ce qu'elle
verse sans lui. Un fait manquant donne un minimum et un maximum ; un chiffre non établi ne donne pas de coût.`,
		Example: `  echo '{"regle":"forfait_patientele_annuel","groupes":[{"effectif":8600,"faits":{"socle_centimes":1600000,"secteur":"1",
    "optam":false,"zone":"zip","nouvel_installe_post_des":false}}]}' |
    opposable simuler --au 2023-06-30 --scenario propositions-2022-12
  opposable simuler --population france --au 2027-12-31 --changer forfait_medecin_traitant.socle.l2=4
  opposable simuler --population france --au 2026-12-31 --reference 2025-12-31`,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := atMostOne(args); err != nil {
				return err
			}
			if f.used() {
				if len(args) > 0 {
					return usage("des groupes (%s) ou une population, pas les deux", args[0])
				}
				return a.simulateOn(&f)
			}
			l, err := a.law()
			if err != nil {
				return err
			}
			return a.each(args, func(object map[string]any) (any, int, error) {
				r, err := l.Simulate(object, a.asked())
				if err != nil {
					return nil, 0, err
				}
				if r.State == answer.NotCovered {
					return r, exitNo, nil
				}
				return r, exitAnswered, nil
			}, func(out any) { a.showSimulation(out.(*simulate.Result)) })
		},
	}
	f.on(c)
	return c
}

func (a *app) showSimulation(r *simulate.Result) {
	for _, m := range r.Measures {
		a.line("%s", m.Title)
	}
	a.line("Scénario %s, contre aucun scénario, au %s", r.Scenario, longDate(r.Moment.At))
	a.line("Coût  %s   %s · %s", spread(r.Cost, r.Min, r.Max), stateWords[r.State], gradeWords[r.Reliability])
	if r.State == answer.Disputed {
		a.line("      de %s à %s selon la lecture", money.Amount(*r.Min).French(), money.Amount(*r.Max).French())
	}
	d := &r.Doctors
	a.line("      %s", whoGains(d.Winners, d.Losers, d.Unchanged, d.Open, d.Mean))
	for i := range r.Groups {
		a.showGroup(i+1, &r.Groups[i])
	}
	for _, q := range r.Questions {
		a.line("? %s", q.Text)
		for _, c := range q.Answers {
			a.line("    %s : %s", c.Label, c.Text)
		}
	}
	a.showSources(r.Sources)
	for _, d := range r.Doubts {
		a.line("  doute : %s", d)
	}
	for _, h := range r.Assumed {
		a.line("  hypothèse : %s", h)
	}
	a.footer(r.Verified)
}

func (a *app) showGroup(number int, g *simulate.GroupResult) {
	gain := "par médecin " + spread(g.Gain, g.Min, g.Max)
	if g.Reference != nil && g.Scenario != nil {
		gain += " (" + money.Amount(*g.Reference).French() + " → " + money.Amount(*g.Scenario).French() + ")"
	}
	a.line("Groupe %d, effectif %s : %s   %s", number, thousands(g.Weight), gain, stateWords[g.State])
	if g.Reason != "" {
		a.line("  %s", explain.Sentence(g.Reason))
	}
}

// spread writes an amount, its range when a fact is missing, or a dash when the law's figure is.
func spread(n, low, high *int64) string {
	switch {
	case n != nil:
		return money.Amount(*n).French()
	case low != nil && high != nil:
		return "de " + money.Amount(*low).French() + " à " + money.Amount(*high).French()
	}
	return "—"
}

// whoGains counts those who gain, lose, keep what they have, and those whom a missing fact leaves open.
func whoGains(winners, losers, unchanged, open int64, mean *int64) string {
	line := counted(winners, "gagnant") + ", " + counted(losers, "perdant") + ", " + counted(unchanged, "inchangé")
	if open > 0 {
		line += ", " + counted(open, "indéterminé")
	}
	if mean != nil {
		line += " · gain moyen " + money.Amount(*mean).French()
	}
	return line
}

func counted(n int64, word string) string {
	if n > 1 {
		word += "s"
	}
	return thousands(n) + " " + word
}

func thousands(n int64) string { return money.FrenchNumber(money.FormatDecimal(n, 0)) }
