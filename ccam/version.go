package ccam

import (
	"slices"
	"strconv"
	"strings"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/facts"
)

// version dates what was read, keeps one row by key, and counts.
func (in *importing) version(a Asked) (*Version, error) {
	v := &Version{Number: in.heading.version, File: a.File, Reliability: unverified}
	if v.Number != "" && strings.TrimSpace(a.Number) != "" && a.Number != v.Number {
		return nil, facts.Refuse("--version", "le fichier dit « version %s », l'option « %s » — gardez l'une des deux", v.Number, a.Number)
	}
	if v.Number != "" && in.from != "" {
		v.Reliability = official
	}
	if v.Number == "" {
		v.Number = strings.TrimSpace(a.Number)
	}
	if in.from != "" {
		v.From, _ = day.Parse(in.from) // title parsed it
	}
	if a.From != 0 && v.From != 0 && a.From != v.From {
		return nil, facts.Refuse("--du", "le fichier dit qu'il s'applique au %s, l'option au %s — gardez l'une des deux", v.From, a.From)
	}
	if v.From == 0 {
		v.From = a.From
	}
	if a.Reliability != "" {
		v.Reliability = a.Reliability
	}
	var problems facts.Problems
	if v.Number == "" {
		problems = append(problems, facts.Problem{Path: "--version", Message: "le fichier ne dit pas sa version : donnez-la, comme --version 81"})
	}
	if v.From == 0 {
		problems = append(problems, facts.Problem{Path: "--du", Message: "le fichier ne dit pas le jour où il s'applique : donnez-le, comme --du 2026-01-01"})
	}
	if len(problems) > 0 {
		return nil, problems
	}
	v.Rows = in.unique()
	if len(v.Rows) == 0 {
		return nil, facts.Refuse("", "les en-têtes sont ceux de la CCAM, mais aucune ligne de tarif n'est lue : le fichier est tronqué ou vide")
	}
	if n := len(in.report.Rejected); n > len(v.Rows)/5 && n > 3 {
		first := in.report.Rejected[0]
		return nil, facts.Refuse("", "%d lignes rejetées pour %d lues : le fichier est abîmé ou ses colonnes sont décalées ; la première, ligne %d : %s",
			n, len(v.Rows), first.Line, first.Reason)
	}
	in.count(v)
	return v, nil
}

// unique keeps one row for each code, activity and phase. The same row twice is told; two rows that differ are a mistake of the file: the
// one whose line bears the code is kept if the other's does not, else neither is.
func (in *importing) unique() []Row {
	rows := in.rows
	slices.SortStableFunc(rows, func(a, b Row) int { return a.compare(&b) })
	var out []Row
	for i := 0; i < len(rows); {
		end := i + 1
		for end < len(rows) && rows[end].compare(&rows[i]) == 0 {
			end++
		}
		keep := rows[i]
		clash, owned := false, 0
		for _, r := range rows[i:end] {
			clash = clash || r.Binding != keep.Binding || r.Free != keep.Free
			if r.own {
				owned++
			}
		}
		switch {
		case !clash:
			in.report.Repeated += end - i - 1
			out = append(out, keep)
		case owned == 1:
			for _, r := range rows[i:end] {
				if r.own {
					out = append(out, r)
				} else {
					in.reject(r.line, r.Code, "activité %d, phase %d déjà lue avec un autre tarif, sur la ligne du code : celle-là est gardée", r.Activity, r.Phase)
				}
			}
		default:
			for _, r := range rows[i:end] {
				in.reject(r.line, r.Code, "activité %d, phase %d donnée plusieurs fois avec des tarifs différents : rien ne dit lequel vaut", r.Activity, r.Phase)
			}
		}
		i = end
	}
	for i := range out {
		out[i].Title, out[i].Modifiers = in.labels[out[i].Code], in.mods[out[i].Code]
	}
	slices.SortStableFunc(in.report.Rejected, func(a, b Rejection) int { return int(a.Line - b.Line) })
	return out
}

// count fills the report, and warns of what looks incomplete.
func (in *importing) count(v *Version) {
	r := in.report
	r.Version, r.From, r.Grade, r.Rows = v.Number, v.From.String(), v.Reliability, len(v.Rows)
	t := Table{Versions: []Version{*v}}
	for i := range v.Rows {
		if i > 0 && v.Rows[i].Code == v.Rows[i-1].Code {
			continue
		}
		r.Codes++
		found, _ := t.Find(v.Rows[i].Code, day.Moment{At: v.From})
		switch row := found.Row; {
		case !row.Binding.Covered && !row.Free.Covered:
			r.Uncovered++
		case row.Binding.Cents == 0 && row.Free.Cents == 0:
			r.Null++
		default:
			r.Priced++
		}
		if found.Row.Binding != found.Row.Free {
			r.Two++
		}
		if len(found.Others) > 0 {
			r.Many++
		}
	}
	if r.Codes < fullTable {
		r.Warnings = append(r.Warnings, "la table entière compte plus de "+strconv.Itoa(fullTable)+" codes, ce fichier "+strconv.Itoa(r.Codes)+
			" : c'est un extrait, ou un fichier tronqué ; les autres codes ne seront pas trouvés")
	}
	if v.Reliability == unverified {
		r.Warnings = append(r.Warnings, "le fichier ne porte pas le titre de la table officielle : ses tarifs sont « à vérifier »")
	}
}
