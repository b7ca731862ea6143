# Short recipes. `make check` is what must pass before a commit; .ci/run is the whole gate.

GO ?= go
RUNS ?= 5

.PHONY: build test check race bench e2e generate run clean

build: ## the program, static, in bin/
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-s -w' -o bin/opposable ./cmd/opposable

test:
	$(GO) test ./...

check: ## formatting, vet, tests, the rules, what is generated
	.ci/run fast

race:
	$(GO) test -race -short ./...

bench: ## medians and ratios of several runs: the figures of docs/performance.md
	@RUNS=$(RUNS) .ci/bench

e2e: ## the pages in a browser, every worked case of a visit included
	EVERY_CASE=1 .ci/run browser

generate: ## the compiled plan, then the pages made from the rules
	$(GO) generate ./regles
	$(GO) test ./docs -update
	$(GO) test ./web -run TestAPIPage -update

run: ## the pages, on this computer only
	$(GO) run ./cmd/opposable servir

clean:
	rm -rf bin
