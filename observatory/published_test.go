package observatory

import (
	"strings"
	"testing"

	"github.com/opposable/opposable/day"
)

func TestPublishedValuesGiveTheKnownStatuses(t *testing.T) {
	e := engine(t)
	list, err := Shipped(e.Plan)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{Missed, Missed, NoData, Missed, Undefined, Ahead, NoData, NoData, Missed, Undefined}
	r := Observe(e, Held(list), day.Moment{At: day.MustParse("2025-06-30")})
	for i, line := range r.Objectives {
		if line.Status != want[i] {
			t.Errorf("objective %d: %s, want %s (%s)", line.Number, line.Status, want[i], line.Reason)
		}
	}
	for _, line := range r.Programmes {
		if line.Value != nil {
			t.Errorf("programme %d has a value, none was ever published", line.Number)
		}
	}
}

func TestUnknownFigureIsNoZero(t *testing.T) {
	e := engine(t)
	list, err := Shipped(e.Plan)
	if err != nil {
		t.Fatal(err)
	}
	unknown := 0
	for _, v := range list {
		if !v.Known {
			unknown++
			if v.Number != nil {
				t.Errorf("%s: NS has a number", v.On)
			}
		}
	}
	if unknown == 0 {
		t.Error("the series says of nothing that it is not known")
	}
}

func TestPublishedRefusesFaults(t *testing.T) {
	e := engine(t)
	head := "liste;numero;volet;date;valeur;unite;champ;retenue;source;fiabilite\n"
	for name, line := range map[string]string{
		"no source": "objectif;1;;2025-06-30;4.2;%;c;oui;;recoupe", "no grade": "objectif;1;;2025-06-30;4.2;%;c;oui;s;sûr",
		"no date": "objectif;1;;2025-02-30;4.2;%;c;oui;s;recoupe", "no number": "objectif;1;;2025-06-30;quatre;%;c;oui;s;recoupe", "short": "objectif;1",
	} {
		if _, err := readPublished(e.Plan, head+line+"\n"); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestPath(t *testing.T) {
	e := engine(t)
	list, err := Shipped(e.Plan)
	if err != nil {
		t.Fatal(err)
	}
	base := map[string]*Value{}
	for i := range list {
		if key := e.Plan.Rules[list[i].Rule].Key; list[i].Known && list[i].On == day.MustParse("2023-12-31") && key == "objectif_02" {
			base[key] = &list[i].Value
		}
	}
	for key, want := range map[string]string{
		"objectif_01": "2 2 2 2", "objectif_06": "10000 11000 12100 13310", "objectif_02": "2361 2479.1 2603 2733.2 2869.8 3013.3",
		"objectif_04": "", "objectif_05": "", "objectif_10": "", "programme_02": "-10 -10 -25 -25",
	} {
		rule, _ := e.Plan.Rule(key)
		var got []string
		for _, p := range Path(e, rule, day.Moment{At: day.MustParse("2025-06-30")}, base[key]) {
			got = append(got, p.Text())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %s, want %s", key, got, want)
		}
	}
}
