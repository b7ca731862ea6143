package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/opposable/opposable"
	"github.com/opposable/opposable/answer"
	"github.com/opposable/opposable/audit"
	"github.com/opposable/opposable/explain"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/money"
)

func (a *app) auditCommand() *cobra.Command {
	var columns, doctor string
	var all bool
	c := &cobra.Command{
		Use: "auditer [FICHIER]", Aliases: []string{"audit"}, Short: "Un fichier de facturation : l'argent oublié, l'argent à risque, ce qu'il reste à savoir",
		Long: `Relit ce qu'un cabinet a facturé, en CSV ou XLSX : une ligne par acte ou par visite. Les colonnes sont reconnues à leurs en-têtes, ou dites par
--colonnes : date_soins, codes (« G+MEG ») ou montant, patient_ref ; puis, si elles existent, heure, age ou naissance, mt, ald, c2s, lieu,
adresse_par, motif, courrier_au_mt, medecin_ref, et tout fait d'une visite par son chemin (visite.urgente).

Ce que le fichier ne dit pas n'est jamais retenu contre le médecin : un code suppose les circonstances qu'il demande. Rien n'est gardé ni envoyé ;
une colonne qui ressemble à des numéros de sécurité sociale est refusée. Un objet JSON {"lignes", "medecin"}, comme l'API le prend, est lu aussi.

Sort 1 si quelque chose est à revoir.`,
		Example: `  opposable auditer actes.csv --medecin profil.json
  opposable auditer actes.xlsx --colonnes date_soins=Date,codes=Actes,patient_ref=Dossier`,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := atMostOne(args); err != nil {
				return err
			}
			mapping, err := columnMapping(columns)
			if err != nil {
				return err
			}
			profile, err := readProfile(doctor)
			if err != nil {
				return err
			}
			report, err := a.audited(args, opposable.BilledFile{Columns: mapping, Doctor: profile, Threads: runtime.GOMAXPROCS(0)})
			if err != nil {
				return err
			}
			if len(report.Findings) > 0 || report.Rejections > 0 {
				a.exit = exitNo
			}
			if a.json {
				return a.writeJSON(report)
			}
			a.showAudit(report, all)
			return nil
		},
	}
	f := c.Flags()
	f.StringVar(&columns, "colonnes", "", "dire ce que sont des colonnes : `date_soins=Date,codes=Actes`")
	f.StringVar(&doctor, "medecin", "", "le profil du médecin, un `FICHIER` JSON : {\"specialite\", \"secteur\", \"optam\", …}")
	f.BoolVar(&all, "tout", false, "montre chaque ligne, pas seulement les premières de chaque constat")
	a.tariffsFlag(c)
	return c
}

// readProfile reads the doctor of a practice: the object itself, or a visit or a practice that holds it.
func readProfile(name string) (map[string]any, error) {
	if name == "" {
		return nil, nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, usage("le profil « %s » ne s'ouvre pas : %s", name, cause(err))
	}
	object, err := facts.Decode(text)
	if err != nil {
		return nil, named(err, name)
	}
	if inner, nested := object["medecin"].(map[string]any); nested {
		return inner, nil
	}
	return object, nil
}

func (a *app) audited(args []string, f opposable.BilledFile) (*audit.Report, error) {
	l, err := a.completed()
	if err != nil {
		return nil, err
	}
	in, shown, err := a.open(args)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	follow, stream := a.newStream(in, "lignes")
	buffered := bufio.NewReader(stream)
	var report *audit.Report
	if start, _ := buffered.Peek(1); len(start) == 1 && start[0] == '{' { // as HTTP takes it
		if f.Columns != nil || f.Doctor != nil {
			return nil, usage("un objet JSON dit lui-même « medecin » et « colonnes » : retirez --medecin et --colonnes")
		}
		report, err = a.auditedObject(ctx, l, buffered)
	} else {
		f.File, f.Progress = buffered, follow.at
		report, err = l.Audit(ctx, f, a.asked())
	}
	follow.done()
	switch {
	case errors.Is(err, context.Canceled):
		return nil, usage("lecture interrompue : rien n'a été calculé")
	case err != nil:
		return nil, named(err, shown)
	}
	return report, nil
}

func (a *app) auditedObject(ctx context.Context, l *opposable.Law, in io.Reader) (*audit.Report, error) {
	text, err := io.ReadAll(in)
	if err != nil {
		return nil, err
	}
	object, err := facts.Decode(text)
	if err != nil {
		return nil, err
	}
	return l.AuditObject(ctx, object, 0, a.asked())
}

// linesShown is how many lines of a finding are told.
const linesShown = 8

func (a *app) showAudit(r *audit.Report, all bool) {
	a.line("%s lignes lues, %s visites, du %s au %s : %s facturés", thousands(r.Lines), thousands(r.Visits), longDate(r.From), longDate(r.To), money.Amount(r.Billed).French())
	if r.Rejections > 0 {
		a.line("%s lignes rejetées :", thousands(r.Rejections))
		for i, one := range r.Rejected {
			if i == linesShown && !all {
				a.line("  …")
				break
			}
			a.line("  ligne %d : %s", one.Line, one.Reason)
		}
	}
	a.line("")
	a.line("À risque   sûr %s   contesté %s", money.Amount(r.RiskSure).French(), money.Amount(r.RiskPossible).French())
	a.line("Oublié     sûr %s   possible %s", money.Amount(r.ForgottenSure).French(), money.Amount(r.ForgottenPossible).French())
	for _, part := range []struct {
		title, nature string
	}{{"À risque", audit.AtRisk}, {"Oublié", audit.Forgotten}, {"Indécidable", audit.Undecidable}} {
		list := r.Grouped(part.nature)
		if len(list) == 0 {
			continue
		}
		a.line("\n%s", part.title)
		for _, g := range list {
			a.line("  %10s  %-6s %s — %s", money.Amount(g.Stake).French(), g.Code, stateWords[g.State], explain.Sentence(g.Why))
			shown := g.Lines
			more := ""
			if len(shown) > linesShown && !all {
				more, shown = "…", shown[:linesShown]
			}
			a.line("              %s : %s%s", counted(int64(len(g.Lines)), "ligne"), strings.Trim(strings.Join(strings.Fields(fmt.Sprint(shown)), ", "), "[]"), more)
			for _, s := range g.Sources {
				a.line("              %s", sourceText(s))
			}
		}
	}
	if len(r.Questions) > 0 {
		a.line("\nÀ savoir")
		for _, q := range r.Questions {
			a.line("  %10s  %s (%s)", money.Amount(q.Stake).French(), q.Text, counted(q.Lines, "visite"))
		}
	}
	a.line("")
	for _, h := range r.Assumed {
		a.line("  hypothèse : %s", h)
	}
	if len(r.Ignored) > 0 {
		a.line("  colonnes ignorées : %s", strings.Join(r.Ignored, ", "))
	}
	if len(r.Findings) == 0 {
		a.line("Rien à revoir : %s", stateWords[answer.Sure])
	}
	a.footer(r.Verified)
}
