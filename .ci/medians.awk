# Reads the output of go test -bench with several runs, and prints the median of each benchmark as a Markdown table.

function median(list,    n, values, i, j, v) {
	n = split(list, values, " ")
	for (i = 2; i <= n; i++) {
		v = values[i] + 0
		for (j = i - 1; j >= 1 && values[j] + 0 > v; j--) values[j + 1] = values[j]
		values[j + 1] = v
	}
	return n % 2 ? values[(n + 1) / 2] : (values[n / 2] + values[n / 2 + 1]) / 2
}

function human(ns) {
	if (ns >= 1e9) return sprintf("%.2f s", ns / 1e9)
	if (ns >= 1e6) return sprintf("%.2f ms", ns / 1e6)
	if (ns >= 1e3) return sprintf("%.2f µs", ns / 1e3)
	return sprintf("%.0f ns", ns)
}

$1 == "pkg:" { package = $2; sub(/^.*\/opposable\//, "", package); sub(/^.*\/opposable$/, ".", package) }
$1 == "cpu:" { sub(/^cpu: */, ""); cpu = $0 }
/^(FAIL|panic:|--- FAIL)/ { failed = 1; print > "/dev/stderr" }
$1 ~ /^Benchmark/ && NF >= 4 {
	name = package " " substr($1, 10)
	sub(/-[0-9]+$/, "", name)
	if (!(name in times)) order[++count] = name
	for (i = 3; i < NF; i += 2) {
		if ($(i + 1) == "ns/op") times[name] = times[name] " " $i
		if ($(i + 1) == "B/op") bytes[name] = bytes[name] " " $i
		if ($(i + 1) == "allocs/op") allocs[name] = allocs[name] " " $i
	}
	runs[name]++
}
END {
	if (failed) exit 1
	if (!count) { print "no benchmark was run" > "/dev/stderr"; exit 1 }
	if (cpu) print cpu ", median of " runs[order[1]] " runs\n"
	print "| benchmark | time | memory | allocations |"
	print "|---|--:|--:|--:|"
	for (i = 1; i <= count; i++) {
		n = order[i]
		printf "| %s | %s | %d B | %d |\n", n, human(median(times[n])), median(bytes[n]), median(allocs[n])
	}
}
