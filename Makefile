# Everything is made with the Python on this machine and a virtual environment beside this file.
#   make test PYTHON=python3.12 VENV=/tmp/env312     another interpreter, another environment

PYTHON  ?= python3
VENV    ?= .venv
WORKERS ?= 2

BIN   := $(VENV)/bin
STAMP := $(VENV)/.installed
CODE  := src tests examples tools benchmarks

export HYPOTHESIS_PROFILE ?= ci
export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PYTHONUTF8 = 1
export PYRIGHT_PYTHON_IGNORE_WARNINGS = 1

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types layers documents purity bench docs prove-checks clean

help:  ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name what; do \
		printf '  make %-13s %s\n' "$$name" "$$what"; done

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else \
		f"itpm needs Python 3.11 or newer; this is {v[0]}.{v[1]} ({sys.executable}). Try: make PYTHON=python3.12")' \
		|| { echo "set PYTHON to a Python >= 3.11 (now: PYTHON=$(PYTHON))" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --group dev --editable .
	@touch $@

demo: $(STAMP)  ## walk through a real plan: gate, schedule, risks, money; then a tailored lifecycle, gate by gate
	@$(BIN)/python examples/crm_rollout.py
	@printf '\n\nAnother project: a tailored lifecycle\n══════════════════════════════════════\n\n'
	@$(BIN)/python examples/tailored_hybrid.py

test: $(STAMP)  ## all tests, the examples in docstrings and in the documents
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -q -rs

check: lint types layers documents purity  ## style, types, layers, documents, purity

lint: $(STAMP)
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .

types: $(STAMP)
	$(BIN)/python -m mypy
	$(BIN)/pyright --pythonpath $(BIN)/python

layers: $(STAMP)
	$(BIN)/lint-imports

documents: $(STAMP)
	$(BIN)/python -m pytest -qq -p no:cacheprovider tests/test_documents.py tests/test_house.py

purity: $(STAMP)
	$(BIN)/python -m pytest -qq -p no:cacheprovider tests/test_purity.py tests/test_import_cost.py

bench: $(STAMP)  ## speed, as ratios to a floor measured in the same run
	@failed=0; for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python "$$script" || failed=1; done; exit $$failed

docs: $(STAMP)  ## the reference of every public name, in build/docs; the catalogues and the JSON Schema in docs
	$(BIN)/python tools/reference.py build/docs
	$(BIN)/python tools/rule_pages.py
	$(BIN)/python tools/json_schema.py

prove-checks: $(STAMP)  ## break the tree in a copy, one rule at a time, and see each check fail
	$(BIN)/python tools/prove_checks.py

clean:  ## remove what was made
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests examples tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
