# Everything a newcomer types. `make help` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PORT ?= 8080
DATA ?= ./data
STATEMENT ?= statements/webex-2009
WORKERS ?= 2
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

$(READY): pyproject.toml requirements.lock scripts/setup
	@scripts/setup $(VENV)
	@touch $(READY)

setup: $(READY) ## make the private environment in .venv

run: $(READY) ## serve the reference statement and the website (PORT=… DATA=…)
	@exec $(BIN)/avow serve --port $(PORT) --data $(DATA) --statement $(STATEMENT)

check: $(READY) ## format, lint, types, import rules, house rules, docs in sync
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m pytest -q -p no:cacheprovider tests/documentation
	@$(BIN)/avow check $(STATEMENT)

test: $(READY) browser ## all tests
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile tests

browser: $(READY) ## find or install the browser that the page tests need
	@scripts/browser

bench: $(READY) ## measure, print a table, write bench/results/latest.json
	@$(BIN)/python -m bench.run

prove: $(READY) ## run the clause tests against a fresh installation and write a signed report
	@$(BIN)/avow prove --out build/proof

format: $(READY) ## set the code in the house format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

regen: $(READY) ## write the golden files anew; look at the difference before committing
	@AVOW_REGEN=1 $(BIN)/python -m pytest -q tests/documentation tests/unit tests/statements

lock: $(READY) ## pin every dependency by hash in requirements.lock
	@scripts/lock

clean: ## remove the environment and caches (never data)
	@rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.PHONY: help setup run check test browser bench prove format regen lock clean
