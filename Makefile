# make run: try the site.  make test: everything.  make check: style, types, layers.  make bench: how fast it is.
PYTHON ?= python3
BIN := .venv/bin
TRANSLATIONS := $(wildcard core/translations plugins/*/translations)

.PHONY: run test check bench bench-large translations

run: .venv/installed translations
	@$(BIN)/python -m core.serve

test: .venv/installed-test translations
	@tests/install-browser
	@$(BIN)/python -m pytest -q $(if $(ARGS),$(ARGS),-n 2 --dist loadfile)

check: .venv/installed-test
	$(BIN)/ruff check core plugins tests bench wsgi.py conftest.py
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python core/web/tools/vendor.py --check
	$(BIN)/python -m core.web.tools.messages --check
	$(BIN)/python -m core.plugin_docs --check
	$(BIN)/python -m pytest -q tests/web/test_templates.py tests/test_docs.py tests/test_translations.py

bench: .venv/installed-test
	@$(BIN)/python -m bench

bench-large: .venv/installed-test
	@$(BIN)/python -m bench --large

translations: | .venv/installed
	@for folder in $(TRANSLATIONS); do $(BIN)/pybabel -q compile -d $$folder || exit 1; done

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Linli needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv .venv || { echo "On Debian: apt install python3-venv"; rm -rf .venv; exit 1; }

.venv/installed: requirements.txt pyproject.toml | .venv/bin/python
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/installed-test: requirements-test.txt .venv/installed
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-test.txt
	@touch $@
