package reform

import (
	"cmp"
	"slices"
	"strings"
)

// deed is how often doctors of one row billed one code in one month.
type deed struct {
	doctor, code int32
	year         int16
	month        int8
	quantity     int64
}

// deeds are the acts of the last year that the population knows.
type deeds struct {
	Year  int
	codes []string
	list  []deed // by doctor, code and month
}

// Acts adds rows: the row of the doctor (−1: none, passed over), the code, the year, the month, how often one doctor billed it.
func (a *Adder) Acts(doctors []int32, codes []string, years, months, quantities []int64) {
	for i, doctor := range doctors {
		if doctor < 0 {
			continue
		}
		code, ok := a.codes[codes[i]]
		if !ok {
			code = int32(len(a.words))
			word := strings.Clone(codes[i]) // the chunk is filled again
			a.codes[word] = code
			a.words = append(a.words, word)
		}
		a.deeds = append(a.deeds, deed{doctor, code, int16(years[i]), int8(months[i]), quantities[i]})
	}
}

// gatherDeeds merges what the adders received.
func (b *Builder) gatherDeeds(out *Base) error {
	d := &out.deeds
	for _, a := range b.adders {
		d.codes = append(d.codes, a.words...)
		for _, one := range a.deeds {
			d.Year = max(d.Year, int(one.year))
		}
	}
	slices.Sort(d.codes)
	d.codes = slices.Compact(d.codes)
	for _, a := range b.adders {
		place := make([]int32, len(a.words))
		for i, word := range a.words {
			at, _ := slices.BinarySearch(d.codes, word)
			place[i] = int32(at)
		}
		for _, one := range a.deeds {
			if int(one.year) == d.Year {
				one.code = place[one.code]
				d.list = append(d.list, one)
			}
		}
		a.deeds = nil
	}
	slices.SortFunc(d.list, func(x, y deed) int {
		return cmp.Or(cmp.Compare(x.doctor, y.doctor), cmp.Compare(x.code, y.code), cmp.Compare(x.month, y.month))
	})
	kept := d.list[:0]
	for _, one := range d.list {
		if n := len(kept); n > 0 && kept[n-1].doctor == one.doctor && kept[n-1].code == one.code && kept[n-1].month == one.month {
			kept[n-1].quantity += one.quantity
			continue
		}
		kept = append(kept, one)
	}
	d.list = kept
	return nil
}

// ActsYear is the year whose volumes of acts stand for every year, 0 without acts.
func (b *Base) ActsYear() int { return b.deeds.Year }
