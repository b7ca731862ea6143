package batch

// bad marks a value outside its domain: it survives the sum of the offsets of all columns, which stay far below it.
const bad = 1 << 27

// encoder turns the values of one column into what they add to an index: their code times a stride.
type encoder struct {
	column int
	axis   *axis

	narrow  [1024]uint32 // by byte value, then by mark
	direct  []uint32     // by value − lo, of a domain that is not too wide
	starts  []int64
	stride  uint32
	unknown uint32
}

const directWidth = 1 << 13

func newEncoder(a *axis, column int, stride int) *encoder {
	e := &encoder{column: column, axis: a, starts: a.starts, stride: uint32(stride), unknown: uint32(a.unknown * stride)}
	none := e.of(0, None)
	for v := range 256 {
		e.narrow[v] = e.of(int64(v), Given)
		e.narrow[int(Unknown)<<8|v], e.narrow[int(None)<<8|v], e.narrow[3<<8|v] = e.unknown, none, bad
	}
	if a.hi-a.lo < directWidth {
		e.direct = make([]uint32, a.hi-a.lo+1)
		for i := range e.direct {
			e.direct[i] = e.of(a.lo+int64(i), Given)
		}
	}
	return e
}

// of returns what a value adds to the index, or bad.
func (e *encoder) of(v int64, mark uint8) uint32 {
	if !e.axis.admits(v, mark) {
		return bad
	}
	return uint32(e.axis.code(v, mark)) * e.stride
}

// add adds the offsets of a chunk of the column to the index.
func (e *encoder) add(index []uint32, c *Column, from int) {
	n := len(index)
	switch {
	case c.empty():
		for i := range index {
			index[i] += e.unknown
		}
	case c.U8 != nil && c.Null == nil:
		values := c.U8[from : from+n]
		table := (*[256]uint32)(e.narrow[:256])
		for i, v := range values {
			index[i] += table[v]
		}
	case c.U8 != nil:
		values, marks := c.U8[from:from+n], c.Null[from:from+n]
		for i, v := range values {
			index[i] += e.narrow[(uint32(marks[i])<<8|uint32(v))&1023]
			if marks[i] > None {
				index[i] += bad
			}
		}
	case c.I32 != nil:
		addWide(e, index, c.I32[from:from+n], c.marks(from, n))
	default:
		addWide(e, index, c.I64[from:from+n], c.marks(from, n))
	}
}

func (c *Column) marks(from, n int) []uint8 {
	if c.Null == nil {
		return nil
	}
	return c.Null[from : from+n]
}

func addWide[T int32 | int64](e *encoder, index []uint32, values []T, marks []uint8) {
	switch {
	case marks != nil:
		for i, v := range values {
			index[i] += e.of(int64(v), marks[i])
		}
	case e.direct != nil:
		lo, direct := e.axis.lo, e.direct
		for i, v := range values {
			if at := uint64(int64(v) - lo); at < uint64(len(direct)) {
				index[i] += direct[at]
			} else {
				index[i] += e.of(int64(v), Given)
			}
		}
	case len(e.starts) <= 8:
		lo, span := e.axis.lo, uint64(e.axis.hi-e.axis.lo)
		for i, v := range values {
			if uint64(int64(v)-lo) > span {
				index[i] += e.of(int64(v), Given)
				continue
			}
			code := uint32(0)
			for _, s := range e.starts[1:] {
				if int64(v) >= s {
					code++
				}
			}
			index[i] += code * e.stride
		}
	default:
		for i, v := range values {
			index[i] += e.of(int64(v), Given)
		}
	}
}

// quick reports whether every column given is bytes without marks, which the fused loops go through together.
func quick(c *Column) bool { return c.U8 != nil && c.Null == nil }

// set4 sets the index from four columns of bytes.
func set4(index []uint32, from int, columns [4]*Column, encoders [4]*encoder) {
	n := len(index)
	a, b, c, d := columns[0].U8[from:from+n], columns[1].U8[from:from+n], columns[2].U8[from:from+n], columns[3].U8[from:from+n]
	ta, tb := (*[256]uint32)(encoders[0].narrow[:256]), (*[256]uint32)(encoders[1].narrow[:256])
	tc, td := (*[256]uint32)(encoders[2].narrow[:256]), (*[256]uint32)(encoders[3].narrow[:256])
	for i := range index {
		index[i] = ta[a[i]] + tb[b[i]] + tc[c[i]] + td[d[i]]
	}
}

// add4 adds four columns of bytes to the index.
func add4(index []uint32, from int, columns [4]*Column, encoders [4]*encoder) {
	n := len(index)
	a, b, c, d := columns[0].U8[from:from+n], columns[1].U8[from:from+n], columns[2].U8[from:from+n], columns[3].U8[from:from+n]
	ta, tb := (*[256]uint32)(encoders[0].narrow[:256]), (*[256]uint32)(encoders[1].narrow[:256])
	tc, td := (*[256]uint32)(encoders[2].narrow[:256]), (*[256]uint32)(encoders[3].narrow[:256])
	for i := range index {
		index[i] += ta[a[i]] + tb[b[i]] + tc[c[i]] + td[d[i]]
	}
}
