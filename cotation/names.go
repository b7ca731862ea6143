package cotation

import "github.com/opposable/opposable/plan"

// The facts that the pricing of a visit fills or reads itself, and the rules that it asks for each line. Nothing else of the law is named
// in this package: every other fact is only passed to the rules that read it.
const (
	// Filled for a line or an act.
	tariffFact       = "tarif_applique" // words in the order opposable, free
	lineAmountFact   = "ligne_montant_centimes"
	lineCoverageFact = "ligne_prise_en_charge" // words in the order ordinary, in full
	lineBearsFact    = "ligne_porte_la_participation"
	rankFact         = "rang"
	companionFact    = "consultation" // the other line of a pair that holds a technical act

	// Read to choose the price list, to share a bill, or to check a visit.
	sectorFact       = "secteur"
	optamFact        = "optam"
	feeFact          = "honoraires_centimes"
	paidTodayFact    = "participations_du_jour"
	paidThisYearFact = "participations_annee_centimes"
	ageFact          = plan.Age
	monthsFact       = "age_mois"

	// Read to sort refusals and preferences.
	motiveFact        = "motif"
	specialtyFact     = "specialite"
	specialtyCodeFact = "code_specialite"
	placeFact         = "lieu"

	// Read for the calendar; the first word of the territory is the mainland.
	territoryFact  = "territoire"
	departmentFact = "departement"
	hourQuantity   = "heure"
	dayQuantity    = "jour"

	// Asked for each line, and once for the whole.
	insuranceRule  = "taux_amo"
	flatRule       = "participation_forfaitaire"
	heavyRule      = "forfait_actes_lourds"
	thirdPartyRule = "tiers_payant" // words in the order none, insurance, all
	restRule       = "taux_avant_complementaire"

	// Asked for the whole visit when a fee is asked.
	extraRule = "depassement"
	freeRule  = "tarif_libre"
)

// Members of a visit that are not facts.
const (
	dateMember    = "date"
	hourMember    = "heure"
	actsMember    = "actes"
	historyMember = "historique"
)

// Indices of words whose order is declared above.
const (
	opposableTariff, freeTariff       = 0, 1
	ordinaryCoverage, fullCoverage    = 0, 1
	noThirdParty, insuranceThirdParty = 0, 1
)

// absent is the index of a fact or rule that the plan does not have.
const absent = -1

// names holds the indices of all these in a plan.
type names struct {
	tariff, lineAmount, lineCoverage, lineBears, rank, companion int
	sector, optam, fee, paidToday, paidInYear                    int
	age, months, motive, specialty, specialtyCode, place         int
	territory, department, hour, dayKind, discharge              int
	insurance, flat, heavy, rest, thirdParty, extra, free        int
}

func resolve(p *plan.Plan, discharge string) names {
	fact := func(name string) int {
		if i, ok := p.Fact(name); ok {
			return i
		}
		return absent
	}
	rule := func(key string) int {
		if i, ok := p.Rule(key); ok {
			return i
		}
		return absent
	}
	quantity := func(q string) int {
		for i := range p.Facts {
			if p.Facts[i].Quantity == q {
				return i
			}
		}
		return absent
	}
	return names{
		tariff: fact(tariffFact), lineAmount: fact(lineAmountFact), lineCoverage: fact(lineCoverageFact), lineBears: fact(lineBearsFact),
		rank: fact(rankFact), companion: fact(companionFact), sector: fact(sectorFact), optam: fact(optamFact), fee: fact(feeFact),
		paidToday: fact(paidTodayFact), paidInYear: fact(paidThisYearFact),
		age: fact(ageFact), months: fact(monthsFact), motive: fact(motiveFact), specialty: fact(specialtyFact),
		specialtyCode: fact(specialtyCodeFact), place: fact(placeFact), territory: fact(territoryFact), department: fact(departmentFact),
		hour: quantity(hourQuantity), dayKind: quantity(dayQuantity), discharge: fact(discharge),
		insurance: rule(insuranceRule), flat: rule(flatRule), heavy: rule(heavyRule), rest: rule(restRule), thirdParty: rule(thirdPartyRule),
		extra: rule(extraRule), free: rule(freeRule),
	}
}
