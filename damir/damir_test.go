package damir

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

// format is a header and three lines as the producer writes them.
func format(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile("testdata/format.csv")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func read(t testing.TB, text string, o Options) *Summary {
	t.Helper()
	s, err := Read(context.Background(), strings.NewReader(text), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func named(t testing.TB, names ...string) []Dimension {
	t.Helper()
	var out []Dimension
	for _, name := range names {
		for _, d := range Dimensions {
			if d.Name == name {
				out = append(out, d)
			}
		}
	}
	if len(out) != len(names) {
		t.Fatalf("a dimension of %v is not known", names)
	}
	return out
}

func zipped(t testing.TB, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadTheFormat(t *testing.T) {
	s := read(t, format(t), Options{By: named(t, "specialite", "region", "mois"), Priced: true})
	want := []Cell{
		{Nature: 1110, By: []int{1, 11, 202501}, Specialty: 1, Lines: 1, Sums: [measures]int64{3, 3, 9000, 9000, 6300, 0, 3, 3, 9000, 6300, 0}},
		{Nature: 1110, By: []int{1, 84, 202501}, Specialty: 1, Lines: 1, Sums: [measures]int64{2, 2, 6000, 6000, 6000, 0, 2, 2, 6000, 6000, 0}},
		{Nature: 1103, By: []int{3, 11, 202412}, Specialty: 3, Lines: 1, Sums: [measures]int64{1, 1, 6051, 6000, 4200, 51, 1, 1, 6051, 4200, 51}},
	}
	if s.Lines != 3 || s.Rejected != 0 || s.From != 202501 || s.To != 202501 || len(s.Cells) != len(want) {
		t.Fatalf("%+v", s)
	}
	for _, c := range want {
		found := false
		for _, got := range s.Cells {
			found = found || reflect.DeepEqual(got, c)
		}
		if !found {
			t.Errorf("no cell is %+v among %+v", c, s.Cells)
		}
	}
}

// TestReadByHeader holds that neither the order of columns, nor the separator, nor the end of lines, nor a mark counts.
func TestReadByHeader(t *testing.T) {
	plain := read(t, format(t), Options{By: named(t, "specialite")})
	lines := strings.Split(strings.TrimSpace(format(t)), "\n")
	var turned []string
	for _, line := range lines {
		fields := strings.Split(strings.TrimSuffix(line, ";"), ";")
		for i, j := 0, len(fields)-1; i < j; i, j = i+1, j-1 {
			fields[i], fields[j] = fields[j], fields[i]
		}
		turned = append(turned, strings.Join(fields, ";"))
	}
	for name, text := range map[string]string{
		"columns turned round":  strings.Join(turned, "\n") + "\n",
		"no last end of line":   strings.TrimSuffix(format(t), "\n"),
		"Windows ends":          strings.ReplaceAll(format(t), "\n", "\r\n"),
		"a mark and commas":     "\ufeff" + strings.ReplaceAll(format(t), ";", ","),
		"blank lines":           strings.ReplaceAll(format(t), "\n", "\n\n"),
		"header without ending": strings.Replace(format(t), "TRG;\n", "TRG\n", 1),
	} {
		t.Run(name, func(t *testing.T) {
			if got := read(t, text, Options{By: named(t, "specialite")}); !reflect.DeepEqual(got, plain) {
				t.Errorf("got %+v\nwant %+v", got, plain)
			}
		})
	}
}

func TestEqualAndNegativeLinesAreKept(t *testing.T) {
	lines := strings.SplitAfter(format(t), "\n")
	back := strings.NewReplacer(";3;3;3;0;90;90;63;3;3;3;90;0;63;", ";-3;-3;-3;-.31;-90.31;-90;-63;-3;-3;-3;-90.31;-.31;-63;").Replace(lines[1])
	s := read(t, lines[0]+lines[1]+lines[1]+lines[1]+back, Options{})
	if s.Lines != 4 || s.Negative != 1 || len(s.Cells) != 1 {
		t.Fatalf("%+v", s)
	}
	if got := s.Cells[0].Sums; got[Quantity] != 6 || got[Spent] != 27000-9031 || got[Extra] != -31 {
		t.Errorf("sums %v", got)
	}
}

func TestRejectedLinesAreCountedAndShown(t *testing.T) {
	lines := strings.SplitAfter(format(t), "\n")
	good := strings.Repeat(lines[1]+lines[2], 10)
	bad := strings.Replace(lines[3], ";60.51;60;42;1;1;1;60.51;", ";60,51;60;42;1;1;1;60.51;", 1)
	short := "202501;11;40\n"
	unknown := strings.Replace(lines[1], ";2025;01;", ";0001;01;", 1)
	month := strings.Replace(lines[1], ";2025;01;", ";2025;13;", 1)
	s := read(t, lines[0]+good+bad+short+unknown+month+lines[1], Options{By: named(t, "mois"), Workers: 2})
	if s.Lines != 25 || s.Rejected != 3 || s.Undated != 1 {
		t.Fatalf("%+v", s)
	}
	want := []Reject{
		{22, 21, "PRS_PAI_MNT", string(comma), "60,51"},
		{23, 0, "", "la ligne a 3 champs, l'en-tête en a 55", "202501;11;40"},
		{25, 31, "SOI_MOI", string(monthFlaw), "13"},
	}
	if !reflect.DeepEqual(s.Rejects, want) {
		t.Errorf("rejects %+v", s.Rejects)
	}
	if len(s.Reasons) != 3 {
		t.Errorf("reasons %+v", s.Reasons)
	}
}

func TestRefusals(t *testing.T) {
	whole := strings.Repeat(strings.SplitAfter(format(t), "\n")[1], 20000)
	packed := zipped(t, strings.SplitAfter(format(t), "\n")[0]+whole)
	damaged := bytes.Clone(packed)
	damaged[len(damaged)/2] ^= 0xff
	for name, c := range map[string]struct{ input, want string }{
		"empty":             {"", "est vide"},
		"no columns":        {"a;b;c\n1;2;3\n", "ce n'est pas l'en-tête"},
		"one column less":   {strings.Replace(format(t), "PRS_REM_MNT", "AUTRE", 1), "il manque la colonne PRS_REM_MNT"},
		"another dimension": {strings.Replace(format(t), "PSE_SPE_SNDS", "AUTRE", 1), "il manque la colonne PSE_SPE_SNDS"},
		"cut compressed":    {string(packed[:len(packed)/2]), "coupé ou abîmé"},
		"no checksum":       {string(packed[:len(packed)-6]), "coupé ou abîmé"},
		"damaged":           {string(damaged), "coupé ou abîmé"},
		"damaged start":     {"\x1f\x8bxxxxxxxxxxxx", "ne s'ouvre pas"},
		"an archive":        {"PK\x03\x04", "archive .zip"},
		"another file":      {strings.SplitAfter(format(t), "\n")[0] + strings.Repeat("a;b\n", 10), "plus de la moitié"},
		"no line":           {strings.Repeat("x", 2*longestLine), "dépasse"},
		"one endless line":  {format(t) + strings.Repeat("x", 3*blockSize), "dépasse"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Read(context.Background(), strings.NewReader(c.input), Options{By: named(t, "specialite")})
			if s != nil || err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, %v; want %q", s, err, c.want)
			}
		})
	}
}

func TestBrokenStreamAndInterruption(t *testing.T) {
	failing := iotest.TimeoutReader(strings.NewReader(strings.Repeat(format(t), 20000)))
	if s, err := Read(context.Background(), failing, Options{}); s != nil || err == nil {
		t.Errorf("a stream that fails gives %v, %v", s, err)
	}
	ctx, stop := context.WithCancel(context.Background())
	text := format(t) + strings.Repeat(strings.SplitAfter(format(t), "\n")[1], 100_000)
	s, err := Read(ctx, strings.NewReader(text), Options{Workers: 2, Progress: func(_, _ int64) { stop() }})
	if s != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("an interrupted reading gives %v, %v", s, err)
	}
}

// TestWorkersAndPackingDoNotCount holds that a file gives the same summary whoever reads it and however it comes.
func TestWorkersAndPackingDoNotCount(t *testing.T) {
	text := month(t, 30_000, 3)
	by := named(t, "specialite", "region", "mois")
	want := read(t, text, Options{By: by, Priced: true})
	if want.Rejected == 0 || want.Negative == 0 || len(want.Cells) < 100 {
		t.Fatalf("the file tries too little: %d rejected, %d negative, %d cells", want.Rejected, want.Negative, len(want.Cells))
	}
	for _, workers := range []int{1, 2, 7} {
		for name, in := range map[string]string{"plain": text, "compressed": string(zipped(t, text))} {
			if got := read(t, in, Options{By: by, Priced: true, Workers: workers}); !reflect.DeepEqual(got, want) {
				t.Errorf("%s, %d workers: another summary", name, workers)
			}
		}
	}
	s, err := Read(context.Background(), iotest.OneByteReader(strings.NewReader(text[:20_000])), Options{By: by})
	if err != nil || s.Lines == 0 {
		t.Errorf("byte by byte: %v, %v", s, err)
	}
}

// TestSumsAreExact holds the sums to a plain reading of the same file.
func TestSumsAreExact(t *testing.T) {
	text := month(t, 20_000, 5)
	s := read(t, text, Options{})
	lines := strings.Split(strings.TrimSpace(text), "\n")
	at := map[string]int{}
	for i, name := range strings.Split(lines[0], ";") {
		at[name] = i
	}
	want := map[int][2]int64{}
	for _, line := range lines[1:] {
		fields := strings.Split(line, ";")
		if len(fields) < len(at) || fields[at["PRS_PAI_MNT"]] == "NS" {
			continue
		}
		var nature int
		fmt.Sscan(fields[at["PRS_NAT"]], &nature)
		n := want[nature]
		n[0] += plainCents(fields[at["PRS_PAI_MNT"]])
		n[1] += plainCents(fields[at["PRS_REM_MNT"]])
		want[nature] = n
	}
	for _, c := range s.Cells {
		if got := [2]int64{c.Sums[Spent], c.Sums[Reimbursed]}; got != want[c.Nature] {
			t.Errorf("nature %d: %v, want %v", c.Nature, got, want[c.Nature])
		}
		delete(want, c.Nature)
	}
	if len(want) > 0 {
		t.Errorf("natures without a cell: %v", want)
	}
}

// plainCents reads « -.31 » by its letters.
func plainCents(s string) int64 {
	body, negative := strings.CutPrefix(s, "-")
	whole, fraction, _ := strings.Cut(body, ".")
	var n int64
	fmt.Sscan("1"+whole+(fraction + "00")[:2], &n)
	for power := int64(1); ; power *= 10 {
		if power > n/10 {
			n -= power
			break
		}
	}
	if negative {
		return -n
	}
	return n
}

// month writes a file in the format of the producer, with negative lines, lines that cannot be read and months that are not known.
func month(t testing.TB, rows int, seed uint64) string {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, seed))
	columns := strings.Split(strings.TrimSuffix(strings.SplitAfter(format(t), "\n")[0], ";\n"), ";")
	pick := func(list ...string) string { return list[random.IntN(len(list))] }
	var b strings.Builder
	b.WriteString(strings.Join(columns, ";") + ";\n")
	for i := range rows {
		if i%977 == 500 {
			b.WriteString("202501;11\n")
			continue
		}
		for _, name := range columns {
			switch {
			case name == "PRS_NAT":
				b.WriteString(pick("1110", "1103", "1112", "1352", "3313"))
			case name == "FLX_ANN_MOI":
				b.WriteString("202501")
			case name == "SOI_ANN":
				b.WriteString(pick("2025", "2024", "0000"))
			case name == "SOI_MOI":
				fmt.Fprintf(&b, "%02d", 1+random.IntN(12))
			case name == "PSE_SPE_SNDS":
				b.WriteString(pick("1", "3", "12", "33"))
			case name == "EXE_INS_REG":
				b.WriteString(pick("11", "84", "93", "5"))
			case name == "PRS_PAI_MNT" && i%1201 == 7:
				b.WriteString("NS")
			case strings.HasSuffix(name, "_MNT"), name == "PRS_REM_BSE":
				b.WriteString(written(int64(random.IntN(30_000)) - 3_000))
			case strings.HasSuffix(name, "_QTE"), strings.HasSuffix(name, "_NBR"):
				fmt.Fprint(&b, random.IntN(20)-2)
			default:
				b.WriteString(pick("0", "1", "99"))
			}
			b.WriteByte(';')
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// written writes cents as the producer does: no zero before the point, none at the end.
func written(cents int64) string {
	sign := ""
	if cents < 0 {
		sign, cents = "-", -cents
	}
	switch whole := cents / 100; {
	case cents == 0:
		return "0"
	case cents%100 == 0:
		return sign + fmt.Sprint(whole)
	case whole == 0:
		return sign + strings.TrimRight(fmt.Sprintf(".%02d", cents%100), "0")
	default:
		return sign + strings.TrimRight(fmt.Sprintf("%d.%02d", whole, cents%100), "0")
	}
}

// FuzzRead holds that no file makes the reading fail otherwise than by a refusal, and that lines are all counted.
func FuzzRead(f *testing.F) {
	f.Add(format(f), uint8(1))
	f.Add(month(f, 20, 1), uint8(3))
	f.Add("PRS_NAT;PRS_ACT_NBR\n;;;", uint8(0))
	f.Fuzz(func(t *testing.T, text string, workers uint8) {
		s, err := Read(context.Background(), strings.NewReader(text), Options{By: Dimensions[:3], Workers: int(workers % 4)})
		if (s == nil) == (err == nil) {
			t.Fatalf("%v, %v", s, err)
		}
		if s == nil {
			return
		}
		kept := int64(0)
		for _, c := range s.Cells {
			kept += c.Lines
		}
		if kept+s.Rejected != s.Lines {
			t.Fatalf("%d lines, %d kept, %d rejected", s.Lines, kept, s.Rejected)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	text := month(b, 200_000, 9)
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprint(workers), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				read(b, text, Options{Workers: workers})
			}
		})
	}
}
