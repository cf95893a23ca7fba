# Everything starts here: `make help` lists what there is. Each target does its own set-up.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help setup demo up test check bench load fuzz faults lock chaos fonts assets

help: ## List what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

setup: $(READY) ## Install everything into .venv

$(READY): requirements.txt requirements-dev.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r requirements-dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	touch $@

demo: $(READY) ## Carry the 2019 intake of 25 regions from kickoff to publication
	$(BIN)/bimtek demo

chaos: $(READY) ## The same, while worker, Temporal and PostgreSQL are killed in turn
	$(BIN)/bimtek demo --chaos --seed 1

up: $(READY) ## Start everything on this machine, with sample people at the first start, and keep it running
	$(BIN)/bimtek up --sample

test: $(READY) ## Run all tests, on real servers
	$(BIN)/python -m tests.parts

check: $(READY) ## Formatting, lint, strict types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY) ## Measure, print and write var/bench/latest.json
	$(BIN)/python -m tests.bench

load: $(READY) ## Five thousand open journeys, and two years of others: what they take, and what grows; var/bench/load.json
	$(BIN)/python -m tests.bench load months

fuzz: $(READY) ## Send ten thousand made-up requests to the HTTP door
	$(BIN)/python -m tests.http.fuzz

faults: $(READY) ## A hundred blows for each seed while the demonstration is played; nothing may be lost (SEEDS="1 2 3")
	$(BIN)/python -m tests.faults.long --seeds $(or $(SEEDS),1 2 3)

lock: $(READY) ## Refresh the pinned requirements
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 --python-platform linux --no-emit-package bimtek -o requirements.txt pyproject.toml
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 --python-platform linux --extra dev -c requirements.txt -o requirements-dev.txt pyproject.toml requirements-build.in

fonts: ## Fetch the fonts of the typesetter anew (needs npm)
	sh deploy/fonts.sh

assets: ## Fetch the scripts and the font of the pages anew (needs npm)
	sh deploy/assets.sh
