//go:build slow

package patients_test

const streamed = 2 << 30
