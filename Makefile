# What a person or a CI job runs. Needs python3 (3.10 or later) with venv and pip, and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.PHONY: help demo test bench robust docs clean

help:
	@echo "make demo    install, check the example models, confirm them by a real export"
	@echo "make test    install, lint, type-check, import contract, tests"
	@echo "make bench   time check beside bare parsing and ruff, and confirm beside torch"
	@echo "make robust  send generated programs, damaged files and the standard library through every command"
	@echo "make docs    build the rule pages and guides as a site in build/docs"
	@echo "make clean   remove the virtual environment and caches"

$(INSTALLED): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "tslint needs Python 3.10 or later")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

demo: $(INSTALLED)
	@# Findings are what the models are for: exit code 1 is right, 2 would be trouble.
	$(BIN)/tslint check fixtures || test $$? -eq 1
	$(BIN)/tslint plan fixtures || test $$? -eq 1
	OMP_NUM_THREADS=1 $(BIN)/tslint confirm --config fixtures/pyproject.toml --all

test: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict tslint/
	$(BIN)/lint-imports
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2

bench: $(INSTALLED)
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.confirming

robust: $(INSTALLED)
	$(BIN)/python -m benchmarks.robustness

docs: $(INSTALLED)
	$(BIN)/python -m docsite build/docs

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
