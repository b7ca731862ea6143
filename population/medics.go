package population

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
)

// referenceYear is the year at whose end ages and lists stand; the last of the years whose first installations are known.
const (
	referenceYear     = 2025
	firstKnownYear    = 2021
	installationAge   = 35
	listSpread        = 0.45
	longestList       = 4000.0
	secondSector      = "2"
	firstSector       = "1"
	priorityZone      = "zip"
	complementaryZone = "zac"
	outsideZone       = "hors_zone"
)

// medic is a doctor of the population.
type medic struct {
	group      int // in the margins
	department int
	sector     string
	joined     bool // Optam
	age        int
	zone       string
	installed  int
	adults     int64 // on his list
	children   int64
}

func (m *medic) list() int64 { return m.adults + m.children }

// makeMedics gives every doctor, in the order of their numbers: by department, then by group. Each margin is met by exact quotas handed
// out at random, so that no two of them depend on one another unless a margin says so.
func makeMedics(m *margins, seed uint64) []medic {
	var out []medic
	for g := range m.groups {
		for d, n := range m.placed(g) {
			for range n {
				out = append(out, medic{group: g, department: d})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b medic) int {
		return cmp.Or(cmp.Compare(a.department, b.department), cmp.Compare(a.group, b.group))
	})
	m.giveSectors(out, seed)
	m.giveAges(out, seed)
	m.giveInstallations(out, seed)
	m.giveLists(out, seed)
	m.giveZones(out, seed)
	return out
}

// placed shares the doctors of a group among departments: by the published densities of its specialty, and alike elsewhere.
func (m *margins) placed(g int) []int64 {
	weights := make([]float64, len(m.departments))
	known, people, all := 0.0, 0.0, 0.0
	for _, other := range m.groups {
		if other.specialty == m.groups[g].specialty {
			all += float64(other.count)
		}
	}
	for i, d := range m.departments {
		density, ok := d.density[m.groups[g].specialty]
		if !ok {
			people += d.people
			continue
		}
		weights[i] = density * d.people / 100_000
		known += weights[i]
	}
	for i, d := range m.departments {
		if _, ok := d.density[m.groups[g].specialty]; !ok {
			weights[i] = (all - known) * d.people / people
		}
	}
	return apportion(weights, int64(m.groups[g].count))
}

// of lists the places of the doctors that a test holds.
func of(list []medic, in func(*medic) bool) []int {
	var out []int
	for i := range list {
		if in(&list[i]) {
			out = append(out, i)
		}
	}
	return out
}

func (m *margins) giveSectors(list []medic, seed uint64) {
	for g, group := range m.groups {
		who := of(list, func(d *medic) bool { return d.group == g })
		shuffle(newDice(seed, "secteur "+group.key), who)
		n := apportion([]float64{group.sector1, group.joined, group.apart}, int64(len(who)))
		for i, at := range who {
			list[at].sector, list[at].joined = firstSector, false
			if int64(i) >= n[0] {
				list[at].sector, list[at].joined = secondSector, int64(i) < n[0]+n[1]
			}
		}
	}
}

func (m *margins) giveAges(list []medic, seed uint64) {
	var weights []float64
	var years []int
	for _, c := range m.careers {
		for age := c.from; age <= c.to; age++ {
			weights = append(weights, c.count/float64(c.to-c.from+1))
			years = append(years, age)
		}
	}
	who := of(list, func(*medic) bool { return true })
	shuffle(newDice(seed, "age"), who)
	for i, n := range apportion(weights, int64(len(list))) {
		for range n {
			list[who[0]].age = years[i]
			who = who[1:]
		}
	}
}

// giveInstallations makes the youngest of each college the newly installed, the last year first.
func (m *margins) giveInstallations(list []medic, seed uint64) {
	for i := range list {
		list[i].installed = min(firstKnownYear-1, referenceYear-(list[i].age-installationAge))
	}
	general := func(d *medic) bool { return m.groups[d.group].key == generalists }
	special := func(d *medic) bool { return m.groups[d.group].specialty != generalPractice }
	numbers := map[int]string{2021: "primo_2021", 2022: "primo_2022", 2023: "primo_2023", 2024: "primo_2024", 2025: "primo_2025"}
	for _, college := range []struct {
		name  string
		in    func(*medic) bool
		count func(year int) int
	}{
		{generalists, general, func(year int) int { return int(m.value[numbers[year]]) }},
		{"specialistes", special, func(int) int { return int(m.value["primo_specialistes"]) }},
	} {
		who := of(list, college.in)
		shuffle(newDice(seed, "installation "+college.name), who)
		slices.SortStableFunc(who, func(a, b int) int { return cmp.Compare(list[a].age, list[b].age) })
		for year := referenceYear; year >= firstKnownYear; year-- {
			n := min(college.count(year), len(who))
			for _, at := range who[:n] {
				list[at].installed = year
			}
			who = who[n:]
		}
	}
}

// giveLists chooses who has a list and how long it is.
func (m *margins) giveLists(list []medic, seed uint64) {
	who := of(list, func(d *medic) bool { return m.groups[d.group].key == generalists && d.installed < referenceYear })
	d := newDice(seed, "liste")
	shuffle(d, who)
	who = who[:min(len(who), int(m.value["medecins_avec_liste"]))]
	slices.Sort(who)
	seen, known := int64(0), int64(0)
	for _, a := range m.activity[generalists] {
		seen, known = seen+a.patients, known+1
	}
	mean := float64(seen) / float64(known)
	score := make(map[int]float64, len(who))
	for _, at := range who {
		usual := m.activity[generalists][m.departments[list[at].department].code].patients
		score[at] = math.Log(cmp.Or(float64(usual), mean)/mean) + float64(listSpread*d.normal())
	}
	slices.SortStableFunc(who, func(a, b int) int { return cmp.Compare(score[a], score[b]) })
	adults, children := m.listTotals()
	sizes := m.listSizes(len(who), adults)
	weights := make([]float64, len(who))
	for i, n := range sizes {
		weights[i] = float64(n)
	}
	for i, n := range apportion(weights, children) {
		list[who[i]].adults, list[who[i]].children = sizes[i], n
	}
}

// listSizes lays n lists along the published percentiles, the shortest first. Below the first percentile the lists follow the power that
// gives the published total; above the last one they go straight to the longest.
func (m *margins) listSizes(n int, total int64) []int64 {
	low, high := 0.0, 64.0
	for range 80 { // the total falls as the power grows
		middle := (low + high) / 2
		sum := 0.0
		for i := range n {
			sum += m.listAt((float64(i)+0.5)/float64(n)*100, middle)
		}
		if sum > float64(total) {
			low = middle
		} else {
			high = middle
		}
	}
	out := make([]int64, n)
	left := total
	for i := range out {
		out[i] = max(1, int64(math.Round(m.listAt((float64(i)+0.5)/float64(n)*100, low))))
		left -= out[i]
	}
	for i := n / 2; left != 0; i = (i + 1) % n { // what rounding left, one patient at a time from the middle on
		step := int64(1)
		if left < 0 {
			step = -1
		}
		if out[i]+step >= 1 {
			out[i] += step
			left -= step
		}
	}
	return out
}

func (m *margins) listAt(percentile, power float64) float64 {
	first, last := m.knots[0], m.knots[len(m.knots)-1]
	if percentile <= first.percentile {
		return first.patients * math.Pow(percentile/first.percentile, power)
	}
	from := first
	for _, to := range append(m.knots[1:], knot{percentile: 100, patients: longestList}) {
		if percentile <= to.percentile {
			return from.patients + float64((percentile-from.percentile)/(to.percentile-from.percentile))*(to.patients-from.patients)
		}
		from = to
	}
	return last.patients
}

// giveZones meets the number of doctors with a list in a ZIP, shared among regions as the population in a ZIP is.
func (m *margins) giveZones(list []medic, seed uint64) {
	people, zip, zac := map[string]float64{}, map[string]float64{}, map[string]float64{}
	all := 0.0
	for _, d := range m.departments {
		people[d.region] += d.people
		all += d.people
	}
	m.shares(people, all, zip, func(z zoning) float64 { return z.zip })
	m.shares(people, all, zac, func(z zoning) float64 { return z.zac })
	regions := slices.Sorted(maps.Keys(people))
	region := func(d *medic) string { return m.departments[d.department].region }
	weights, rates := make([]float64, len(regions)), map[string]float64{}
	with := make([]float64, len(regions))
	for i, r := range regions {
		with[i] = float64(len(of(list, func(d *medic) bool { return d.adults > 0 && region(d) == r })))
		weights[i] = with[i] * zip[r]
	}
	quotas := apportion(weights, int64(m.value["generalistes_zip"]))
	for i, r := range regions {
		if with[i] > 0 {
			rates[r] = float64(quotas[i]) / with[i]
		}
	}
	for i, r := range regions {
		for _, holds := range []bool{true, false} {
			who := of(list, func(d *medic) bool { return region(d) == r && (d.adults > 0) == holds })
			shuffle(newDice(seed, fmt.Sprint("zone ", r, holds)), who)
			inZIP := int64(math.Round(rates[r] * float64(len(who))))
			if holds {
				inZIP = quotas[i]
			}
			inZAC := int64(math.Round(min(zac[r]/100, 1-rates[r]) * float64(len(who))))
			for k, at := range who {
				switch {
				case int64(k) < inZIP:
					list[at].zone = priorityZone
				case int64(k) < inZIP+inZAC:
					list[at].zone = complementaryZone
				default:
					list[at].zone = outsideZone
				}
			}
		}
	}
}

// wholeCountry is the line of the whole country among the regions.
const wholeCountry = "France"

// shares gives each region its published share of the population, and what is left of the country's to the others.
func (m *margins) shares(people map[string]float64, all float64, out map[string]float64, of func(zoning) float64) {
	left, others := of(m.zones[wholeCountry])*all, all
	for _, region := range slices.Sorted(maps.Keys(m.zones)) { // an order, so that sums are the same at each run
		if n, ok := people[region]; ok {
			out[region] = of(m.zones[region])
			left, others = left-float64(out[region]*n), others-n
		}
	}
	for region := range people {
		if _, ok := out[region]; !ok {
			out[region] = left / others
		}
	}
}
