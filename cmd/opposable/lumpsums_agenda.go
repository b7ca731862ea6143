package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	"github.com/opposable/opposable/ical"
	"github.com/opposable/opposable/practice"
)

// agendaFile is the calendar file named on the command line. It holds one practice: a second one would overwrite the first.
type agendaFile struct {
	path    string
	written bool
}

// toStdout is the name of the output.
const toStdout = "-"

// writeAgenda writes when a year is paid, and says on stderr what is on no day.
func (a *app) writeAgenda(f *agendaFile, y *practice.Year, object map[string]any) error {
	switch {
	case f.path == "":
		return nil
	case f.path == toStdout && a.json:
		return usage("--ics - et --json écrivent tous deux sur la sortie — nommez un fichier : --ics paiements.ics")
	case f.written:
		return usage("--ics écrit le calendrier d'un seul cabinet, plusieurs trouvés — donnez-les un par un")
	}
	f.written = true
	var text bytes.Buffer
	report, err := ical.Write(&text, y, ical.Owner(object))
	if err != nil {
		return err
	}
	if f.path == toStdout {
		_, err = a.stdout.Write(text.Bytes())
	} else if err = os.WriteFile(f.path, text.Bytes(), 0o600); err != nil {
		return usage("le calendrier « %s » ne s'écrit pas : %s", f.path, cause(err))
	}
	fmt.Fprintf(a.stderr, "opposable : calendrier : %s, %s\n", months(report.Events), left(report.Undated))
	return err
}

func months(n int) string {
	if n == 1 {
		return "1 mois de paiement"
	}
	return fmt.Sprintf("%d mois de paiement", n)
}

// left counts what is on no day, and names it.
func left(undated []practice.Arrival) string {
	if len(undated) == 0 {
		return "aucun paiement sans mois établi"
	}
	var names []string
	for _, p := range undated {
		names = append(names, fmt.Sprintf("%s au titre de %d", p.Title, p.For))
	}
	return fmt.Sprintf("%d sans mois établi, sur aucun jour (%s)", len(undated), strings.Join(names, " ; "))
}
