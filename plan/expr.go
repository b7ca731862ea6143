package plan

import "github.com/opposable/opposable/money"

// Op is the operation of an expression node.
type Op uint8

// The operations. Every value is an integer scaled by 10^Scale of its node.
const (
	Const       Op = iota // N
	Read                  // the thing Ref
	ParamValue            // the parameter Param of the version or row in force
	Add                   // Args[0] + Args[1], same scale
	Subtract              // Args[0] − Args[1], same scale
	Multiply              // Args[0] × Args[1], scales add
	Rescale               // Args[0] × 10^Shift
	Round                 // Args[0] / 10^Shift, rounded
	Divide                // Args[0] × 10^Shift / Args[1] (10^−Shift on the divisor when negative), rounded
	Min                   // least of Args
	Max                   // greatest of Args
	Clamp                 // Args[0] kept between Args[1] and Args[2]
	Compound              // Args[0] × (1 + Args[1]/100)^Args[2], Args[1] in hundredths of a percent, rounded once
	Interpolate           // the line through (Args[1], Args[2]) and (Args[3], Args[4]) at Args[0], rounded once
)

// Expr is a typed node of a formula. Lo and Hi bound its value on the declared domains of the facts: they prove that no
// int64 overflows, so that evaluation needs no checks.
type Expr struct {
	Op       Op             `json:"op"`
	Args     []*Expr        `json:"args,omitempty"`
	Ref      *Ref           `json:"ref,omitempty"`
	Param    string         `json:"param,omitempty"`
	N        int64          `json:"n,omitempty"`
	Shift    int            `json:"shift,omitempty"`
	Rounding money.Rounding `json:"rounding,omitempty"`
	Scale    int            `json:"scale,omitempty"`
	Unit     Unit           `json:"unit"`
	Lo       int64          `json:"lo"`
	Hi       int64          `json:"hi"`
}

// Walk calls f for the node and all below it.
func (e *Expr) Walk(f func(*Expr)) {
	if e == nil {
		return
	}
	f(e)
	for _, a := range e.Args {
		a.Walk(f)
	}
}

// Pow10 returns 10^n for n from 0 to 18.
func Pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}
