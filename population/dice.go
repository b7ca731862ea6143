package population

import (
	"hash/fnv"
	"math"
	"math/bits"
	"math/rand/v2"
)

// dice is a stream of chance that depends on the seed and on what it is for, and on nothing else: neither on the order of the work nor
// on the number of threads.
type dice struct{ source *rand.PCG }

func newDice(seed uint64, purpose string) *dice {
	h := fnv.New64a()
	h.Write([]byte(purpose))
	return &dice{rand.NewPCG(seed, h.Sum64())}
}

// below draws a whole number from 0 to n−1.
func (d *dice) below(n int64) int64 {
	hi, lo := bits.Mul64(d.source.Uint64(), uint64(n))
	for lo < uint64(n) && lo < -uint64(n)%uint64(n) {
		hi, lo = bits.Mul64(d.source.Uint64(), uint64(n))
	}
	return int64(hi)
}

// normal draws from the normal law.
func (d *dice) normal() float64 {
	u := (float64(d.source.Uint64()>>11) + 1) / (1 << 53)
	v := float64(d.source.Uint64()>>11) / (1 << 53)
	return math.Sqrt(-2*math.Log(u)) * math.Cos(2*math.Pi*v)
}

// shuffle puts a list in any order.
func shuffle[T any](d *dice, list []T) {
	for i := len(list) - 1; i > 0; i-- {
		j := d.below(int64(i + 1))
		list[i], list[j] = list[j], list[i]
	}
}

// urn holds people by cell, from which they are drawn and not put back.
type urn struct {
	left  []int64
	sums  []int64 // a Fenwick tree over left
	total int64
	top   int
}

func newUrn(counts []int64) *urn {
	u := &urn{left: counts, sums: make([]int64, len(counts)+1), top: 1}
	for u.top*2 <= len(counts) {
		u.top *= 2
	}
	for i, n := range counts {
		u.total += n
		for j := i + 1; j <= len(counts); j += j & -j {
			u.sums[j] += n
		}
	}
	return u
}

// draw takes up to most people of the cell of one drawn at random.
func (u *urn) draw(d *dice, most int64) (cell int, taken int64) {
	x := d.below(u.total)
	for step := u.top; step > 0; step /= 2 {
		if next := cell + step; next <= len(u.left) && u.sums[next] <= x {
			cell = next
			x -= u.sums[next]
		}
	}
	taken = min(most, u.left[cell])
	u.left[cell] -= taken
	u.total -= taken
	for j := cell + 1; j < len(u.sums); j += j & -j {
		u.sums[j] -= taken
	}
	return cell, taken
}
