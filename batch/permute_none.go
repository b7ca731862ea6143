//go:build !goexperiment.simd || !amd64

package batch

// Permutes says whether this build permutes the bytes of registers: GOEXPERIMENT=simd on amd64 only.
const Permutes = false

// sum is not built here: the tables do it.
func (x *permutation) sum(*worker) (int64, bool) { return 0, false }
