package damir

import "bytes"

// A key packs the nature of the act and the codes of up to three dimensions; to price acts, the specialty and whether they were overseas.
const (
	codeBits       = 14
	specialtyShift = codeBits * (MostDimensions + 1)
	specialtyBits  = 7
	overseasBit    = 1 << (specialtyShift + specialtyBits)

	yearOrigin = 1900 // of the months of care, which are counted from its first
	overseas   = 5    // the region that gathers the overseas territories
	widest     = 512  // columns that a line may have
)

// sums are those of a cell.
type sums struct {
	lines int64
	of    [measures]int64
}

func (s *sums) add(other *sums) {
	s.lines += other.lines
	for m, n := range other.of {
		s.of[m] += n
	}
}

// parser sums blocks by itself; parsers are added at the end.
type parser struct {
	*layout
	cells      map[uint64]*sums
	lastKey    uint64
	lastCell   *sums
	period     []byte // the last one read
	lines      int64
	negative   int64
	from, to   int
	rejected   int64
	rejects    []Reject
	reasons    map[Reason]int64
	ends       [widest]int // of the fields of a line
	values     [measures]int64
	inPresence []Measure // the measures that the file has
}

func newParser(l *layout) *parser {
	p := &parser{layout: l, cells: map[uint64]*sums{}, reasons: map[Reason]int64{}}
	for m, column := range l.measures {
		if column >= 0 {
			p.inPresence = append(p.inPresence, Measure(m))
		}
	}
	return p
}

func (p *parser) parse(b block) {
	data, number := b.data, b.line
	for len(data) > 0 {
		line := data
		if i := bytes.IndexByte(data, '\n'); i >= 0 {
			line, data = data[:i], data[i+1:]
		} else {
			data = nil
		}
		if n := len(line); n > 0 && line[n-1] == '\r' {
			line = line[:n-1]
		}
		if len(line) > 0 {
			p.lines++
			p.line(line, number)
		}
		number++
	}
}

// line adds one line to its cell, or sets it aside whole.
func (p *parser) line(line []byte, number int64) {
	if n := p.split(line); n != p.fields && !(n == p.fields+1 && len(p.field(line, n-1)) == 0) { // every line may end with a separator
		p.reject(Reject{Line: number, Reason: fieldsReason(n, p.fields), Text: clip(string(line), 80)})
		return
	}
	key, bad, why := p.key(line)
	if why != sound {
		p.refuse(line, number, bad, why)
		return
	}
	below := false
	for _, m := range p.inPresence {
		read := hundredths
		if measureColumns[m].count {
			read = whole
		}
		n, why := read(p.field(line, p.measures[m]))
		if why != sound {
			p.refuse(line, number, p.measures[m], why)
			return
		}
		p.values[m] = n
		below = below || n < 0
	}
	cell := p.lastCell
	if cell == nil || key != p.lastKey {
		if cell = p.cells[key]; cell == nil {
			cell = &sums{}
			p.cells[key] = cell
		}
		p.lastKey, p.lastCell = key, cell
	}
	cell.lines++
	for _, m := range p.inPresence {
		cell.of[m] += p.values[m]
	}
	if below {
		p.negative++
	}
	if p.layout.period >= 0 {
		p.settled(p.field(line, p.layout.period))
	}
}

// split finds where fields end and counts them.
func (p *parser) split(line []byte) int {
	n, comma := 0, p.comma
	for i, c := range line {
		if c == comma {
			if n == widest-1 {
				return widest
			}
			p.ends[n] = i
			n++
		}
	}
	p.ends[n] = len(line)
	return n + 1
}

// field is one field of the line that was split last.
func (p *parser) field(line []byte, i int) []byte {
	from := 0
	if i > 0 {
		from = p.ends[i-1] + 1
	}
	return trimmed(line[from:p.ends[i]])
}

// key packs the categories of a line; when one cannot be read it says in which column.
func (p *parser) key(line []byte) (key uint64, column int, why flaw) {
	key, why = code(p.field(line, p.nature))
	if why != sound {
		return 0, p.nature, why
	}
	for i, at := range p.by {
		n, why := code(p.field(line, at.column))
		if why == sound && at.month >= 0 {
			var month uint64
			if month, why = code(p.field(line, at.month)); why != sound {
				return 0, at.month, why
			}
			if n, why = careOf(n, month); why != sound {
				return 0, at.month, why
			}
		}
		if why != sound {
			return 0, at.column, why
		}
		key |= n << (codeBits * (i + 1))
	}
	if p.region >= 0 {
		n, why := code(p.field(line, p.region))
		if why != sound {
			return 0, p.region, why
		}
		if n == overseas {
			key |= overseasBit
		}
		if n, why = code(p.field(line, p.specialty)); why != sound || n >= 1<<specialtyBits {
			return 0, p.specialty, category
		}
		key |= n << specialtyShift
	}
	return key, 0, sound
}

// careOf counts a month from the origin. The file writes year 0000 or 0001 when it is not known: 0.
func careOf(year, month uint64) (uint64, flaw) {
	switch {
	case year <= 1:
		return 0, sound
	case year < yearOrigin || month < 1 || month > 12:
		return 0, monthFlaw
	}
	n := (year-yearOrigin)*12 + month
	if n > highestCode {
		return 0, monthFlaw
	}
	return n, sound
}

// cell unpacks a key.
func (l *layout) cell(key uint64, s *sums) Cell {
	out := Cell{Nature: int(key & highestCode), Overseas: key&overseasBit != 0, Lines: s.lines, Sums: s.of}
	if l.region >= 0 {
		out.Specialty = int(key >> specialtyShift & (1<<specialtyBits - 1))
	}
	for i, at := range l.by {
		n := int(key >> (codeBits * (i + 1)) & highestCode)
		if at.month >= 0 && n > 0 {
			n = (yearOrigin+(n-1)/12)*100 + (n-1)%12 + 1
		}
		out.By = append(out.By, n)
	}
	return out
}

// undated tells a cell whose month of care is not known.
func (l *layout) undated(c *Cell) bool {
	for i, at := range l.by {
		if at.month >= 0 && c.By[i] == 0 {
			return true
		}
	}
	return false
}

// settled keeps the first and the last month in which lines were settled.
func (p *parser) settled(field []byte) {
	if bytes.Equal(field, p.period) {
		return
	}
	n, why := whole(field)
	if why != sound || n < 0 || n > 999912 {
		return // no sum depends on it
	}
	p.period = append(p.period[:0], field...)
	if p.from == 0 || int(n) < p.from {
		p.from = int(n)
	}
	p.to = max(p.to, int(n))
}

func (p *parser) refuse(line []byte, number int64, column int, why flaw) {
	p.reject(Reject{Line: number, Column: column + 1, Name: p.names[column], Reason: string(why), Text: clip(string(p.field(line, column)), 40)})
}

func (p *parser) reject(r Reject) {
	p.rejected++
	p.reasons[Reason{Name: r.Name, Reason: r.Reason}]++
	if len(p.rejects) < keptRejects {
		p.rejects = append(p.rejects, r)
	}
}

// fieldsReason tells a line that is cut otherwise than the header.
func fieldsReason(n, expected int) string {
	if n >= widest {
		return "la ligne n'a pas le nombre de champs de l'en-tête"
	}
	return "la ligne a " + thousands(int64(n)) + " champs, l'en-tête en a " + thousands(int64(expected))
}
