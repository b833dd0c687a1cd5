# What a person or a CI job runs. Needs python3 (3.10 or later) with venv and pip, and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# The compiled wheel, and an environment that holds it.
COMPILED := build/compiled
COMPILED_SITE = $$($(COMPILED)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
SOURCES = $(shell find tslint rules -name '*.py' -o -name '*.md' -o -name '*.json*')

.PHONY: help demo test wheel test-wheel bench robust docs clean

help:
	@echo "make demo    install, check the example models, confirm them by a real export"
	@echo "make test    install, lint, type-check, import contract, tests"
	@echo "make wheel   build the wheel whose analysis is compiled, in build/compiled/dist; needs a C compiler"
	@echo "make test-wheel  run the tests against that wheel"
	@echo "make bench   time check beside bare parsing and ruff, pure and compiled, and confirm beside torch"
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

$(COMPILED)/.built: pyproject.toml hatch_build.py hatch_compile.py $(SOURCES)
	@command -v $${CC:-cc} > /dev/null || { echo "a compiled wheel needs a C compiler (cc, or CC=...)"; exit 1; }
	rm -rf $(COMPILED)
	TSLINT_COMPILE=1 $(PYTHON) -m pip wheel --quiet --no-deps --wheel-dir $(COMPILED)/dist .
	touch $@

wheel: $(COMPILED)/.built
	@ls $(COMPILED)/dist/*.whl

$(COMPILED)/.installed: $(COMPILED)/.built
	$(PYTHON) -m venv $(COMPILED)
	$(COMPILED)/bin/python -m pip install --quiet "$$(ls $(COMPILED)/dist/*.whl)[dev]"
	touch $@

test-wheel: $(COMPILED)/.installed
	@# The installed package stands before the sources of this folder; what tests share still comes from here.
	PYTHONPATH="$(COMPILED_SITE):$(CURDIR)" PYTHONSAFEPATH=1 TSLINT_EXPECT_COMPILED=1 OMP_NUM_THREADS=1 \
		$(COMPILED)/bin/pytest -n 2 -o pythonpath=

bench: $(INSTALLED)
	@# The compiled installation is measured beside the pure one where `make test-wheel` has made it.
	$(BIN)/python -m benchmarks $(if $(wildcard $(COMPILED)/bin/tslint),--compiled $(COMPILED)/bin/tslint)
	$(BIN)/python -m benchmarks.confirming

robust: $(INSTALLED)
	$(BIN)/python -m benchmarks.robustness

docs: $(INSTALLED)
	$(BIN)/python -m docsite build/docs

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
