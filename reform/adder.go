package reform

import (
	"fmt"

	"github.com/opposable/opposable/batch"
)

// entry is some patients of one doctor alike in every fact.
type entry struct{ key, count uint32 }

// run is where the entries of one doctor stand: rows of a doctor that follow each other make one.
type run struct {
	doctor   int32
	block    int32
	from, to int32
}

// blockSize is how many entries stand together; what was written never moves.
const blockSize = 1 << 16

// Adder receives rows, from one goroutine at a time.
type Adder struct {
	builder *Builder
	radix   []int64
	low     []int64
	orphans int64
	blocks  [][]entry
	runs    []run
	deeds   []deed
	codes   map[string]int32
	words   []string

	doctor  int32
	counts  []int64 // of the patients of that doctor, by key
	touched []uint32
}

// mostAlike is more than the patients of any doctor.
const mostAlike = 100_000_000

// maxCells bounds the combinations of the facts of patients.
const maxCells = 1 << 22

// Adder makes a receiver of rows; each goroutine has its own.
func (b *Builder) Adder() (*Adder, error) {
	a := &Adder{builder: b, codes: map[string]int32{}, doctor: -1}
	size := int64(1)
	for _, name := range b.columns {
		k, _ := b.plan.Fact(name)
		f := &b.plan.Facts[k]
		n := f.Hi - f.Lo + 2
		if n > maxCells || size*n > maxCells {
			return nil, &Problem{fmt.Sprintf("« %s » a un domaine trop large pour que les patients se comptent par combinaison", name)}
		}
		size *= n
		a.radix, a.low = append(a.radix, n), append(a.low, f.Lo)
	}
	a.counts = make([]int64, size)
	b.adders = append(b.adders, a)
	return a, nil
}

// Patients adds rows: the row of the doctor (−1: none), the columns in the order of the builder, the weights.
func (a *Adder) Patients(doctors []int32, columns []batch.Column, weights []int64) {
	readers := make([]func(int) (int64, bool), len(columns))
	for i := range columns {
		readers[i] = valueOf(&columns[i])
	}
	for row, doctor := range doctors {
		switch {
		case weights[row] == 0:
			continue
		case doctor < 0:
			a.orphans += weights[row]
			continue
		case doctor != a.doctor:
			a.flush()
			a.doctor = doctor
		}
		key := int64(0)
		for i, read := range readers {
			code := a.radix[i] - 1 // unknown
			if read != nil {
				if v, ok := read(row); ok {
					code = v - a.low[i]
				}
			}
			key = key*a.radix[i] + code
		}
		if a.counts[key] == 0 {
			a.touched = append(a.touched, uint32(key))
		}
		a.counts[key] += weights[row]
	}
}

// flush writes what was counted for one doctor.
func (a *Adder) flush() {
	if len(a.touched) == 0 {
		return
	}
	last := len(a.blocks) - 1
	if last < 0 || cap(a.blocks[last])-len(a.blocks[last]) < len(a.touched) {
		a.blocks = append(a.blocks, make([]entry, 0, max(blockSize, len(a.touched))))
		last++
	}
	block := a.blocks[last]
	from := len(block)
	for _, key := range a.touched {
		block = append(block, entry{key, uint32(min(a.counts[key], mostAlike+1))}) // more than that is refused, whatever it is
		a.counts[key] = 0
	}
	a.blocks[last] = block
	a.runs = append(a.runs, run{a.doctor, int32(last), int32(from), int32(len(block))})
	a.touched = a.touched[:0]
}
