# Needs Python 3.11+ and make; all else goes into .venv. Bytecode serves the servers of tests.
PYTHON ?= python3
BIN := .venv/bin
ARGS ?=

.PHONY: serve test check docs soak bench

serve: .venv/runtime
	@$(BIN)/fse serve $(ARGS)

test: .venv/dev
	PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -n 2 --dist worksteal -m "not soak" $(ARGS)

check: .venv/dev
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/codespell
	$(BIN)/lint-imports --no-cache > .venv/imports.txt || { cat .venv/imports.txt; exit 1; }
	$(BIN)/fse check && $(BIN)/pytest -q tests/test_architecture.py tests/test_docs.py

docs soak: .venv/dev
	$(BIN)/$(if $(filter soak,$@),pytest -n 2 -m soak --timeout 3600,python docs/generate.py) $(ARGS)

bench: .venv/dev
	@for each in ratios jobs odata webhooks state; do echo "== $$each"; $(BIN)/python benchmarks/$$each.py $(ARGS) || exit 1; done

.venv/runtime .venv/dev: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing into .venv, once: about half a minute…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.$(if $(findstring dev,$@),[dev])'
	@touch $@
