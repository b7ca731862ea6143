package population

import (
	"cmp"
	"math"
	"slices"
)

// apportion shares a whole number in proportion to weights: each share is the exact one rounded down or up, the greatest remainders up,
// the first of equal ones. The shares add up to the number.
func apportion(weights []float64, total int64) []int64 {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	out := make([]int64, len(weights))
	if sum == 0 || total <= 0 {
		return out
	}
	order := make([]int, len(weights))
	rest := make([]float64, len(weights))
	left := total
	for i, w := range weights {
		exact := w / sum * float64(total)
		down := math.Floor(exact)
		out[i], rest[i], order[i] = int64(down), exact-down, i
		left -= out[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rest[b], rest[a]) })
	for i := 0; left > 0; i = (i + 1) % len(order) {
		if weights[order[i]] > 0 {
			out[order[i]]++
			left--
		}
	}
	for i := len(order) - 1; left < 0; i = (i - 1 + len(order)) % len(order) { // rounding of sums of many floats
		if out[order[i]] > 0 {
			out[order[i]]--
			left++
		}
	}
	return out
}

// aim is a sum that some cells must have.
type aim struct {
	cells  []int
	target float64
}

// rake scales cells until each aim is met, as near to where they began as the aims allow. It stops when nothing moves by more than a
// thousandth of a person, or after the passes given; it returns the greatest relative gap left.
func rake(cells []float64, aims []aim, passes int) float64 {
	worst := 0.0
	for range passes {
		worst = 0
		for _, a := range aims {
			sum := 0.0
			for _, c := range a.cells {
				sum += cells[c]
			}
			if sum == 0 {
				continue
			}
			factor := a.target / sum
			worst = max(worst, math.Abs(factor-1))
			for _, c := range a.cells {
				cells[c] *= factor
			}
		}
		if worst < 1e-11 {
			break
		}
	}
	return worst
}

// grid shares columns of whole numbers among rows of given sums, as near as can be to the shares that the seed says. Both sums are exact;
// they must agree.
func grid(seed [][]float64, rows, columns []int64) [][]int64 {
	for range 60 {
		for j := range columns {
			scaleColumn(seed, j, float64(columns[j]))
		}
		for i := range rows {
			scaleRow(seed[i], float64(rows[i]))
		}
	}
	out := make([][]int64, len(rows))
	for i := range out {
		out[i] = make([]int64, len(columns))
	}
	column := make([]float64, len(rows))
	for j := range columns {
		for i := range rows {
			column[i] = seed[i][j]
		}
		for i, n := range apportion(column, columns[j]) {
			out[i][j] = n
		}
	}
	settle(out, rows)
	return out
}

func scaleColumn(seed [][]float64, j int, target float64) {
	sum := 0.0
	for i := range seed {
		sum += seed[i][j]
	}
	if sum == 0 {
		return
	}
	for i := range seed {
		seed[i][j] *= target / sum
	}
}

func scaleRow(row []float64, target float64) {
	sum := 0.0
	for _, v := range row {
		sum += v
	}
	if sum == 0 {
		return
	}
	for j := range row {
		row[j] *= target / sum
	}
}

// settle moves units between rows, within their column, until each row has its sum.
func settle(cells [][]int64, rows []int64) {
	gaps := make([]int64, len(rows))
	for i, row := range cells {
		for _, n := range row {
			gaps[i] += n
		}
		gaps[i] -= rows[i]
	}
	to := 0
	for from := range gaps {
		for at := 0; gaps[from] > 0; at++ {
			for to < len(gaps) && gaps[to] >= 0 {
				to++
			}
			if to == len(gaps) {
				return // the sums did not agree
			}
			j := at % len(cells[from])
			if cells[from][j] == 0 {
				continue
			}
			cells[from][j]--
			cells[to][j]++
			gaps[from]--
			gaps[to]++
		}
	}
}
