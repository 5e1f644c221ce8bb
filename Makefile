# `make` alone lists what there is. PORT, DATABASE_URL, PYTHON, ARTICLES, MANIFEST,
# WORKERS, EXAMPLES, REQUESTS, EVENTS, SEED, ARGS, BASE_IMAGE and TAG can be set on the command line.

PYTHON ?= python3
PORT ?= 8000
ARTICLES ?= seeds/articles
MANIFEST ?=
WORKERS ?= 1
EXAMPLES ?= 1000
REQUESTS ?= 20000
EVENTS ?= 1000000
SEED ?=
TAG ?= latest
ifndef DATABASE_URL
DATABASE_URL := $(or $(BASEWATCH_DATABASE_URL),sqlite:///var/basewatch.db)
endif
ifndef BASEWATCH_DATABASE_URL_FILE
export BASEWATCH_DATABASE_URL := $(DATABASE_URL)
endif

VENV := .venv
BIN := $(VENV)/bin
# Training has an environment of its own: what it needs is some gigabytes, and nothing else needs it.
TRAIN_VENV := .venv-train
# So have the servers that this one is measured against, whose needs are not its own.
RACE_VENV := .venv-race
INSTALL := $(BIN)/python requirements/install.py
RESOLVE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11
COMPILE := $(RESOLVE) pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help setup run load migrate test coverage fuzz fuzz-mutations evaluate pin train examples benchmark benchmark-loading benchmark-workers benchmark-crowding benchmark-export benchmark-refusals benchmark-load benchmark-hostile explorer-vendor screenshots race lint types format lock audit image clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/loader.stamp ## Make .venv and install what the service needs

run: setup migrate ## Load the articles of seeds/ and serve the API on 127.0.0.1:PORT
	@$(BIN)/python -c 'import socket; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", $(PORT)))' 2>/dev/null \
		|| { echo "Port $(PORT) is taken; choose another one: make run PORT=8001" >&2; exit 1; }
	@echo "Loading $(ARTICLES), which takes some seconds to begin: the encoder is read first"
	@$(BIN)/python -m service load $(ARTICLES) $(if $(MANIFEST),--manifest $(MANIFEST))
	@echo
	@echo "Serving on http://127.0.0.1:$(PORT) until Ctrl-C; the description is at http://127.0.0.1:$(PORT)/docs"
	@echo "Try:  curl 'http://127.0.0.1:$(PORT)/v1/events?base=k1'"
	@echo "      curl 'http://127.0.0.1:$(PORT)/v1/events?date=2020-03&limit=5'"
	@echo
	@GUNICORN_BIND=127.0.0.1:$(PORT) exec $(BIN)/gunicorn --config docker/gunicorn.conf.py service.wsgi:app

load: setup migrate ## Load articles: make load ARTICLES=folder MANIFEST=file WORKERS=2
	@$(BIN)/python -m service load $(ARTICLES) $(if $(MANIFEST),--manifest $(MANIFEST)) --workers $(WORKERS)

migrate: setup ## Bring the database to the current schema
	@echo "Bringing the database to the schema of this version"
	@$(BIN)/python -m service migrate

test: $(VENV)/dev.stamp ## Run all tests
	@$(BIN)/pytest -n 2 --durations 20 --durations-min 2

coverage: $(VENV)/dev.stamp ## Run all tests, and measure which branches of service/ they cover; fails under the floor
	@$(BIN)/pytest -n 2 --cov=service

fuzz: $(VENV)/dev.stamp ## Ask the API all that its description allows or forbids, at random: make fuzz EXAMPLES=2000 SEED=7
	@$(BIN)/python -m tests.integration.api.fuzz --examples $(EXAMPLES) $(if $(SEED),--seed $(SEED))

evaluate: $(VENV)/dev.stamp ## Measure the extraction: make evaluate ARGS='--set a --verbose'
	@$(BIN)/python -m tests.evaluation.report $(ARGS)

pin: $(VENV)/dev.stamp ## Raise the floors of the extraction to what it reaches now
	@$(BIN)/python -m tests.evaluation.pin

train: $(TRAIN_VENV)/train.stamp ## Train the encoder: make train ARGS='--help'
	@$(TRAIN_VENV)/bin/python -m service.training $(ARGS)

examples: $(VENV)/dev.stamp ## Store what the API answers over seeds/ as the examples of its description
	@$(BIN)/python -m tests.examples

fuzz-mutations: $(VENV)/dev.stamp ## Send right requests and changed ones to a server: make fuzz-mutations REQUESTS=20000 SEED=7
	@$(BIN)/python -m tests.fuzzing --requests $(REQUESTS) $(if $(SEED),--seed $(SEED))

benchmark: $(VENV)/dev.stamp ## Measure the speed of extraction, on one core
	@$(BIN)/python -m tests.benchmarks.extraction

benchmark-loading: $(VENV)/dev.stamp ## Measure what adding an article costs in a small and in a large store
	@$(BIN)/python -m tests.benchmarks.loading

benchmark-workers: $(VENV)/dev.stamp ## Measure how many articles a second are loaded: make benchmark-workers ARGS='--workers 1 2'
	@$(BIN)/python -m tests.benchmarks.workers $(ARGS)

benchmark-crowding: $(VENV)/dev.stamp ## Measure what adding an article costs where little and where much is told of its base
	@$(BIN)/python -m tests.benchmarks.crowding $(ARGS)

benchmark-export: $(VENV)/dev.stamp ## Measure the export of a million events, in seconds and in memory of the server
	@$(BIN)/python -m tests.benchmarks.export

benchmark-refusals: $(VENV)/dev.stamp ## Measure how fast hostile requests are refused, and show the slowest
	@$(BIN)/python -m tests.benchmarks.refusals

benchmark-load: $(VENV)/dev.stamp ## Measure 100 clients of two workers for a minute: answers, times, memory
	@$(BIN)/python -m tests.benchmarks.serving $(ARGS)

benchmark-hostile: $(VENV)/dev.stamp ## Attack two workers in many ways, and measure what their readers see
	@$(BIN)/python -m tests.benchmarks.hostile $(ARGS)

explorer-vendor: setup ## Copy the libraries of the page at / into the tree, as requirements/explorer.json pins them: ARGS=--pin
	@$(BIN)/python requirements/explorer.py $(ARGS)

screenshots: $(VENV)/dev.stamp ## Take the pictures of the page at / that its README shows, with the Chromium of this machine
	@$(BIN)/python -m tests.browser.screenshots

race: $(VENV)/dev.stamp $(RACE_VENV)/race.stamp ## Race datasette, roapi and bare Flask over the same events: make race EVENTS=10000 ARGS='--seconds 1'
	@$(BIN)/python -m tests.benchmarks.race --events $(EVENTS) $(ARGS)

lint: $(VENV)/dev.stamp ## Check style, formatting and the direction of imports
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/lint-imports

types: $(VENV)/dev.stamp ## Check types
	@$(BIN)/mypy

format: $(VENV)/dev.stamp ## Format the code and mend what can be mended
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

lock: $(VENV)/dev.stamp ## Resolve the dependencies of pyproject.toml anew
	@$(COMPILE) --output-file requirements/api.txt
	@$(COMPILE) --extra loader --constraints requirements/api.txt --output-file requirements/loader.txt
	@$(COMPILE) --extra loader --extra dask --constraints requirements/loader.txt --output-file requirements/dask.txt
	@$(COMPILE) --extra loader --extra dask --group dev --constraints requirements/dask.txt --output-file requirements/dev.txt
	@$(COMPILE) --extra loader --extra train --constraints requirements/dev.txt --output-file requirements/train.txt
	@$(RESOLVE) --group build --constraints requirements/dev.txt --output-file requirements/build.txt
	@$(RESOLVE) requirements/race.in --output-file requirements/race.txt

audit: $(VENV)/dev.stamp ## Ask whether what the images hold has known vulnerabilities
	@$(BIN)/python requirements/audit.py

image: ## Build the images basewatch-api and basewatch-loader with Docker or buildah: make image BASE_IMAGE=name TAG=name
	@docker/build.sh api basewatch-api:$(TAG)
	@docker/build.sh loader basewatch-loader:$(TAG)

clean: ## Remove .venv, .venv-train, .venv-race, caches and the database in var/
	rm -rf $(VENV) $(TRAIN_VENV) $(RACE_VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.*
	find requirements schemas service tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python $(TRAIN_VENV)/bin/python $(RACE_VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "Basewatch needs Python 3.11 or later, and $(PYTHON) is: $$($(PYTHON) --version 2>&1 | head -n 1). Try: make setup PYTHON=python3.13" >&2; exit 1; }
	@echo "Making $(@D:/bin=) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(@D:/bin=) \
		|| { rm -rf $(@D:/bin=); echo "Python cannot make virtual environments; on Debian, install python3-venv." >&2; exit 1; }

# A stamp is younger than the list it was installed from, so an unchanged list costs nothing.
$(VENV)/loader.stamp: requirements/loader.txt | $(BIN)/python
	@$(INSTALL) requirements/loader.txt
	@touch $@

# What the service needs is in the list of the checks too, so that is installed once.
$(VENV)/dev.stamp: requirements/dev.txt requirements/loader.txt | $(BIN)/python
	@$(INSTALL) requirements/dev.txt
	@touch $(VENV)/loader.stamp $@

$(TRAIN_VENV)/train.stamp: requirements/train.txt | $(TRAIN_VENV)/bin/python
	@$(TRAIN_VENV)/bin/python requirements/install.py $<
	@touch $@

$(RACE_VENV)/race.stamp: requirements/race.txt | $(RACE_VENV)/bin/python
	@$(RACE_VENV)/bin/python requirements/install.py $<
	@touch $@
