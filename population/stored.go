package population

import (
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/parquet-go/parquet-go/format"
)

// stored are the values of a page, in the form of the file.
type stored struct {
	kind    format.Type
	i32     []int32
	i64     []int64
	bits    []byte
	bytes   []byte // texts, from offset to offset
	offsets []uint32
}

// plainValues reads values that stand one after the other, into the room of others. The texts stay where they are.
func plainValues(s stored, data []byte, n int) (stored, error) {
	switch s.kind {
	case int32Type:
		if len(data) < 4*n {
			return s, io.ErrUnexpectedEOF
		}
		s.i32 = slices.Grow(s.i32[:0], n)[:n]
		for i := range s.i32 {
			s.i32[i] = int32(binary.LittleEndian.Uint32(data[4*i:]))
		}
	case int64Type:
		if len(data) < 8*n {
			return s, io.ErrUnexpectedEOF
		}
		s.i64 = slices.Grow(s.i64[:0], n)[:n]
		for i := range s.i64 {
			s.i64[i] = int64(binary.LittleEndian.Uint64(data[8*i:]))
		}
	case boolType:
		s.bits = data
	case textType:
		s.offsets, s.bytes = s.offsets[:0], s.bytes[:0]
		for range n {
			if len(data) < 4 || int64(binary.LittleEndian.Uint32(data)) > int64(len(data)-4) {
				return s, io.ErrUnexpectedEOF
			}
			k := 4 + int(binary.LittleEndian.Uint32(data))
			s.offsets = append(s.offsets, uint32(len(s.bytes)))
			s.bytes, data = append(s.bytes, data[4:k]...), data[k:]
		}
		s.offsets = append(s.offsets, uint32(len(s.bytes)))
	default:
		return s, fmt.Errorf("%s values", s.kind)
	}
	return s, nil
}

// len is how many values there are; of bits, how many there may be.
func (s *stored) len() int {
	switch s.kind {
	case int32Type:
		return len(s.i32)
	case int64Type:
		return len(s.i64)
	case boolType:
		return 8 * len(s.bits)
	}
	return max(0, len(s.offsets)-1)
}

// text writes a value as a message shows it.
func (s *stored) text(i int) string {
	switch s.kind {
	case int32Type:
		return strconv.FormatInt(int64(s.i32[i]), 10)
	case int64Type:
		return strconv.FormatInt(s.i64[i], 10)
	case boolType:
		return strconv.Itoa(int(s.bits[i/8] >> (i % 8) & 1))
	}
	return "« " + string(s.bytes[s.offsets[i]:s.offsets[i+1]]) + " »"
}

// pour writes n values into a column, from a place on, and returns the first that its field does not admit, or −1.
func (s *stored) pour(f *Field, out *Column, at, from, n int) int {
	switch s.kind {
	case int32Type:
		return numbers(f, out, at, s.i32[from:from+n])
	case int64Type:
		return numbers(f, out, at, s.i64[from:from+n])
	case boolType:
		expand(out.U8[at:at+n], s.bits, from)
		return -1
	}
	for i := range n {
		text := s.bytes[s.offsets[from+i]:s.offsets[from+i+1]]
		if f.Kind == Text {
			out.Text[at+i] = string(text)
			continue
		}
		word := slices.Index(f.Words, string(text))
		if word < 0 {
			return i
		}
		out.set(at+i, int64(word))
	}
	return -1
}

// expand writes bits as bytes of 0 and 1, eight at a time where they are aligned.
func expand(out []uint8, packed []byte, from int) {
	i := 0
	for ; i < len(out) && (from+i)%8 != 0; i++ {
		out[i] = packed[(from+i)/8] >> ((from + i) % 8) & 1
	}
	for ; i+8 <= len(out); i += 8 {
		const every, one, below = 0x0101010101010101, 0x8040201008040201, 0x7f7f7f7f7f7f7f7f
		spread := uint64(packed[(from+i)/8]) * every & one // the bit of each byte, in its place
		binary.LittleEndian.PutUint64(out[i:], (spread+below)>>7&every)
	}
	for ; i < len(out); i++ {
		out[i] = packed[(from+i)/8] >> ((from + i) % 8) & 1
	}
}

// numbers writes whole numbers.
func numbers[S int32 | int64](f *Field, out *Column, at int, values []S) int {
	switch n := len(values); {
	case out.U8 != nil:
		return within(out.U8[at:at+n], values, f.Lo, f.Hi)
	case out.I32 != nil:
		return within(out.I32[at:at+n], values, f.Lo, f.Hi)
	default:
		return within(out.I64[at:at+n], values, f.Lo, f.Hi)
	}
}

func within[D uint8 | int32 | int64, S int32 | int64](out []D, values []S, lo, hi int64) int {
	span := uint64(hi) - uint64(lo)
	for i, v := range values {
		if uint64(int64(v))-uint64(lo) > span {
			return i
		}
		out[i] = D(v)
	}
	return -1
}

// indexed writes the entries of a dictionary.
func indexed(out *Column, at int, indexes []int32, entries *Column, refused []bool) int {
	if refused != nil {
		for i, x := range indexes {
			if refused[x] {
				return i
			}
		}
	}
	switch n := len(indexes); {
	case out.Text != nil:
		look(out.Text[at:at+n], indexes, entries.Text)
	case out.U8 != nil:
		look(out.U8[at:at+n], indexes, entries.U8)
	case out.I32 != nil:
		look(out.I32[at:at+n], indexes, entries.I32)
	default:
		look(out.I64[at:at+n], indexes, entries.I64)
	}
	return -1
}

func look[D any](out []D, indexes []int32, entries []D) {
	for i, x := range indexes {
		out[i] = entries[x]
	}
}

// spread moves values that stand together to the rows where one is there, from the last to the first.
func spread(out *Column, at int, levels []byte, present int) {
	switch n := len(levels); {
	case out.Text != nil:
		apart(out.Text[at:at+n], levels, present)
	case out.U8 != nil:
		apart(out.U8[at:at+n], levels, present)
	case out.I32 != nil:
		apart(out.I32[at:at+n], levels, present)
	default:
		apart(out.I64[at:at+n], levels, present)
	}
}

func apart[D any](out []D, levels []byte, present int) {
	var none D
	for i := len(levels) - 1; i >= 0; i-- {
		if levels[i] == 0 {
			out[i] = none
			continue
		}
		present--
		out[i] = out[present]
	}
}
