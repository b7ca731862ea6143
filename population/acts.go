package population

import "github.com/opposable/opposable/money"

// Codes of the table of acts. The three first are those of the convention; the last is ours, for acts that are not published by code.
const (
	consultationCode = "G"
	visitCode        = "VG"
	remoteCode       = "TCG"
	everyCode        = "TOUS"
)

// act is what a doctor did of a code in a year, at a tariff or for a sum.
type act struct {
	doctor    int64
	code      string
	count     int64
	cents     int64 // of one act, or of all
	each      bool
	hasAmount bool
}

// amount is what some of the acts make, given their part of the sum.
func (a *act) amount(count, part int64) int64 {
	if a.each {
		return count * a.cents
	}
	return part
}

// makeActs shares the published numbers of acts: those of generalists along their lists, those of the others along the patients that
// they see.
func makeActs(m *margins, list []medic, tariff func(code string) (int64, bool)) []act {
	lists, seen := make([]float64, len(list)), make([]float64, len(list))
	for i := range list {
		d := &list[i]
		lists[i] = float64(d.list())
		if key := m.groups[d.group].key; key != generalists {
			seen[i] = float64(m.usual(key, m.departments[d.department].code, func(a activity) int64 { return a.patients }))
		}
	}
	general := int64(m.value["actes_generaliste"] * m.value["medecins_avec_liste"])
	visits := int64(m.value["visites"])
	remote := int64(m.value["teleconsultations"] * m.value["teleconsultations_generalistes"] / 100)
	all := int64(m.value["actes_jour"] * m.value["jours"])
	parts := []struct {
		code   string
		shares []int64
	}{
		{consultationCode, apportion(lists, general-visits-remote)}, {visitCode, apportion(lists, visits)}, {remoteCode, apportion(lists, remote)},
	}
	others := apportion(seen, all-general)
	var out []act
	for i := range list {
		id := int64(i) + 1
		for _, p := range parts {
			if n := p.shares[i]; n > 0 {
				cents, known := tariff(p.code)
				out = append(out, act{id, p.code, n, cents, true, known})
			}
		}
		if others[i] > 0 {
			key := m.groups[list[i].group].key
			fees := m.usual(key, m.departments[list[i].department].code, func(a activity) int64 { return a.fees })
			out = append(out, act{id, everyCode, others[i], fees, false, fees > 0})
		}
	}
	return out
}

// usual is a published average of a group in a department, or that of the departments where it is published, people counted, rounded to
// the nearest; 0 when it is published nowhere.
func (m *margins) usual(group, department string, of func(activity) int64) int64 {
	if n := of(m.activity[group][department]); n > 0 {
		return n
	}
	sum, people := int64(0), int64(0)
	for _, d := range m.departments {
		if n := of(m.activity[group][d.code]); n > 0 {
			sum += n * int64(d.people)
			people += int64(d.people)
		}
	}
	return money.Divide(sum, max(people, 1), money.HalfUp)
}
