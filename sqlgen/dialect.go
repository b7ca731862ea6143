package sqlgen

import "strings"

// Dialect is what differs from one engine to another.
type Dialect struct {
	Name     string
	Untested bool
	integer  string // type of 64-bit integers that may be NULL
	decimal  string // type of decimals of two places
	decimals string // the same with the number of places to fill in
	date     string
	text     string
	hundred  string // the number one hundredth, exact
	divide   func(a, b string) string
	dateOf   func(text string) string
	boolean  bool // a column of yes/no stands as a predicate
	oneOf    func(x, list string) string
	noneOf   func(x, list string) string
}

func infix(operator string) func(a, b string) string {
	return func(a, b string) string { return "(" + a + " " + operator + " " + b + ")" }
}

func sqlDate(text string) string { return "DATE '" + text + "'" }

func in(x, list string) string    { return x + " IN (" + list + ")" }
func notIn(x, list string) string { return x + " NOT IN (" + list + ")" }

// dialects in the order in which they are listed.
var dialects = []*Dialect{
	{
		Name: "duckdb", integer: "BIGINT", decimal: "DECIMAL(18, 2)", decimals: "DECIMAL(18, #)", date: "DATE", text: "VARCHAR", hundred: "0.01",
		divide: infix("//"), dateOf: sqlDate, boolean: true, oneOf: in, noneOf: notIn,
	},
	{
		Name: "postgres", integer: "BIGINT", decimal: "NUMERIC(18, 2)", decimals: "NUMERIC(18, #)", date: "DATE", text: "TEXT", hundred: "0.01",
		divide: infix("/"), dateOf: sqlDate, boolean: true, oneOf: in, noneOf: notIn,
	},
	{ // IN says no of a NULL there, and a type admits NULL only if it says so.
		Name: "clickhouse", integer: "Nullable(Int64)", decimal: "Nullable(Decimal(18, 2))", decimals: "Nullable(Decimal(18, #))", date: "Nullable(Date32)",
		text: "Nullable(String)", hundred: "toDecimal64('0.01', 2)", boolean: true,
		divide: func(a, b string) string { return "intDiv(" + a + ", " + b + ")" },
		dateOf: func(text string) string { return "toDate32('" + text + "')" },
		oneOf:  func(x, list string) string { return "if(" + x + " IS NULL, NULL, " + in(x, list) + ")" },
		noneOf: func(x, list string) string { return "if(" + x + " IS NULL, NULL, " + notIn(x, list) + ")" },
	},
	{
		Name: "spark", integer: "BIGINT", decimal: "DECIMAL(18, 2)", decimals: "DECIMAL(18, #)", date: "DATE", text: "STRING", hundred: "0.01",
		divide: infix("div"), dateOf: sqlDate, boolean: true, oneOf: in, noneOf: notIn,
	},
	{ // Yes and no are 1 and 0 there before version 23.
		Name: "oracle", Untested: true, integer: "NUMBER(19)", decimal: "NUMBER(18, 2)", decimals: "NUMBER(18, #)", date: "DATE", text: "VARCHAR2(64)", hundred: "0.01",
		divide: func(a, b string) string { return "TRUNC(" + a + " / " + b + ")" }, dateOf: sqlDate, oneOf: in, noneOf: notIn,
	},
}

// Named returns a dialect.
func Named(name string) (*Dialect, bool) {
	for _, d := range dialects {
		if d.Name == name {
			return d, true
		}
	}
	return nil, false
}

// Names lists the dialects.
func Names() []string {
	var out []string
	for _, d := range dialects {
		out = append(out, d.Name)
	}
	return out
}

func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
