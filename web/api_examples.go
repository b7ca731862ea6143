package web

// Examples of the document; a test asks them.
var (
	exampleVisit = map[string]any{
		"date": "2026-02-11", "heure": "10:00",
		"medecin": map[string]any{"specialite": "medecine_generale", "secteur": "1", "optam": false, "territoire": "metropole"},
		"patient": map[string]any{"age": 4, "age_mois": 50, "ald": false, "c2s": false, "a_un_medecin_traitant": true},
		"visite":  map[string]any{"lieu": "cabinet", "medecin_est_mt": true, "adresse_par": "personne", "motif": "consultation", "regulee": false},
		"actes":   []any{}, "historique": []any{},
	}
	examplePractice = map[string]any{
		"annee":   2026,
		"medecin": map[string]any{"specialite": "medecine_generale", "secteur": "1", "optam": false, "age": 52, "zone": "zip", "qpv": false},
		"patientele": []any{
			map[string]any{"effectif": 700, "age": 30, "ald": false, "c2s": false, "vu_depuis_2_ans": true, "indicateurs_valides": 0},
			map[string]any{"effectif": 80, "age": 85, "ald": true, "c2s": false, "vu_depuis_2_ans": true, "indicateurs_valides": 2},
		},
		"assistant": nil,
	}
	exampleFacts      = map[string]any{"age": 85, "ald": true, "c2s": true, "vu_depuis_2_ans": true, "indicateurs_valides": 3}
	exampleSimulation = map[string]any{
		"regle": "forfait_patientele_annuel", "annee": 2023,
		"groupes": []any{map[string]any{"effectif": 8600, "faits": map[string]any{
			"socle_centimes": 1600000, "secteur": "1", "optam": false, "zone": "zip", "nouvel_installe_post_des": false}}},
	}
	exampleBill = map[string]any{
		"date": "2026-02-11", "heure": "10:00",
		"medecin": map[string]any{"specialite": "medecine_generale", "secteur": "1"},
		"patient": map[string]any{"age": 40, "ald": false, "c2s": false, "a_un_medecin_traitant": true},
		"visite":  map[string]any{"lieu": "cabinet", "medecin_est_mt": true, "adresse_par": "personne", "motif": "consultation", "regulee": false, "urgente": false},
		"codes":   []any{"G", "MEG"}, "historique": []any{},
	}
	examplePuzzle = map[string]any{"montant": "44,52", "date": "2025-02-11"}
	exampleBilled = map[string]any{
		"medecin": map[string]any{"specialite": "medecine_generale", "secteur": "1"},
		"lignes": []any{
			map[string]any{"date_soins": "2026-02-11", "codes": "G", "patient_ref": "A1", "age": 4, "mt": true},
			map[string]any{"date_soins": "2026-02-16", "codes": "G+MCG", "patient_ref": "A2", "age": 40, "mt": false, "adresse_par": "personne"},
		},
	}
	exampleObservations = map[string]any{
		"valeurs": []any{map[string]any{"objectif": 1, "date": "2025-06-30", "valeur": 4.2, "unite": "%"}},
	}
)
