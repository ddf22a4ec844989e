# Every target that installs leaves a stamp in the virtual environment, so repeating it costs nothing.
VENV ?= .venv
PYTHON ?= python3
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check install --quiet
TORCH := torch==2.13.0
CONFIG ?= configs/default.yaml
DATA ?=
RUN ?= runs/default
SECONDS ?= 60

.PHONY: help setup score test check fuzz docs bench train clean

help:  ## Show the targets.
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(PY):
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.setup: pyproject.toml | $(PY)
	@$(PIP) -e .
	@touch $@

$(VENV)/.train: $(VENV)/.setup
	@$(PIP) "$(TORCH)" -e '.[train]'
	@touch $@

$(VENV)/.test: $(VENV)/.train
	@$(PIP) -e '.[test]'
	@touch $@

$(VENV)/.check: $(VENV)/.test
	@$(PIP) -e '.[check]'
	@touch $@

setup: $(VENV)/.setup  ## Make the virtual environment with what scoring needs.

score: $(VENV)/.setup  ## Score the sample thread with the shipped model, offline.
	@$(VENV)/bin/analyzer score examples/thread.txt

test: $(VENV)/.test  ## Run the tests.
	@$(PY) -m pytest -q -n auto --dist loadfile

$(VENV)/.fuzz: $(VENV)/.test
	@$(PIP) -e '.[fuzz]'
	@touch $@

fuzz: $(VENV)/.fuzz  ## Fuzz every dump reader for SECONDS (Linux).
	@$(PY) -m tests.fuzz.fuzz_readers --seconds $(SECONDS)

check: $(VENV)/.check  ## Format, lint, types, walls, dependencies, generated docs.
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports
	@$(VENV)/bin/deptry .
	@$(PY) docs/generate.py --check

docs: $(VENV)/.setup  ## Write the generated references anew.
	@$(PY) docs/generate.py

bench: $(VENV)/.train  ## Measure speed and memory; results go to benchmarks/results.
	@$(PIP) -e '.[bench]'
	@for bench in $(filter-out benchmarks/formats.py,$(wildcard benchmarks/*.py)); do \
		echo "$$bench"; $(PY) "$$bench" --write || exit 1; done

train: $(VENV)/.train  ## Train a bundle: make train DATA=folder [CONFIG=file] [RUN=folder].
	@test -n "$(DATA)" || { echo "make train needs DATA=folder, the folder of the labelled corpora"; exit 2; }
	@$(VENV)/bin/analyzer-train fit $(CONFIG) --corpora "$(DATA)" --out "$(RUN)" --resume

clean:  ## Remove the virtual environment and caches.
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
