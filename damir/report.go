package damir

import (
	"cmp"
	"fmt"
	"slices"
)

// Sums are the measures of some lines, as they are written.
type Sums struct {
	Lines      int64     `json:"lignes"`
	Acts       int64     `json:"denombrement"`
	Quantity   int64     `json:"quantite"`
	Spent      int64     `json:"depense_centimes"`
	Base       int64     `json:"base_centimes"`
	Reimbursed int64     `json:"rembourse_centimes"`
	Extra      int64     `json:"depassement_centimes"`
	Filtered   *Filtered `json:"prefiltre"` // null when the file has not these columns
}

// Filtered are the measures that the producer has filtered: what is reimbursed is the basic share alone.
type Filtered struct {
	Acts       int64 `json:"denombrement"`
	Quantity   int64 `json:"quantite"`
	Spent      int64 `json:"depense_centimes"`
	Reimbursed int64 `json:"rembourse_centimes"`
	Extra      int64 `json:"depassement_centimes"`
}

// Category is a code of a dimension, named.
type Category struct {
	Key   int    `json:"cle"`
	Title string `json:"libelle"`
}

// Row is one nature of act in one category of each dimension.
type Row struct {
	Nature int                 `json:"prs_nat"`
	Letter *string             `json:"code"` // the letter-key, null: not known
	Title  string              `json:"libelle"`
	By     map[string]Category `json:"par,omitempty"`
	Sums
	order []int
}

// Report is a summary as it is written.
type Report struct {
	File     string   `json:"fichier"`
	Lines    int64    `json:"lignes_lues"`
	Rejected int64    `json:"lignes_ecartees"`
	Whole    bool     `json:"complet"` // no line was set aside: the sums are those of the whole file
	Negative int64    `json:"lignes_negatives"`
	Undated  int64    `json:"lignes_sans_mois_de_soins"`
	From     string   `json:"traite_du"`
	To       string   `json:"traite_au"`
	Total    Sums     `json:"total"`
	By       []string `json:"par"`
	Rows     []Row    `json:"actes"`
	Reasons  []Reason `json:"motifs"`
	Rejects  []Reject `json:"ecartees"`
	Price    *Effect  `json:"prix"`
	Verified string   `json:"verifie_le"`
	Notice   string   `json:"avertissement"`
	Version  string   `json:"regles_version"`
}

// NewReport names and sorts a summary: the natures that cost most first, by category within them.
func NewReport(s *Summary, names Names, by []Dimension) *Report {
	out := &Report{
		Lines: s.Lines, Rejected: s.Rejected, Whole: s.Rejected == 0, Negative: s.Negative, Undated: s.Undated, From: monthText(s.From), To: monthText(s.To),
		By: []string{}, Rows: []Row{}, Reasons: s.Reasons, Rejects: s.Rejects,
	}
	if out.Reasons == nil {
		out.Reasons, out.Rejects = []Reason{}, []Reject{}
	}
	for _, d := range by {
		out.By = append(out.By, d.Name)
	}
	if s.Filtered {
		out.Total.Filtered = &Filtered{}
	}
	rows, weight := map[string]*Row{}, map[int]int64{}
	for i := range s.Cells {
		c := &s.Cells[i]
		key := fmt.Sprint(c.Nature, c.By)
		row := rows[key]
		if row == nil {
			row = newRow(c, names, by, s.Filtered)
			rows[key] = row
		}
		row.add(c)
		out.Total.add(c)
		weight[c.Nature] += c.Sums[Spent]
	}
	for _, row := range rows {
		out.Rows = append(out.Rows, *row)
	}
	slices.SortFunc(out.Rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(weight[b.Nature], weight[a.Nature]), cmp.Compare(a.Nature, b.Nature), slices.Compare(a.order, b.order))
	})
	return out
}

func newRow(c *Cell, names Names, by []Dimension, filtered bool) *Row {
	name := names.Of(natureColumn, c.Nature)
	row := &Row{Nature: c.Nature, Title: name.Title, order: c.By}
	if name.Letter != "" {
		row.Letter = &name.Letter
	}
	if filtered {
		row.Filtered = &Filtered{}
	}
	for i, d := range by {
		if row.By == nil {
			row.By = map[string]Category{}
		}
		title := names.Of(d.Column, c.By[i]).Title
		if d.Column == "" {
			if title = monthText(c.By[i]); title == "" {
				title = "inconnu"
			}
		}
		row.By[d.Name] = Category{c.By[i], title}
	}
	return row
}

func (s *Sums) add(c *Cell) {
	s.Lines += c.Lines
	s.Acts += c.Sums[Acts]
	s.Quantity += c.Sums[Quantity]
	s.Spent += c.Sums[Spent]
	s.Base += c.Sums[Base]
	s.Reimbursed += c.Sums[Reimbursed]
	s.Extra += c.Sums[Extra]
	if f := s.Filtered; f != nil {
		f.Acts += c.Sums[FilteredActs]
		f.Quantity += c.Sums[FilteredQuantity]
		f.Spent += c.Sums[FilteredSpent]
		f.Reimbursed += c.Sums[FilteredReimbursed]
		f.Extra += c.Sums[FilteredExtra]
	}
}

// monthText writes 202501 as 2025-01.
func monthText(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d", n/100, n%100)
}
