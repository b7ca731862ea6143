package damir

import (
	"math/big"
	"regexp"
	"testing"
)

func TestHundredths(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int64
		why  flaw
	}{
		{"60", 6000, sound}, {"60.5", 6050, sound}, {".51", 51, sound}, {"-.31", -31, sound}, {"-12.3", -1230, sound}, {"0", 0, sound}, {"-0", 0, sound},
		{"7.500", 750, sound}, {"12.", 1200, sound}, {"999999999999999", 99999999999999900, sound},
		{"", 0, empty}, {"-", 0, letters}, {".", 0, letters}, {"-.", 0, letters}, {"1,5", 0, comma}, {"1.234", 0, precision}, {"1e3", 0, letters}, {"+1", 0, letters},
		{"NS", 0, letters}, {"1 000", 0, letters}, {"1.5.1", 0, letters}, {"9999999999999999", 0, tooLong}, {"--1", 0, letters},
	} {
		n, why := hundredths([]byte(c.text))
		if n != c.n || why != c.why {
			t.Errorf("%q gives %d, %q; want %d, %q", c.text, n, why, c.n, c.why)
		}
	}
	for text, want := range map[string]flaw{"3": sound, "-2": sound, "3.00": sound, "3.5": fraction, "": empty} {
		if _, why := whole([]byte(text)); why != want {
			t.Errorf("the count %q: %q, want %q", text, why, want)
		}
	}
	for text, want := range map[string]flaw{"0": sound, "9999": sound, "16383": sound, "16384": category, "-1": category, "1.0": category, "": empty, "A1": category} {
		if _, why := code([]byte(text)); why != want {
			t.Errorf("the code %q: %q, want %q", text, why, want)
		}
	}
}

var decimal = regexp.MustCompile(`^-?([0-9]{1,15}\.?|[0-9]{0,15}\.[0-9]{1,2}0*)$`)

// FuzzHundredths holds the reading to exact fractions: what is a decimal of the file is read to the cent, nothing else is read.
func FuzzHundredths(f *testing.F) {
	for _, seed := range []string{"60", ".51", "-.31", "1,2", "", "-", "7.500", "1e3", "00012.30"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, why := hundredths([]byte(text))
		if (why == sound) != decimal.MatchString(text) {
			t.Fatalf("%q: %q", text, why)
		}
		if why != sound {
			return
		}
		want, ok := new(big.Rat).SetString(text)
		if !ok {
			want, ok = new(big.Rat).SetString(text + "0")
		}
		if !ok || want.Cmp(big.NewRat(n, 100)) != 0 {
			t.Fatalf("%q gives %d hundredths", text, n)
		}
	})
}
