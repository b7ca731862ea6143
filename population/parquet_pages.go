package population

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/compress/gzip"
	"github.com/parquet-go/parquet-go/compress/snappy"
	"github.com/parquet-go/parquet-go/compress/zstd"
	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/encoding/rle"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// largestPage bounds what is read on the word of a page.
const largestPage = 1 << 28

// page is a run of rows of a column: either values, or indexes in the dictionary.
type page struct {
	rows    int
	levels  []byte // by row, 0 where the value is missing; nil when none is
	values  stored
	indexes []int32
	indexed bool
}

// pageReader goes through the pages of one column of one group of rows. A page is valid until the next one.
type pageReader struct {
	leaf    *leaf
	codec   format.CompressionCodec
	in      *bufio.Reader
	decoder *thrift.Decoder
	left    int64 // values to come

	dictionary stored
	entries    int // of the dictionary; −1 before it is read

	raw, plain []byte
	levels     []byte
	truths     []byte // bits that were not in the page as they are
	out        page
	numbers    stored
}

func newPageReader() *pageReader {
	return &pageReader{in: bufio.NewReaderSize(nil, 1<<17)}
}

// begin goes to the column of another group of rows.
func (p *pageReader) begin(r io.ReaderAt, l *leaf, m *format.ColumnMetaData) {
	start, end := span(m)
	p.leaf, p.codec, p.left, p.entries = l, m.Codec, m.NumValues, -1
	p.in.Reset(io.NewSectionReader(r, start, end-start))
	p.decoder = thrift.NewDecoder((&thrift.CompactProtocol{}).NewReader(p.in))
}

// next reads the next page of values, and the dictionary before it.
func (p *pageReader) next() (*page, error) {
	for {
		if p.left == 0 {
			return nil, io.EOF
		}
		var h format.PageHeader
		if err := p.decoder.Decode(&h); err != nil {
			return nil, err
		}
		if h.CompressedPageSize < 0 || h.UncompressedPageSize < 0 || h.CompressedPageSize > largestPage || h.UncompressedPageSize > largestPage {
			return nil, fmt.Errorf("a page of %d bytes, %d once decompressed", h.CompressedPageSize, h.UncompressedPageSize)
		}
		p.raw = sized(p.raw, int(h.CompressedPageSize))
		if _, err := io.ReadFull(p.in, p.raw); err != nil {
			return nil, err
		}
		if h.CRC != 0 && uint32(h.CRC) != crc32.ChecksumIEEE(p.raw) {
			return nil, errors.New("a page does not have its checksum")
		}
		switch h.Type {
		case format.DictionaryPage:
			if err := p.learn(&h); err != nil {
				return nil, fmt.Errorf("dictionary: %w", err)
			}
		case format.DataPage:
			return p.first(&h)
		case format.DataPageV2:
			return p.second(&h)
		}
	}
}

func sized(b []byte, n int) []byte {
	if cap(b) < n {
		return make([]byte, n)
	}
	return b[:n]
}

// decompress gives the plain bytes of a page.
func (p *pageReader) decompress(data []byte, n int) ([]byte, error) {
	var codec compress.Codec
	switch p.codec {
	case format.Uncompressed:
		return data, nil
	case format.Snappy:
		codec = &snappy.Codec{}
	case format.Gzip:
		codec = &gzip.Codec{}
	case format.Zstd:
		codec = &zstd.Codec{}
	default:
		return nil, fmt.Errorf("compression %s: snappy, gzip and zstd are read", p.codec)
	}
	p.plain = sized(p.plain, n)
	out, err := codec.Decode(p.plain, data)
	if err == nil && len(out) != n {
		err = fmt.Errorf("%d bytes decompressed, %d announced", len(out), n)
	}
	return out, err
}

// learn reads the dictionary, which must come before any value.
func (p *pageReader) learn(h *format.PageHeader) error {
	if p.entries >= 0 || !h.DictionaryPageHeader.Valid {
		return errors.New("two of them, or none")
	}
	n := int(h.DictionaryPageHeader.V.NumValues)
	data, err := p.decompress(p.raw, int(h.UncompressedPageSize))
	if err != nil {
		return err
	}
	if n < 0 || n > 8*len(data) {
		return fmt.Errorf("%d entries in %d bytes", n, len(data))
	}
	own := append([]byte(nil), data...) // the texts stay in it
	if p.dictionary, err = plainValues(stored{kind: p.leaf.kind}, own, n); err != nil {
		return err
	}
	p.entries = n
	return nil
}

// first reads a page of the first form: levels and values compressed together.
func (p *pageReader) first(h *format.PageHeader) (*page, error) {
	if !h.DataPageHeader.Valid {
		return nil, errors.New("a page without its header")
	}
	v := &h.DataPageHeader.V
	data, err := p.decompress(p.raw, int(h.UncompressedPageSize))
	if err != nil {
		return nil, err
	}
	var levels []byte
	if p.leaf.optional {
		if len(data) < 4 || int64(binary.LittleEndian.Uint32(data)) > int64(len(data)-4) {
			return nil, io.ErrUnexpectedEOF
		}
		n := 4 + int(binary.LittleEndian.Uint32(data))
		levels, data = data[4:n], data[n:]
	}
	return p.page(int(v.NumValues), -1, levels, data, v.Encoding)
}

