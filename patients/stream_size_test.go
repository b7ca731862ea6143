//go:build !slow

package patients_test

// streamed is how many bytes of a list TestStream reads; with the tag slow, two gibibytes.
const streamed = 48 << 20
