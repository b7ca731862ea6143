// Package chiffres holds the published figures as data: one CSV per theme, where each was read, and how each is computed again; and what was said
// of the convention on a day that no act holds. This is its
// only Go file; package reproduce reads it.
package chiffres

import "embed"

// Files are the data.
//
//go:embed *.csv reproduire.json
var Files embed.FS
