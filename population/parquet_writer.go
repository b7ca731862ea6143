package population

import (
	"encoding/binary"
	"hash/crc32"

	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/encoding/rle"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// Sizes of what is written.
const (
	pageRows       = 1 << 16
	mostDictionary = 1 << 12 // distinct numbers beyond which a column is written by differences
)

// encodedGroup is a group of rows ready to be written anywhere in a file; its offsets count from its own beginning.
type encodedGroup struct {
	rows    int
	data    []byte
	columns []format.ColumnMetaData
}

// encodeGroup writes a chunk of any length as a group of rows. The bytes depend on the rows alone.
func encodeGroup(fields []Field, c *Chunk) (*encodedGroup, error) {
	g := &encodedGroup{rows: c.N}
	for i := range fields {
		e := columnEncoder{field: &fields[i], column: &c.Columns[i], rows: c.N, out: g.data}
		if err := e.encode(); err != nil {
			return nil, err
		}
		g.data = e.out
		g.columns = append(g.columns, e.meta)
	}
	return g, nil
}

// columnEncoder writes a column of a group.
type columnEncoder struct {
	field  *Field
	column *Column
	rows   int
	out    []byte
	meta   format.ColumnMetaData
}

func (f *Field) stored() format.Type {
	switch {
	case f.Kind == YesNo:
		return boolType
	case f.Kind == Word || f.Kind == Text:
		return textType
	case f.Bits == 64:
		return int64Type
	}
	return int32Type
}

func (e *columnEncoder) encode() error {
	start := int64(len(e.out))
	e.meta = format.ColumnMetaData{Type: e.field.stored(), PathInSchema: thrift.Slice[string]{e.field.Name}, NumValues: int64(e.rows)}
	enc := format.Plain
	var indexes []int32
	if e.field.Kind != YesNo {
		entries, places := e.distinct()
		if places == nil {
			enc = format.DeltaBinaryPacked
		} else {
			enc, indexes = format.RLEDictionary, places
			if err := e.dictionary(entries); err != nil {
				return err
			}
		}
	}
	e.meta.DataPageOffset = int64(len(e.out))
	for from := 0; from < e.rows; from += pageRows {
		if err := e.page(from, min(e.rows, from+pageRows), enc, indexes); err != nil {
			return err
		}
	}
	e.meta.Encoding = thrift.Slice[format.Encoding]{enc, format.RLE}
	if indexes != nil {
		e.meta.DictionaryPageOffset = start
		e.meta.Encoding = append(e.meta.Encoding, format.Plain)
	}
	e.meta.Statistics.NullCount = int64(e.rows - e.present(0, e.rows))
	e.meta.TotalCompressedSize = int64(len(e.out)) - start
	e.meta.TotalUncompressedSize = e.meta.TotalCompressedSize
	return nil
}

// distinct lists the values of the column in the order in which they come, and the place of each row among them. Numbers that are too
// many have no places.
func (e *columnEncoder) distinct() (entries []byte, places []int32) {
	places = make([]int32, 0, e.rows)
	if e.field.Kind == Text {
		seen := map[string]int32{}
		for row := range e.rows {
			text, known := e.column.TextAt(row)
			if !known {
				continue
			}
			at, ok := seen[text]
			if !ok {
				at = int32(len(seen))
				seen[text] = at
				entries = appendText(entries, text)
			}
			places = append(places, at)
		}
		return entries, places
	}
	seen := map[int64]int32{}
	var small [256]int32 // one more than the place, of small numbers
	last, lastAt := int64(0), int32(-1)
	for row := range e.rows {
		n, known := e.column.At(row)
		if !known {
			continue
		}
		if e.column.U8 != nil && small[n] > 0 {
			places = append(places, small[n]-1)
			continue
		}
		if n != last || lastAt < 0 {
			at, ok := seen[n]
			if !ok {
				if at = int32(len(seen)); at == mostDictionary && e.field.Kind == Whole {
					return nil, nil
				}
				seen[n] = at
				entries = e.append(entries, n)
				if e.column.U8 != nil {
					small[n] = at + 1
				}
			}
			last, lastAt = n, at
		}
		places = append(places, lastAt)
	}
	return entries, places
}

func appendText(out []byte, text string) []byte {
	return append(binary.LittleEndian.AppendUint32(out, uint32(len(text))), text...)
}

// append writes a value plainly.
func (e *columnEncoder) append(out []byte, n int64) []byte {
	switch e.field.stored() {
	case textType:
		return appendText(out, e.field.Words[n])
	case int64Type:
		return binary.LittleEndian.AppendUint64(out, uint64(n))
	}
	return binary.LittleEndian.AppendUint32(out, uint32(n))
}

// dictionary writes the page of distinct values.
func (e *columnEncoder) dictionary(entries []byte) error {
	n, s := 0, stored{kind: e.field.stored()}
	switch s.kind {
	case int64Type:
		n = len(entries) / 8
	case int32Type:
		n = len(entries) / 4
	default:
		for at := 0; at < len(entries); n++ {
			at += 4 + int(binary.LittleEndian.Uint32(entries[at:]))
		}
	}
	return e.write(entries, format.PageHeader{
		Type:                 format.DictionaryPage,
		DictionaryPageHeader: thrift.New(format.DictionaryPageHeader{NumValues: int32(n), Encoding: format.Plain}),
	})
}

// page writes some rows as a page of the second form.
func (e *columnEncoder) page(from, to int, enc format.Encoding, indexes []int32) error {
	var levels, data []byte
	absent := 0
	var err error
	if !e.field.Required {
		marks := make([]byte, to-from)
		for i := range marks {
			marks[i] = 1
			if e.column.Null != nil && e.column.Null[from+i] != 0 {
				marks[i] = 0
				absent++
			}
		}
		if levels, err = (&rle.Encoding{BitWidth: 1}).EncodeLevels(nil, marks); err != nil {
			return err
		}
	}
	switch {
	case enc == format.RLEDictionary:
		first := e.present(0, from)
		data, err = (&rle.DictionaryEncoding{}).EncodeInt32(nil, indexes[first:first+to-from-absent])
	case e.field.Kind == YesNo:
		data = e.bits(from, to)
	case e.field.stored() == int64Type:
		data, err = (&delta.BinaryPackedEncoding{}).EncodeInt64(nil, e.numbers(from, to))
	default:
		var narrow []int32
		for _, n := range e.numbers(from, to) {
			narrow = append(narrow, int32(n))
		}
		data, err = (&delta.BinaryPackedEncoding{}).EncodeInt32(nil, narrow)
	}
	if err != nil {
		return err
	}
	return e.write(append(levels, data...), format.PageHeader{
		Type: format.DataPageV2,
		DataPageHeaderV2: thrift.New(format.DataPageHeaderV2{
			NumValues: int32(to - from), NumNulls: int32(absent), NumRows: int32(to - from), Encoding: enc,
			DefinitionLevelsByteLength: int32(len(levels)), IsCompressed: thrift.New(false),
			Statistics: format.Statistics{NullCount: int64(absent)}, // readers believe it rather than the levels
		}),
	})
}

// present counts the known values of some rows.
func (e *columnEncoder) present(from, to int) int {
	if e.column.Null == nil {
		return to - from
	}
	n := 0
	for _, mark := range e.column.Null[from:to] {
		if mark == 0 {
			n++
		}
	}
	return n
}

func (e *columnEncoder) numbers(from, to int) []int64 {
	if e.column.I64 != nil && e.column.Null == nil {
		return e.column.I64[from:to]
	}
	var out []int64
	for row := from; row < to; row++ {
		if n, known := e.column.At(row); known {
			out = append(out, n)
		}
	}
	return out
}

func (e *columnEncoder) bits(from, to int) []byte {
	out := make([]byte, 0, (to-from+7)/8)
	k := 0
	for row := from; row < to; row++ {
		n, known := e.column.At(row)
		if !known {
			continue
		}
		if k%8 == 0 {
			out = append(out, 0)
		}
		out[k/8] |= byte(n) << (k % 8)
		k++
	}
	return out
}

// write adds a page with its checksum.
func (e *columnEncoder) write(data []byte, h format.PageHeader) error {
	h.CompressedPageSize, h.UncompressedPageSize, h.CRC = int32(len(data)), int32(len(data)), int32(crc32.ChecksumIEEE(data))
	head, err := thrift.Marshal(&thrift.CompactProtocol{}, &h)
	if err != nil {
		return err
	}
	e.out = append(append(e.out, head...), data...)
	return nil
}
