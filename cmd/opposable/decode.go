package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/cotation"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/money"
)

func (a *app) decodeCommand() *cobra.Command {
	var doctor, distance string
	c := &cobra.Command{
		Use: "decoder MONTANT [FICHIER]", Aliases: []string{"decode"}, Short: "Un montant : toutes les combinaisons licites qui le donnent",
		Long: `Cherche toutes les combinaisons d'actes qui donnent exactement un montant, la plus probable d'abord, avec les conditions de chacune et une
visite témoin qui la prouve. « espace » dit ce qui est cherché : deux actes techniques au plus, sans dépassement (en secteur 2 : un acte de base et
son dépassement), les kilomètres avec --distance seulement.

La plus probable est celle qui demande le moins de faits inhabituels, puis le moins de lignes.`,
		Example: "  opposable decoder 44,52 --au 2025-02-11\n  opposable decoder 56,20 --distance 8 --medecin profil.json --json",
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 || len(args) > 2 {
				return usage("un montant en euros est attendu, comme 44,52")
			}
			object := map[string]any{}
			if len(args) == 2 {
				var err error
				if object, err = a.object(args[1:]); err != nil {
					return err
				}
			}
			object["montant"] = args[0]
			if doctor != "" {
				profile, err := a.object([]string{doctor})
				if err != nil {
					return err
				}
				object["medecin"] = profile
			}
			if distance != "" {
				object["distance_km"] = json.Number(strings.ReplaceAll(distance, ",", "."))
			}
			l, err := a.law()
			if err != nil {
				return err
			}
			out, err := l.Decode(object, a.asked())
			if err != nil {
				return err
			}
			if len(out.Combinations) == 0 {
				a.exit = exitNo
			}
			if a.json {
				return a.writeJSON(out)
			}
			a.showDecoding(out)
			return nil
		},
	}
	c.Flags().StringVar(&doctor, "medecin", "", "`FICHIER` du profil : l'objet « medecin » d'une visite (par défaut : généraliste de secteur 1)")
	c.Flags().StringVar(&distance, "distance", "", "`KILOMÈTRES` du cabinet au domicile, pour l'aller")
	return c
}

// object reads one JSON object from a file or from stdin.
func (a *app) object(args []string) (map[string]any, error) {
	in, name, err := a.open(args)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, maxObject))
	if err != nil {
		return nil, usage("« %s » ne se lit pas : %s", name, cause(err))
	}
	if strings.TrimSpace(string(data)) == "" {
		return map[string]any{}, nil
	}
	object, err := facts.Decode(data)
	if err != nil {
		return nil, fmt.Errorf("%s : %w", name, err)
	}
	return object, nil
}

func (a *app) showDecoding(d *cotation.Decoding) {
	switch n := len(d.Combinations); {
	case d.State == answer.NotCovered || n == 0:
		a.line("%s", explain.Sentence(d.Reason))
	case d.Unique:
		a.line("%s : une seule combinaison au %s", money.Amount(d.Cents).French(), longDate(d.Moment.At))
	default:
		a.line("%s : %d combinaisons au %s, la plus probable d'abord", money.Amount(d.Cents).French(), n, longDate(d.Moment.At))
	}
	for _, c := range d.Combinations {
		a.line("\n%3d. %s   (%s, %s)", c.Rank, strings.Join(c.Codes, " + "), stateWords[c.State], gradeWords[c.Reliability])
		var sums []string
		for _, l := range c.Lines {
			sums = append(sums, l.Code+" "+money.Amount(l.Amount).French())
		}
		a.line("     %s", strings.Join(sums, " + "))
		for _, condition := range c.Conditions {
			a.line("     · %s", condition)
		}
	}
	a.line("\nCherché : %s.", d.Space)
	for _, h := range d.Assumed {
		a.line("  hypothèse : %s", h)
	}
	a.footer(d.Verified)
}