// second reads a page of the second form: levels apart, and the number of values that are missing.
func (p *pageReader) second(h *format.PageHeader) (*page, error) {
	if !h.DataPageHeaderV2.Valid {
		return nil, errors.New("a page without its header")
	}
	v := &h.DataPageHeaderV2.V
	repetition, definition := int(v.RepetitionLevelsByteLength), int(v.DefinitionLevelsByteLength)
	if repetition < 0 || definition < 0 || repetition+definition > len(p.raw) {
		return nil, io.ErrUnexpectedEOF
	}
	levels, data := p.raw[repetition:repetition+definition], p.raw[repetition+definition:]
	if !v.IsCompressed.Valid || v.IsCompressed.V {
		var err error
		if data, err = p.decompress(data, int(h.UncompressedPageSize)-repetition-definition); err != nil {
			return nil, err
		}
	}
	return p.page(int(v.NumValues), int(v.NumNulls), levels, data, v.Encoding)
}

// page decodes rows. Nulls is how many are said to be missing, −1 when that is not said.
func (p *pageReader) page(rows, nulls int, levels, data []byte, enc format.Encoding) (*page, error) {
	if rows < 0 || int64(rows) > p.left || nulls > rows || nulls > 0 && !p.leaf.optional {
		return nil, fmt.Errorf("%d rows and %d of them empty, where %d are left", rows, nulls, p.left)
	}
	p.left -= int64(rows)
	p.out.rows, p.out.levels = rows, nil
	present := rows
	if p.leaf.optional && nulls != 0 {
		n, err := p.missing(rows, levels)
		if err != nil {
			return nil, err
		}
		if nulls >= 0 && n != nulls {
			return nil, fmt.Errorf("%d rows are empty, %d announced", n, nulls)
		}
		present -= n
	}
	var err error
	p.out.indexed = enc == format.PlainDictionary || enc == format.RLEDictionary
	if p.out.indexed {
		err = p.indexes(data, present)
	} else {
		p.out.values, err = p.decode(enc, data, present)
	}
	return &p.out, err
}

// missing reads the levels of a page and counts the empty rows.
func (p *pageReader) missing(rows int, data []byte) (int, error) {
	levels, err := (&rle.Encoding{BitWidth: 1}).DecodeLevels(p.levels, data)
	if err != nil {
		return 0, err
	}
	p.levels = levels
	if len(levels) < rows {
		return 0, io.ErrUnexpectedEOF
	}
	n := 0
	for _, level := range levels[:rows] {
		if level > 1 {
			return 0, fmt.Errorf("level %d in a column without groups", level)
		}
		n += 1 - int(level)
	}
	if n > 0 {
		p.out.levels = levels[:rows]
	}
	return n, nil
}

// indexes reads places in the dictionary.
func (p *pageReader) indexes(data []byte, n int) error {
	if p.entries < 0 {
		return errors.New("no dictionary before its first use")
	}
	if len(data) > 0 && data[0] > 31 {
		return fmt.Errorf("indexes of %d bits", data[0])
	}
	out, err := (&rle.DictionaryEncoding{}).DecodeInt32(p.out.indexes, data)
	if err != nil {
		return err
	}
	p.out.indexes = out
	if len(out) < n {
		return io.ErrUnexpectedEOF
	}
	p.out.indexes = out[:n] // one outside the dictionary panics where it is looked up, which is a damaged file
	return nil
}

// decode reads values that stand for themselves.
func (p *pageReader) decode(enc format.Encoding, data []byte, n int) (stored, error) {
	s := p.numbers
	s.kind = p.leaf.kind
	var err error
	switch {
	case enc == format.Plain:
		s, err = plainValues(s, data, n)
	case enc == format.RLE && s.kind == boolType:
		p.truths, err = (&rle.Encoding{BitWidth: 1}).DecodeBoolean(p.truths, data)
		s.bits = p.truths
	case enc == format.DeltaBinaryPacked && s.kind == int32Type:
		s.i32, err = (&delta.BinaryPackedEncoding{}).DecodeInt32(s.i32, data)
	case enc == format.DeltaBinaryPacked && s.kind == int64Type:
		s.i64, err = (&delta.BinaryPackedEncoding{}).DecodeInt64(s.i64, data)
	case enc == format.DeltaLengthByteArray && s.kind == textType:
		s.bytes, s.offsets, err = (&delta.LengthByteArrayEncoding{}).DecodeByteArray(s.bytes, data, s.offsets)
	case enc == format.DeltaByteArray && s.kind == textType:
		s.bytes, s.offsets, err = (&delta.ByteArrayEncoding{}).DecodeByteArray(s.bytes, data, s.offsets)
	default:
		return s, fmt.Errorf("%s values encoded as %s", s.kind, enc)
	}
	if err != nil {
		return s, err
	}
	p.numbers = s
	if s.len() < n {
		return s, fmt.Errorf("%d values where %d are due: %w", s.len(), n, io.ErrUnexpectedEOF)
	}
	return s, nil
}
