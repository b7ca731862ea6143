package population

import (
	"encoding/binary"
	"io"
	"slices"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// parquetWriter writes groups of rows one after the other, then what they are.
type parquetWriter struct {
	out    io.Writer
	fields []Field
	at     int64
	meta   format.FileMetaData
}

func newParquetWriter(out io.Writer, fields []Field, notes map[string]string) (*parquetWriter, error) {
	w := &parquetWriter{out: out, fields: fields}
	w.meta = format.FileMetaData{Version: 2, CreatedBy: "opposable"}
	w.meta.Schema = append(w.meta.Schema, format.SchemaElement{Name: "schema", NumChildren: thrift.New(int32(len(fields)))})
	for i := range fields {
		w.meta.Schema = append(w.meta.Schema, fields[i].element())
	}
	keys := make([]string, 0, len(notes))
	for key := range notes {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		w.meta.KeyValueMetadata = append(w.meta.KeyValueMetadata, format.KeyValue{Key: key, Value: notes[key]})
	}
	return w, w.write([]byte(magic))
}

func (f *Field) element() format.SchemaElement {
	e := format.SchemaElement{Name: f.Name, Type: thrift.New(f.stored()), RepetitionType: thrift.New(format.Optional)}
	if f.Required {
		e.RepetitionType = thrift.New(format.Required)
	}
	switch {
	case f.stored() == textType:
		e.ConvertedType = thrift.New(deprecated.UTF8)
		e.LogicalType = format.LogicalType{Value: &format.StringType{}}
	case f.Kind == Whole && f.Bits == 16:
		e.ConvertedType = thrift.New(deprecated.Int16)
		e.LogicalType = format.LogicalType{Value: &format.IntType{BitWidth: 16, IsSigned: true}}
	case f.Kind == Whole && f.Bits == 8:
		e.ConvertedType = thrift.New(deprecated.Int8)
		e.LogicalType = format.LogicalType{Value: &format.IntType{BitWidth: 8, IsSigned: true}}
	}
	return e
}

func (w *parquetWriter) write(data []byte) error {
	n, err := w.out.Write(data)
	w.at += int64(n)
	return err
}

// add writes a group.
func (w *parquetWriter) add(g *encodedGroup) error {
	r := format.RowGroup{NumRows: int64(g.rows), TotalByteSize: int64(len(g.data)), FileOffset: w.at, TotalCompressedSize: int64(len(g.data)), Ordinal: int16(len(w.meta.RowGroups))}
	for _, m := range g.columns {
		if slices.Contains(m.Encoding, format.RLEDictionary) {
			m.DictionaryPageOffset += w.at
		}
		m.DataPageOffset += w.at
		r.Columns = append(r.Columns, format.ColumnChunk{MetaData: m})
	}
	w.meta.RowGroups = append(w.meta.RowGroups, r)
	w.meta.NumRows += int64(g.rows)
	return w.write(g.data)
}

// close writes the end of the file, without which it is none.
func (w *parquetWriter) close() error {
	foot, err := thrift.Marshal(&thrift.CompactProtocol{}, &w.meta)
	if err != nil {
		return err
	}
	foot = binary.LittleEndian.AppendUint32(foot, uint32(len(foot)))
	return w.write(append(foot, magic...))
}
