package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/opposable/opposable/facts"
)

// open returns the input of a command: a file, or stdin for "-" and nothing.
func (a *app) open(args []string) (io.ReadCloser, string, error) {
	if len(args) == 0 || args[0] == "-" {
		if a.terminal {
			fmt.Fprintln(a.stderr, "opposable : en attente d'un objet JSON sur l'entrée standard (fin : Ctrl-D)")
		}
		return io.NopCloser(a.stdin), "entrée standard", nil
	}
	f, err := os.Open(args[0])
	if err != nil {
		return nil, "", usage("le fichier « %s » ne s'ouvre pas : %s", args[0], cause(err))
	}
	return f, args[0], nil
}

func cause(err error) string {
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "il n'existe pas"
	case errors.Is(err, os.ErrPermission):
		return "la lecture n'est pas permise"
	}
	return err.Error()
}

// answerFunc answers one input object.
type answerFunc func(object map[string]any) (any, int, error)

// each reads one JSON object, or one per line, and writes each answer in order: one object in, one object out; several in, one line out
// for each. A bad line is answered by an error in its place, and the exit code says so.
func (a *app) each(args []string, answer answerFunc, show func(any)) error {
	in, name, err := a.open(args)
	if err != nil {
		return err
	}
	defer in.Close()
	r := bufio.NewReaderSize(in, 1<<16)
	if start, _ := r.Peek(len(facts.Mark)); bytes.Equal(start, facts.Mark) {
		_, _ = r.Discard(len(facts.Mark))
	}
	first, number, err := nextObject(r, 1)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if len(first) == 0 {
		first = []byte("{}")
	}
	second, _, more := nextObject(r, number)
	if more != nil && len(second) == 0 {
		return a.single(first, name, answer, show)
	}
	return a.lines(r, first, second, number, name, answer)
}

// nextObject reads one JSON value: a line that is an object by itself, or an object over several lines.
func nextObject(r *bufio.Reader, number int) ([]byte, int, error) {
	var value []byte
	for {
		line, err := r.ReadBytes('\n')
		if len(value) > 0 || strings.TrimSpace(string(line)) != "" {
			value = append(value, line...)
		}
		if err == nil {
			number++
		}
		if len(value) > 0 && json.Valid(value) {
			return value, number, nil
		}
		if len(value) > maxObject {
			return nil, number, facts.Refuse("", "l'objet JSON dépasse %d Mo : une visite ou un cabinet tient en moins", maxObject>>20)
		}
		if err != nil {
			if len(value) > 0 {
				return value, number, nil // not valid: its own decoding says why
			}
			return nil, number, err
		}
	}
}

const maxObject = 64 << 20

func (a *app) single(input []byte, name string, answer answerFunc, show func(any)) error {
	object, err := facts.Decode(input)
	if err != nil {
		return fmt.Errorf("%s : %w", name, err)
	}
	out, exit, err := answer(object)
	if err != nil {
		return err
	}
	a.exit = exit
	if !a.json {
		show(out)
		return nil
	}
	e := json.NewEncoder(a.stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(wire(out))
}

// refused is the answer to a line that could not be read.
type refused struct {
	Line  int    `json:"ligne"`
	Error string `json:"erreur"`
}

func (a *app) lines(r *bufio.Reader, first, second []byte, number int, name string, answer answerFunc) error {
	w := bufio.NewWriterSize(a.stdout, 1<<16)
	defer w.Flush()
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	bad := 0
	for n, input := 1, first; ; n++ {
		out, exit, err := a.line1(input, answer)
		if err != nil {
			bad++
			fmt.Fprintf(a.stderr, "opposable : %s, objet %d : %s\n", name, n, err)
			out = refused{n, err.Error()}
		}
		a.exit = max(a.exit, exit)
		if err := e.Encode(wire(out)); err != nil {
			return fmt.Errorf("writing an answer: %w", err)
		}
		if second != nil {
			input, second = second, nil
			continue
		}
		next, _, err := nextObject(r, number)
		if err != nil && len(next) == 0 {
			break
		}
		input = next
	}
	if bad > 0 {
		a.exit = exitUsage
	}
	return nil
}

func (a *app) line1(input []byte, answer answerFunc) (any, int, error) {
	object, err := facts.Decode(input)
	if err != nil {
		return nil, 0, err
	}
	return answer(object)
}

// wire lets an answer give the values that it is written from.
func wire(v any) any {
	if w, ok := v.(interface{ Wire() any }); ok {
		return w.Wire()
	}
	return v
}
