package cotation

// cube is a set of visits: for each free fact, the pieces admitted, one bit each.
type cube []uint64

// meets reports whether some visit is in both cubes.
func (a cube) meets(b cube) bool {
	for k, pieces := range a {
		if pieces&b[k] == 0 {
			return false
		}
	}
	return true
}

// meet returns the visits of both cubes, or nothing.
func meet(a, b cube) cube {
	if !a.meets(b) {
		return nil
	}
	out := make(cube, len(a))
	for k := range a {
		out[k] = a[k] & b[k]
	}
	return out
}

// meetAll returns the visits of some cube of each list, as cubes; a few are enough.
func meetAll(a, b []cube) (out []cube) {
	for _, x := range a {
		for _, y := range b {
			if c := meet(x, y); c != nil {
				if out = append(out, c); len(out) == maxCubes {
					return out
				}
			}
		}
	}
	return out
}

// maxCubes bounds the ways to reach a set that are kept.
const maxCubes = 128

// joined makes one cube of two that differ in one fact, as long as there are such.
func joined(list []cube) []cube {
	for again := true; again; {
		again = false
		for i := 0; i < len(list); i++ {
			for j := len(list) - 1; j > i; j-- {
				if k, ok := list[i].beside(list[j]); ok {
					list[i][k] |= list[j][k]
					list = append(list[:j], list[j+1:]...)
					again = true
				}
			}
		}
	}
	return list
}

// beside returns the only fact in which two cubes differ.
func (a cube) beside(b cube) (fact int, ok bool) {
	for k := range a {
		if a[k] != b[k] {
			if ok {
				return 0, false
			}
			fact, ok = k, true
		}
	}
	return fact, ok
}
