package sheet

import (
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/opposable/opposable/facts"
)

// Limits of a workbook: it is unpacked in memory, never to a temporary file, so that nothing of it stays on the machine.
const (
	largestWorkbook = 64 << 20
	largestUnpacked = 512 << 20
)

// workbook is the first sheet of an XLSX file. Cells are raw: a date is its serial number, a yes is 1.
type workbook struct {
	rows *excelize.Rows
	size int64
}

func openWorkbook(r io.Reader) (rows, error) {
	f, size, err := unpack(r)
	if err != nil {
		return nil, err
	}
	names := f.GetSheetList()
	if len(names) == 0 {
		return nil, facts.Refuse("", "le classeur n'a pas de feuille")
	}
	list, err := f.Rows(names[0])
	if err != nil {
		return nil, facts.Refuse("", "la feuille « %s » ne se lit pas : enregistrez-la en CSV", names[0])
	}
	return &workbook{rows: list, size: size}, nil
}

// unpack opens a workbook and says how many bytes it took.
func unpack(r io.Reader) (*excelize.File, int64, error) {
	limited := &io.LimitedReader{R: r, N: largestWorkbook + 1}
	f, err := excelize.OpenReader(limited, excelize.Options{
		RawCellValue: true, UnzipSizeLimit: largestUnpacked, UnzipXMLSizeLimit: largestUnpacked,
	})
	switch {
	case limited.N <= 0:
		return nil, 0, facts.Refuse("", "classeur de plus de %d Mo : enregistrez-le en CSV, qui se lit à toute taille", largestWorkbook>>20)
	case err != nil:
		return nil, 0, facts.Refuse("", "le classeur ne s'ouvre pas (abîmé, ou protégé par un mot de passe) : enregistrez-le en CSV")
	}
	return f, largestWorkbook + 1 - limited.N, nil
}

func (w *workbook) encoding() string  { return "UTF-8" }
func (w *workbook) separator() string { return "" }
func (w *workbook) read() int64       { return w.size }

func (w *workbook) next() ([]string, string, error) {
	if !w.rows.Next() {
		if err := w.rows.Error(); err != nil {
			return nil, "", facts.Refuse("", "la feuille ne se lit pas jusqu'au bout : enregistrez-la en CSV")
		}
		return nil, "", io.EOF
	}
	cells, err := w.rows.Columns()
	if err != nil {
		return nil, "ligne de feuille illisible", nil
	}
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells, "", nil
}
