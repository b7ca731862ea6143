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

# ratio prints how many times longer one benchmark of a family takes than another, both of the same run.
function ratio(family, slow, fast, say,    a, b) {
	a = family "/" slow
	b = family "/" fast
	if (!(a in times) || !(b in times)) return
	if (!ratios++) print "\n| ratio, same run | |\n|---|--:|"
	printf "| %s: %s | %.2f |\n", family, say, median(times[a]) / median(times[b])
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
	for (i = 1; i <= count; i++) {
		family = order[i]
		sub(/\/[^\/]*$/, "", family)
		if (family in told) continue
		told[family] = 1
		hand = (family "/hand-flat") in times ? "hand-flat" : "hand"
		ratio(family, "one-thread", hand, "columns over the loop by hand")
		ratio(family, "one-thread", "two-threads", "one thread over two")
		ratio(family, "count-one-thread", "count-two-threads", "one thread over two")
		ratio(family, "duckdb-1", "columns-1", "DuckDB over columns, one thread")
		ratio(family, "duckdb-2", "columns-2", "DuckDB over columns, two threads")
		ratio(family, "columns-1", "columns-2", "one thread over two")
	}
}
