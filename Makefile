# Needs Python 3.11+ and make; everything else goes into .venv.
PYTHON ?= python3
BIN := .venv/bin
ARGS ?=

.PHONY: serve test check soak bench fixtures clean

serve: .venv/runtime  ## run the emulator
	$(BIN)/fse serve $(ARGS)

test: .venv/dev  ## what must pass
	$(BIN)/pytest -n 2 -m "not soak" $(ARGS)

check: .venv/dev  ## style, types, architecture, data
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports --no-cache
	$(BIN)/codespell && $(BIN)/fse check && $(BIN)/pytest -q tests/test_architecture.py tests/test_docs.py

soak: .venv/dev  ## the full figures
	$(BIN)/pytest -n 2 -m soak --timeout 3600 $(ARGS)

bench: .venv/dev  ## ratios to a bare Starlette, in one run
	$(BIN)/python benchmarks/ratios.py $(ARGS)

.venv/runtime .venv/dev: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[$(if $(findstring dev,$@),dev)]'
	touch $@
