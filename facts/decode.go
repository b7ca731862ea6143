package facts

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Mark is what some editors write before UTF-8 text. It says nothing and is left out.
var Mark = []byte("\xef\xbb\xbf")

// Decode reads one JSON object, numbers kept as written. An empty input is an object without members.
func Decode(data []byte) (map[string]any, error) {
	v, err := DecodeAny(data)
	if err != nil {
		return nil, err
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, Refuse("", "JSON : un objet {\"fait\": valeur} est attendu, et non %s", Shape(v))
	}
	return m, nil
}

// DecodeAny is Decode for any one JSON value. Its only error is text that is not one JSON value, with its line and column.
func DecodeAny(data []byte) (any, error) {
	data = bytes.TrimPrefix(data, Mark)
	if len(bytes.TrimSpace(data)) == 0 {
		return map[string]any{}, nil
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, Refuse("", "JSON illisible %s : %s — un objet {\"fait\": valeur} est attendu", where(data, err, d.InputOffset()), reason(err))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, Refuse("", "JSON : une seule valeur est attendue, du texte suit %s — plusieurs visites se donnent en liste, ou une par ligne dans un fichier",
			place(data, d.InputOffset()))
	}
	return v, nil
}

func where(data []byte, err error, offset int64) string {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		offset = syntax.Offset
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		offset = int64(len(bytes.TrimRight(data, "\n")))
	}
	return place(data, offset)
}

// place says where an offset is, as a reader of the text counts.
func place(data []byte, offset int64) string {
	offset = min(max(offset, 0), int64(len(data)))
	before := data[:offset]
	line := bytes.Count(before, []byte("\n")) + 1
	column := len([]rune(string(before[bytes.LastIndexByte(before, '\n')+1:])))
	return fmt.Sprintf("à la ligne %d, colonne %d", line, max(column, 1))
}

func reason(err error) string {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return "le texte s'arrête avant la fin"
	case strings.Contains(err.Error(), "invalid character"):
		return "un caractère inattendu"
	}
	return "le texte n'est pas du JSON"
}

// Join gathers the problems of several readings of one input; an error that is not problems comes before them.
func Join(errs ...error) error {
	var all Problems
	for _, err := range errs {
		var problems Problems
		switch {
		case err == nil:
		case errors.As(err, &problems):
			all = append(all, problems...)
		default:
			return err
		}
	}
	return all.OrNil()
}
