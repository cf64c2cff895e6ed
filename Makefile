# OpenCustoms: what a person does here. `make help` lists it.
#
# The work itself stands in tools/*.sh; this page only names it. PORT=8080 make run chooses another port.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

export PORT ?= 8080
export DATA_DIR ?= data

.PHONY: help run test test-browser bench lint deb clean

help:  ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

run:  ## Build what is not built yet, fetch the data packages, serve the pages on this machine
	@tools/run.sh

test:  ## All Rust tests, on SQLite and on PostgreSQL
	@tools/test.sh

test-browser:  ## The pages in a real browser: both languages, two widths, keyboard, no script
	@tools/test-browser.sh

bench:  ## The speed of the program beside its peers; figures go to docs/measures.md
	@cargo build --release --locked -p opencustoms -p access --bin opencustoms --example decisions
	@bench/run.sh

lint:  ## Formatting and every lint, warnings refused
	@cargo fmt --all --check
	@cargo clippy --workspace --all-targets --locked -- -D warnings

deb:  ## A Debian package of the release binary, in target/
	@tools/deb.sh

clean:  ## Remove what was built and fetched; data/ stays
	@cargo clean
	@rm -rf web/node_modules e2e/node_modules e2e/screenshots e2e/results bench/work
