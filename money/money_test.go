package money

import (
	"errors"
	"math/big"
	"math/rand/v2"
	"testing"
)

func TestDivide(t *testing.T) {
	for _, c := range []struct {
		n, d int64
		r    Rounding
		want int64
	}{
		{5, 2, HalfUp, 3}, {-5, 2, HalfUp, -3}, {4, 3, HalfUp, 1}, {7, 4, HalfUp, 2}, {-7, 4, HalfUp, -2},
		{5, 2, Down, 2}, {-5, 2, Down, -2}, {5, 2, Up, 3}, {-5, 2, Up, -3}, {6, 2, Up, 3}, {0, 7, HalfUp, 0},
	} {
		if got := Divide(c.n, c.d, c.r); got != c.want {
			t.Errorf("Divide(%d, %d, %d) = %d, want %d", c.n, c.d, c.r, got, c.want)
		}
	}
}

// TestMulDivAgainstRationals compares with exact rational arithmetic, products beyond 64 bits included.
func TestMulDivAgainstRationals(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200_000 {
		a, b, d := r.Int64()-1<<62, r.Int64N(1<<40)-1<<39, 1+r.Int64N(1<<50)
		want := exactHalfUp(a, b, d)
		got, ok := MulDiv(a, b, d, HalfUp)
		switch {
		case ok != want.IsInt64():
			t.Fatalf("MulDiv(%d, %d, %d): ok = %v, exact %s", a, b, d, ok, want)
		case ok && got != want.Int64():
			t.Fatalf("MulDiv(%d, %d, %d) = %d, want %s", a, b, d, got, want)
		}
	}
}

func exactHalfUp(a, b, d int64) *big.Int {
	x := big.NewRat(1, 1).SetFrac(new(big.Int).Mul(big.NewInt(a), big.NewInt(b)), big.NewInt(d))
	twice := new(big.Int).Mul(new(big.Int).Abs(x.Num()), big.NewInt(2))
	q := twice.Add(twice, x.Denom()).Quo(twice, new(big.Int).Mul(x.Denom(), big.NewInt(2)))
	if x.Sign() < 0 {
		q.Neg(q)
	}
	return q
}

func TestParseDecimal(t *testing.T) {
	for _, c := range []struct {
		s        string
		decimals int
		want     int64
		err      error
	}{
		{"6.50", 2, 650, nil}, {"6.5", 2, 650, nil}, {"6", 2, 600, nil}, {"-0.07", 2, -7, nil}, {"0", 0, 0, nil},
		{"6,50", 2, 0, ErrDecimal}, {"6.505", 2, 0, ErrPrecision}, {"1e3", 2, 0, ErrDecimal}, {"", 2, 0, ErrDecimal},
		{".5", 2, 0, ErrDecimal}, {"5.", 2, 0, ErrDecimal}, {"--5", 2, 0, ErrDecimal}, {"1 000", 2, 0, ErrDecimal}, {"7.0", 0, 0, ErrPrecision},
	} {
		got, err := ParseDecimal(c.s, c.decimals)
		if !errors.Is(err, c.err) || got != c.want {
			t.Errorf("ParseDecimal(%q, %d) = %d, %v; want %d, %v", c.s, c.decimals, got, err, c.want, c.err)
		}
	}
}

func TestWriting(t *testing.T) {
	for _, c := range []struct {
		amount              Amount
		plain, french, tidy string
	}{
		{123450, "1234.50", "1\u202f234,50\u00a0€", "1\u202f234,50\u00a0€"},
		{-5, "-0.05", "−0,05\u00a0€", "−0,05\u00a0€"},
		{100, "1.00", "1,00\u00a0€", "1\u00a0€"},
		{100_000_000_00, "100000000.00", "100\u202f000\u202f000,00\u00a0€", "100\u202f000\u202f000\u00a0€"},
	} {
		if c.amount.String() != c.plain || c.amount.French() != c.french || c.amount.FrenchShort() != c.tidy {
			t.Errorf("%d: %q %q %q", c.amount, c.amount, c.amount.French(), c.amount.FrenchShort())
		}
	}
	if got := FormatDecimal(750, 2); got != "7.5" {
		t.Errorf("FormatDecimal(750, 2) = %q", got)
	}
}

// FuzzParseDecimal holds that whatever parses is written back to the same number.
func FuzzParseDecimal(f *testing.F) {
	for _, s := range []string{"6.50", "-1", "0.00", "6,5", "9223372036854775807"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseDecimal(s, 2)
		if err != nil {
			return
		}
		again, err := ParseDecimal(FormatDecimal(n, 2), 2)
		if err != nil || again != n {
			t.Fatalf("%q read as %d, written %q, read again as %d, %v", s, n, FormatDecimal(n, 2), again, err)
		}
	})
}
