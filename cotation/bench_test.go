package cotation

import "testing"

// benchVisits are the visits of the worked cases, read once.
func benchVisits(b *testing.B) (out []*Visit) {
	for _, c := range cases(b, "../cas/cotation.json") {
		if v, err := pricer().Read(c.Input, moment(c.Args)); err == nil {
			out = append(out, v)
		}
	}
	return out
}

// BenchmarkPrice prices the worked cases with their refusals, the sentences left unwritten.
func BenchmarkPrice(b *testing.B) {
	visits := benchVisits(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		pricer().Price(visits[i%len(visits)], Options{})
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "visits/s")
}

// BenchmarkPriceAndSay is BenchmarkPrice with every sentence.
func BenchmarkPriceAndSay(b *testing.B) {
	visits := benchVisits(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		a := pricer().Price(visits[i%len(visits)], Options{})
		for k := range a.Refused {
			_ = a.Refused[k].Reason()
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "visits/s")
}

// BenchmarkPriceBare prices the worked cases without refusals, as a population or a file does.
func BenchmarkPriceBare(b *testing.B) {
	visits := benchVisits(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		pricer().Price(visits[i%len(visits)], Options{Bare: true})
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "visits/s")
}

// BenchmarkRead reads the JSON objects of the worked cases.
func BenchmarkRead(b *testing.B) {
	list := cases(b, "../cas/cotation.json")
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		c := list[i%len(list)]
		_, _ = pricer().Read(c.Input, moment(c.Args))
	}
}

// BenchmarkAlmostNothing prices visits of which almost nothing is said: a form while it is filled.
func BenchmarkAlmostNothing(b *testing.B) {
	for name, text := range map[string]string{
		"a day":                   `{"date":"2026-02-10"}`,
		"an age":                  `{"date":"2026-02-10","patient":{"age":40}}`,
		"a doctor, an age":        `{"date":"2026-02-10","heure":"10:00","medecin":{"specialite":"medecine_generale","secteur":"1"},"patient":{"age":40}}`,
		"a doctor, an age, a why": `{"date":"2026-02-10","heure":"10:00","medecin":{"specialite":"medecine_generale","secteur":"1"},"patient":{"age":40},"visite":{"motif":"consultation"}}`,
	} {
		v := read(b, text)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				pricer().Price(v, Options{})
			}
		})
	}
}

// BenchmarkMissingFacts prices a visit that lacks many facts.
func BenchmarkMissingFacts(b *testing.B) {
	v := read(b, `{"date":"2026-02-10","heure":"10:00","medecin":{"specialite":"medecine_generale","secteur":"1"},"patient":{"age":40},"visite":{"lieu":"cabinet","motif":"consultation"}}`)
	for b.Loop() {
		pricer().Price(v, Options{})
	}
}
