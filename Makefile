# What a person types. `make` alone lists it. Each target can be run alone, again and again.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory --no-builtin-rules

# The program is pure Go; only the race detector needs C.
export CGO_ENABLED := 0

BIN := bin/warmroom
# Without msgpack, which gin brings along and nobody speaks here, the program is 6 MB smaller.
BUILD := -trimpath -ldflags='-s -w' -tags=nomsgpack
APP := frontend/dist/index.en.html
MODULES := frontend/node_modules/.package-lock.json
APP_SOURCES := $(shell find frontend -path frontend/node_modules -prune -o -path frontend/dist -prune -o \
	-path frontend/e2e -prune -o -type f -not -name '*.go' -not -name '*.test.ts' -print 2>/dev/null)
GENERATED := api/openapi.yaml frontend/src/generated docs/protocol.md
TOOL := go tool -modfile=tools/go.mod

# Where the steps of `make test` leave their logs, times and JUnit reports.
export STEPS := $(CURDIR)/bin/steps
STEP := scripts/step

.PHONY: help demo dev build test prerequisites prepare checks tools app test-go test-frontend types unit-tests test-browser browser browser-lan \
	lint lint-docs lint-go lint-frontend fmt gen drift image-check bench load join-figures page-figures lighthouse design pictures clean toolchain FORCE

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' Makefile

demo: toolchain $(BIN) ## set everything up and run it with a seeded group; Ctrl-C stops it, the data stays
	@exec $(BIN) demo

dev: toolchain $(MODULES) ## the same, with the page and the server rebuilt as you edit
	@exec scripts/dev

build: toolchain $(BIN) ## build bin/warmroom with the app inside

test: ## install what is missing, then run every check there is
	@rm -rf $(STEPS)
	@status=0
	from=$$SECONDS
	{
		scripts/toolchain &&
		$(STEP) prerequisites scripts/prerequisites &&
		$(MAKE) -j2 -O prepare &&
		$(MAKE) -j2 -k -O checks &&
		$(MAKE) -k test-browser lighthouse
	} || status=$$?
	SECONDS_TAKEN=$$((SECONDS - from)) scripts/summary $$status

# Stages of `make test`. Whatever writes into frontend/dist or into generated files is done before the Go packages
# that embed and test them are compiled; the browsers have the machine to themselves.
prepare: tools app

app: $(MODULES)
	@$(STEP) drift $(MAKE) drift
	$(STEP) app $(MAKE) $(APP)

checks: lint-docs lint-frontend types unit-tests lint-go test-go

tools: # compiled ahead: the linter alone takes a minute, while npm waits for the network
	@$(STEP) tools bash -c '$(TOOL) golangci-lint version && $(TOOL) gotestsum --version'

test-go: ## Go tests with the race detector, the store on SQLite and on a throw-away Postgres
	@STEP_TAIL=2 CGO_ENABLED=1 $(STEP) test-go $(TOOL) gotestsum --format=pkgname --junitfile=$(STEPS)/go.xml \
		-- -race -timeout=20m ./...

test-frontend: types unit-tests ## unit tests and type checks of the browser app

types: $(MODULES)
	@$(STEP) types npm --prefix frontend run check

unit-tests: $(MODULES)
	@STEP_TAIL=5 $(STEP) unit-tests npm --prefix frontend run test -- \
		--reporter=default --reporter=junit --outputFile.junit=$(STEPS)/frontend.xml

test-browser: browser browser-lan ## real browsers against the real server, on loopback and on an interface that leads nowhere

E2E := npm --prefix frontend run e2e -- --workers=1 --reporter=list,junit
browser: $(BIN)
	@STEP_TAIL=2 PLAYWRIGHT_JUNIT_OUTPUT_FILE=$(STEPS)/browser.xml $(STEP) browser \
		scripts/hermetic $(E2E) --project=loopback

browser-lan: $(BIN)
	@STEP_TAIL=2 PLAYWRIGHT_JUNIT_OUTPUT_FILE=$(STEPS)/browser-lan.xml $(STEP) browser-lan \
		scripts/hermetic --lan $(E2E) --project=lan

lint: lint-docs lint-frontend lint-go ## formatting, vet, linters

lint-docs:
	@$(STEP) lint-docs scripts/check-docs

lint-go:
	@$(STEP) lint-go $(TOOL) golangci-lint run

lint-frontend: $(MODULES)
	@$(STEP) lint-frontend npm --prefix frontend run lint -- --colors=off
	$(STEP) lint-api npm --prefix frontend run --silent lint:api

fmt: $(MODULES) ## format Go and TypeScript
	@$(TOOL) golangci-lint fmt
	@npm --prefix frontend run --silent format

gen: $(MODULES) ## write the OpenAPI document, the TypeScript of the wire and the protocol reference from the Go types
	@go run ./cmd/protogen
	@npm --prefix frontend run --silent gen

drift: gen ## fail when what is generated differs from what is committed
	@changed=$$(git status --porcelain -- $(GENERATED))
	if [ -n "$$changed" ]; then
		git --no-pager diff --stat -- $(GENERATED)
		printf 'Generated files differ from what is committed; run `make gen` and commit:\n%s\n' "$$changed" >&2
		exit 1
	fi

image-check: ## build the Dockerfile and run what comes out, without a container engine (root on Debian)
	@scripts/image-check

bench: ## Go benchmarks
	@go test -run='^$$' -bench=. -benchmem ./...

load: ## measure what meetings cost this machine, with synthetic participants (needs jq, curl, taskset)
	@cmd/roomload/measure

join-figures: $(BIN) ## how long it takes from the click to the first sound and picture, in both browsers
	@scripts/hermetic npm --prefix frontend run --silent e2e -- --workers=1 --project=figures join.figures

page-figures: $(BIN) ## what the page costs the device: waiting, and with nine people who move and talk (Chromium)
	@go build -o bin/roomload ./cmd/roomload
	scripts/hermetic npm --prefix frontend run --silent e2e -- --workers=1 --project=figures page.figures

LIGHTHOUSE := tools/lighthouse/node_modules/.package-lock.json
lighthouse: $(BIN) $(LIGHTHOUSE) ## what Lighthouse says of the public pages and of the first page of a meeting
	@STEP_TAIL=7 $(STEP) lighthouse scripts/hermetic node tools/lighthouse/measure.mjs

$(LIGHTHOUSE): tools/lighthouse/package-lock.json
	@npm --prefix tools/lighthouse ci --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

design: $(MODULES) ## the component page: every part of the interface in each of its states
	@echo 'http://localhost:5173/design/'
	@npm --prefix frontend run --silent dev

pictures: $(BIN) ## take the pictures of docs/design.md anew (needs convert, of ImageMagick)
	@scripts/hermetic npm --prefix frontend run --silent e2e -- --workers=1 --project=pictures

clean: ## remove what was built; data and dependencies stay
	@rm -rf bin
	@find frontend/dist -mindepth 1 -not -name placeholder.html -delete

toolchain:
	@scripts/toolchain

$(BIN): $(APP) FORCE
	@go build $(BUILD) -o $@ ./cmd/warmroom

$(APP): $(MODULES) $(APP_SOURCES)
	@npm --prefix frontend run --silent build -- --logLevel=warn

$(MODULES): frontend/package-lock.json
	@npm --prefix frontend ci --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@
