// Package regles is the law: YAML files in French, and the plan compiled from them.
package regles

import "embed"

//go:generate go run ../cmd/opposable regles compiler --vers plan.json

// Files holds the rules as written.
//
//go:embed textes.yaml entrees.yaml codes.csv calendrier.csv actes forfaits aides gouvernance observatoires
var Files embed.FS

// Plan is the JSON form of the plan compiled from Files; a test keeps it fresh.
//
//go:embed plan.json
var Plan []byte
