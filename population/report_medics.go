package population

import (
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/opposable/opposable/money"
)

// groups compares specialties: how many, in which sector.
func (c *comparison) groups() {
	t := c.counts
	done := map[string]bool{}
	for _, g := range c.margins.groups {
		if g.specialty == generalPractice { // two groups of one specialty, which the table does not tell apart
			if done[g.specialty] {
				continue
			}
			done[g.specialty] = true
			first, joined, apart, all := 0.0, 0.0, 0.0, 0.0
			for _, of := range c.margins.groups {
				if of.specialty == g.specialty {
					n, sum := float64(of.count), of.sector1+of.joined+of.apart
					first, joined, apart, all = first+n*of.sector1/sum, joined+n*of.joined/sum, apart+n*of.apart/sum, all+n
				}
			}
			g.count, g.sector1, g.joined, g.apart = int(all), first/all*100, joined/all*100, apart/all*100
		}
		in := func(row int) bool { return t.word("specialite", row) == g.specialty }
		n := t.medics(in)
		c.line("effectif_"+g.specialty, g.label, float64(g.count), n, "medecins", g.reliability, g.source, aimedAt, g.remark)
		sum := g.sector1 + g.joined + g.apart
		first := t.medics(func(row int) bool { return in(row) && t.word("secteur", row) == firstSector })
		joined := t.medics(func(row int) bool { return in(row) && t.number("optam", row) == 1 })
		note := ""
		if math.Abs(sum-100) > 0.05 {
			note = "les parts publiées font " + strconv.FormatFloat(sum, 'f', 1, 64) + " : ramenées à 100"
		}
		about := c.margins.about["secteurs"]
		c.line("secteur_1_"+g.specialty, g.label+", secteur 1", g.sector1/sum*100, first/n*100, "%", about.reliability, about.source, aimedAt, note)
		c.line("optam_"+g.specialty, g.label+", Optam", g.joined/sum*100, joined/n*100, "%", about.reliability, about.source, aimedAt, note)
	}
	total := 0.0
	for _, k := range c.margins.careers {
		total += k.count
	}
	for _, k := range c.margins.careers {
		n := t.medics(func(row int) bool { return t.number("age", row) >= k.from && t.number("age", row) <= k.to })
		id := strconv.Itoa(k.from) + "_" + strconv.Itoa(k.to)
		c.line("age_medecins_"+id, "Médecins de "+strconv.Itoa(k.from)+" à "+strconv.Itoa(k.to)+" ans", k.count/total*100, n/float64(t.doctors.N)*100, "%", k.reliability, k.source, aimedAt, "")
	}
}

// places compares departments and regions.
func (c *comparison) places() {
	t := c.counts
	densities, poverty := c.margins.about["densites"], c.margins.about["c2s_departements"]
	for _, d := range c.margins.departments {
		here := func(row int) bool { return t.word("departement", row) == d.code }
		for _, specialty := range []string{generalPractice, "cardiologie", "dermatologie", "ophtalmologie"} {
			if density, ok := d.density[specialty]; ok {
				n := t.medics(func(row int) bool { return here(row) && t.word("specialite", row) == specialty })
				c.line("densite_"+specialty+"_"+d.code, d.name+", densité : "+c.label(specialty), density, n/d.people*100_000, "pour 100 000", densities.reliability, densities.source, aimedAt, "")
				c.lines[len(c.lines)-1].Tolerance = math.Ceil(100_000_000/d.people) / 1000 // one doctor
			}
		}
		if d.poor > 0 {
			poor, all := 0.0, 0.0
			for row := range t.doctors.N {
				if here(row) {
					id := t.doctors.ID[row]
					poor, all = poor+float64(t.poor[id]), all+float64(t.adults[id]+t.children[id])
				}
			}
			c.line("c2s_"+d.code, d.name+", part de la C2S", d.poor, poor/all*100, "%", poverty.reliability, poverty.source, aimedAt, "de la population publiée, des listes du département obtenue")
			c.lines[len(c.lines)-1].Tolerance = 2
		}
	}
	note := "de la population publiée, des médecins obtenue ; les médecins en ZIP sont " + money.FrenchNumber(strconv.FormatFloat(c.margins.value["generalistes_zip"], 'f', 0, 64)) + " dans le pays"
	for _, d := range slices.Sorted(maps.Keys(c.margins.zones)) {
		if d == wholeCountry {
			continue
		}
		z := c.margins.zones[d]
		codes := map[string]bool{}
		for _, at := range c.margins.departments {
			if at.region == d {
				codes[at.code] = true
			}
		}
		n := t.medics(func(row int) bool { return codes[t.word("departement", row)] })
		share := func(zone string) float64 {
			return t.medics(func(row int) bool { return codes[t.word("departement", row)] && t.word("zone", row) == zone }) / n * 100
		}
		c.line("zip_"+d, d+", ZIP", z.zip, share(priorityZone), "%", z.reliability, z.source, compared, note)
		c.line("zac_"+d, d+", ZAC", z.zac, share(complementaryZone), "%", z.reliability, z.source, aimedAt, note)
	}
}
