package opposable

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/opposable/opposable/audit"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/facts"
	"github.com/opposable/opposable/sheet"
)

// BilledFile is a practice's billed lines in a file, and how to read it.
type BilledFile struct {
	File     io.Reader
	Columns  map[string]string        // header by name of a column, for those that guessing would miss
	Doctor   map[string]any           // the profile, as the "medecin" of a visit; what it lacks is that of the first specialty and sector
	Threads  int                      // at least one
	Most     int64                    // lines; a longer file is refused. 0: any
	Progress func(lines, bytes int64) // called from time to time; may be nil
}

// Audit reads again what a practice billed: what was forgotten, what is at risk, what a missing fact decides. The day of each line is its own; the
// question gives the acts known and the scenario.
func (l *Law) Audit(ctx context.Context, f BilledFile, a Asked) (*audit.Report, error) {
	table, err := sheet.Open(f.File)
	if err != nil {
		return nil, err
	}
	return l.AuditTable(ctx, sheetTable{table}, f, a)
}

// AuditTable is Audit for lines that are not in a file.
func (l *Law) AuditTable(ctx context.Context, t audit.Table, f BilledFile, a Asked) (*audit.Report, error) {
	m, err := l.Moment(a, nil)
	if err != nil {
		return nil, err
	}
	m = day.Moment{Known: m.Known, Scenario: m.Scenario}
	return audit.Run(ctx, l.pricer(), l.Plan, t, audit.Options{Columns: f.Columns, Doctor: f.Doctor, Moment: m, Threads: f.Threads, Most: f.Most, Progress: f.Progress})
}

// sheetTable is a file as a table to audit.
type sheetTable struct{ *sheet.Reader }

// Header names the columns.
func (t sheetTable) Header() []string { return t.Reader.Header }

// AuditObject is Audit for a question in JSON: the lines as objects under "lignes", or the text of a CSV file under "fichier"; then "medecin" and
// "colonnes" as a file takes them. More lines than most are refused, 0 for none.
func (l *Law) AuditObject(ctx context.Context, object map[string]any, most int64, a Asked) (*audit.Report, error) {
	f := BilledFile{Threads: 1, Most: most}
	var problems facts.Problems
	refuse := func(path, format string, args ...any) {
		problems = append(problems, facts.Problem{Path: path, Message: fmt.Sprintf(format, args...)})
	}
	var table audit.Table
	for _, name := range slices.Sorted(maps.Keys(object)) {
		ok := true
		switch raw := object[name]; name {
		case "medecin":
			f.Doctor, ok = raw.(map[string]any)
		case "colonnes":
			var given map[string]any
			given, ok = raw.(map[string]any)
			f.Columns = map[string]string{}
			for column, header := range given {
				text, isText := header.(string)
				ok = ok && isText
				f.Columns[column] = text
			}
		case "fichier":
			var text string
			if text, ok = raw.(string); ok {
				opened, err := sheet.Open(strings.NewReader(text))
				if err != nil {
					return nil, err
				}
				table = sheetTable{opened}
			}
		case "lignes":
			var lines []any
			if lines, ok = raw.([]any); ok {
				table, ok = audit.Objects(lines)
			}
		default:
			refuse(name, "%s", facts.NoMember(name, auditMembers))
		}
		if !ok {
			refuse(name, "%s", auditShapes[name])
		}
	}
	if table == nil && len(problems) == 0 || object["fichier"] != nil && object["lignes"] != nil {
		refuse("lignes", "les lignes facturées sont attendues, sous « lignes » ou, en CSV, sous « fichier »")
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return l.AuditTable(ctx, table, f, a)
}

// auditMembers are the members of a question, and what each of them is.
var (
	auditMembers = []string{"colonnes", "fichier", "lignes", "medecin"}
	auditShapes  = map[string]string{
		"colonnes": "un objet {\"date_soins\": \"Date\", …} est attendu", "fichier": "le texte d'un fichier CSV est attendu",
		"lignes": "une liste d'objets {\"date_soins\", \"codes\", \"patient_ref\", …} est attendue", "medecin": "un objet est attendu",
	}
)
