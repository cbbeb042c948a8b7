# One-line help stands behind ##; plain `make` prints it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
RUN := $(BIN)/python
export UV_PYTHON_DOWNLOADS := never
.DEFAULT_GOAL := help
.PHONY: help setup demo demo-reset run worker check lint test e2e e2e-all migration words check-words fmt bench browser

help:  ## print this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.ready  ## make .venv and install everything from uv.lock (nothing to do when it is up to date)

$(VENV)/.ready: pyproject.toml uv.lock tools/setup.sh
	@PYTHON="$(PYTHON)" sh tools/setup.sh

demo: setup  ## start the whole product with a made-up district: http://127.0.0.1:8000 (PORT=8100 for another)
	@exec $(RUN) -m akimfeedback.core.supervisor demo

demo-reset: setup  ## empty the demo; the next `make demo` begins anew
	@$(RUN) -m akimfeedback.core.supervisor reset

run: setup  ## start web, workers and scheduler with the settings of the environment
	@exec $(RUN) -m akimfeedback.core.supervisor run

worker: setup  ## start one more worker with the settings of the environment
	@exec $(RUN) -m akimfeedback.worker

check: lint  ## everything but browser tests: lint, types, contracts, words, tests
	@$(RUN) -m pytest -n $(TEST_PROCESSES) --dist loadgroup -m "not e2e"

lint: setup  ## lint, types, import contracts, templates, words
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --cache-dir var/import-linter
	$(BIN)/djlint akimfeedback --lint --quiet
	$(RUN) tools/words.py check
	$(BIN)/mypy

TEST_PROCESSES ?= 2

test: lint browser  ## everything: lint, types, contracts, words, all tests with the browser journeys
	@$(RUN) -m pytest -n $(TEST_PROCESSES) --dist loadgroup

browser:
	@sh tools/browser.sh

e2e: setup browser  ## the browser journeys: Kazakh at 360 px, Russian, English smoke
	@$(RUN) -m pytest tests/e2e -m e2e

e2e-all: setup browser  ## the browser journeys in every language, width and colour
	@E2E=all $(RUN) -m pytest tests/e2e -m e2e -n $(TEST_PROCESSES) --dist loadgroup

migration: setup  ## write the next migration: make migration m="add petition threshold"
	@$(RUN) -m tools.migration "$(m)"

words: setup  ## take new words from the code into the catalogs
	@$(RUN) tools/words.py update

check-words: setup  ## fail when a word is stale, missing or broken in Kazakh or Russian
	@$(RUN) tools/words.py check

fmt: setup  ## format the code and sort the imports
	@$(BIN)/ruff check --fix --quiet --exit-zero .
	@$(BIN)/ruff format .

bench: setup  ## measure against the budgets and print the table
	@$(RUN) -m benchmarks
