package patients_test

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/patients"
	"github.com/opposable/opposable/sheet"
)

// endless writes a list of patients as long as asked, without holding it: lines of a practice over and over, each its own reference.
type endless struct {
	left   int64 // bytes
	line   int64
	buffer []byte
}

func (e *endless) Read(p []byte) (int, error) {
	if len(e.buffer) == 0 {
		if e.left <= 0 {
			return 0, io.EOF
		}
		e.line++
		text := fmt.Sprintf("dossier-%d;%d;%s;non;oui;%d\n", e.line, e.line%101, []string{"oui", "non"}[e.line%2], e.line%4)
		e.buffer = []byte(text)
		e.left -= int64(len(text))
	}
	n := copy(p, e.buffer)
	e.buffer = e.buffer[n:]
	return n, nil
}

// TestStream reads a list that no memory would hold: what is kept is the groups and a limited number of references.
func TestStream(t *testing.T) {
	size := int64(streamed)
	if testing.Short() {
		size = 8 << 20
	}
	p := shipped(t)
	table, err := sheet.Open(io.MultiReader(strings.NewReader(header), &endless{left: size}))
	if err != nil {
		t.Fatal(err)
	}
	most, told := uint64(0), 0
	list, report, err := patients.Read(p, table, patients.Options{
		List: "patientele", On: day.MustParse("2025-12-31"),
		Progress: func(lines, bytes int64) {
			if told++; told%20 == 0 {
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d lines, %d bytes, %d groups, heap at most %d MiB, duplicates %s", report.Lines, table.Read(), report.Groups, most>>20, report.Duplicates)
	if report.Rejections > 0 || report.Patients != report.Lines || len(list) != report.Groups {
		t.Errorf("report %+v", report)
	}
	const bound = 256 << 20
	if most > bound {
		t.Errorf("the heap reached %d MiB", most>>20)
	}
}

// TestMalformedStream reads lines of which only the last is good: the others are rejected, the reasons stay few.
func TestMalformedStream(t *testing.T) {
	lines := strings.Repeat("\"x;1;2\n", 1000) + strings.Repeat("a;b;c;d;e;f;g;h\n", 1000) + strings.Repeat("x", 1<<20) + "\n"
	for i := range 1000 {
		lines += fmt.Sprintf("r%d;200%d;non;non;oui;0\n", i, i)
	}
	table, err := sheet.Open(strings.NewReader(header + lines + "r;40;non;non;oui;0\n"))
	if err != nil {
		t.Fatal(err)
	}
	_, report, err := patients.Read(shipped(t), table, patients.Options{List: "patientele", On: day.MustParse("2025-12-31")})
	if err != nil {
		t.Fatal(err)
	}
	if report.Lines != 3002 || report.Rejections != 3001 || len(report.Rejected) > 200 || len(report.Reasons) > 201 {
		t.Errorf("%d lines, %d rejected, %d told, %d reasons", report.Lines, report.Rejections, len(report.Rejected), len(report.Reasons))
	}
}

// FuzzRead reads anything as a list: no panic, and each line is kept or rejected.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{header + "a;40;oui;non;oui;3\n", "naissance,ald\n1/1/1950,x\n", "\xe2ge\tALD\n72 ans\t?\n", "age;nombre\n3;1e9\n", "NIR;age\n"} {
		f.Add(seed)
	}
	p := shipped(f)
	f.Fuzz(func(t *testing.T, data string) {
		table, err := sheet.Open(strings.NewReader(data))
		if err != nil {
			return
		}
		list, report, err := patients.Read(p, table, patients.Options{List: "patientele", On: day.MustParse("2025-12-31")})
		if err != nil {
			return
		}
		sum := int64(0)
		for _, e := range list {
			sum += e.Count
		}
		if report.Lines != report.Kept+report.Rejections || sum != report.Patients {
			t.Fatalf("%+v of %q", report, data)
		}
	})
}
