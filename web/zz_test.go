package web

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestZZ(t *testing.T) {
	try := func(target, body string) {
		s := time.Now()
		w := send("POST", target, body)
		fmt.Println(target, len(body), w.Code, time.Since(s), w.Body.Len(), w.Body.String()[:min(200, w.Body.Len())])
	}
	for _, n := range []string{"1e9999", "1e99999", "1e999999", "1e-999999"} {
		try("/v1/observatoires", `{"valeurs":[{"objectif":1,"date":"2025-06-30","valeur":`+n+`,"unite":"%"}]}`)
		try(calculation, `{"age": `+n+`}`)
		try("/v1/forfaits", `{"annee": `+n+`}`)
		try("/v1/forfaits", `{"patientele":[{"effectif": `+n+`}]}`)
		try("/v1/simulations?scenario=propositions-2022-12", `{"regle":"forfait_patientele_annuel","groupes":[{"effectif":`+n+`,"faits":{}}]}`)
	}
	try(calculation, strings.Repeat("[", 9000)+strings.Repeat("]", 9000))
	try(calculation, strings.Repeat(`{"a":`, 200000))
	try("/v1/forfaits", `{"annee":2026,"patientele":[`+strings.Repeat(`{"effectif":1,"age":30,"ald":false},`, 400000)+`{"age":3}]}`)
	try("/v1/forfaits", `{"annee":2026,"medecin":{"specialite":"medecine_generale"},"patientele":[`+strings.Repeat(`{"age":30},`, 1000000)+`{"age":3}]}`)
	try("/v1/forfaits", `{"annee":2026,"patientele":[`+strings.Repeat(`{"x":30},`, 1500000)+`{"age":3}]}`)
	try("/v1/cotations", `[`+strings.Repeat(`{"date":"2026-02-01","medecin":{"specialite":"medecine_generale"}},`, 199)+`{}]`)
	try("/v1/cotations", `{"date":"2026-02-01"}`)
	try("/v1/cotations", `{"date":"2026-02-01","historique":[`+strings.Repeat(`{"code":"G","date":"2026-01-01"},`, 30000)+`{"code":"G","date":"2026-01-01"}]}`)
	try("/v1/cotations", `{`+strings.Repeat(`"x":1,`, 30000)+`"y":2}`)
	try("/v1/simulations?scenario=propositions-2022-12", `{"regle":"forfait_patientele_annuel","annee":2023,"groupes":[`+strings.Repeat(`{"effectif":1,"faits":{}},`, 500000)+`{"effectif":1,"faits":{}}]}`)
}
