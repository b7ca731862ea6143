package opposable

import (
	"context"
	"io"

	"github.com/opposable/opposable/audit"
	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/sheet"
)

// BilledFile is a practice's billed lines in a file, and how to read it.
type BilledFile struct {
	File     io.Reader
	Columns  map[string]string        // header by name of a column, for those that guessing would miss
	Doctor   map[string]any           // the profile, as the "medecin" of a visit; what it lacks is that of the first specialty and sector
	Threads  int                      // at least one
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
	return audit.Run(ctx, l.pricer(), l.Plan, t, audit.Options{Columns: f.Columns, Doctor: f.Doctor, Moment: m, Threads: f.Threads, Progress: f.Progress})
}

// sheetTable is a file as a table to audit.
type sheetTable struct{ *sheet.Reader }

// Header names the columns.
func (t sheetTable) Header() []string { return t.Reader.Header }
