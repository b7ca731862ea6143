package batch

import (
	"errors"
	"math/bits"

	"github.com/opposable/opposable/eval"
)

// Total is the sum of the known values and how many rows were in each state, weights counted.
type Total struct {
	Sum            int64
	Known          int64
	Absent         int64
	Unknown        int64
	NotEstablished int64
}

// Add adds the total of other rows.
func (t *Total) Add(other Total) error {
	sum := t.Sum + other.Sum
	if (other.Sum > 0) == (sum < t.Sum) && other.Sum != 0 {
		return ErrOverflow
	}
	t.Sum = sum
	t.Known += other.Known
	t.Absent += other.Absent
	t.Unknown += other.Unknown
	t.NotEstablished += other.NotEstablished
	return nil
}

// ErrOverflow is a sum that does not fit 64 bits.
var ErrOverflow = errors.New("the sum of the rows does not fit 64 bits")

// tally adds up in 128 bits, so that the order of the rows never matters.
type tally struct {
	hi    int64
	lo    uint64
	count [4]int64 // by state
}

func (t *tally) add(n int64) {
	lo, carry := bits.Add64(t.lo, uint64(n), 0)
	t.lo = lo
	t.hi += n>>63 + int64(carry)
}

// addProduct adds value × weight; the weight is not negative.
func (t *tally) addProduct(value, weight int64) {
	hi, lo := bits.Mul64(magnitude(value), uint64(weight))
	if value < 0 {
		var borrow uint64
		lo, borrow = bits.Sub64(0, lo, 0)
		hi, _ = bits.Sub64(0, hi, borrow)
	}
	var carry uint64
	t.lo, carry = bits.Add64(t.lo, lo, 0)
	t.hi += int64(hi) + int64(carry)
}

func (t *tally) merge(other *tally) {
	var carry uint64
	t.lo, carry = bits.Add64(t.lo, other.lo, 0)
	t.hi += other.hi + int64(carry)
	for i := range t.count {
		t.count[i] += other.count[i]
	}
}

func (t *tally) total() (Total, error) {
	if t.hi != int64(t.lo)>>63 {
		return Total{}, ErrOverflow
	}
	return Total{
		Sum: int64(t.lo), Known: t.count[eval.Known], Absent: t.count[eval.Absent],
		Unknown: t.count[eval.Unknown], NotEstablished: t.count[eval.NotEstablished],
	}, nil
}
