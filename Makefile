# What a newcomer needs, a line each. `make check` and `make test` are all that CI runs.

.DEFAULT_GOAL := help
SHELL := /bin/bash
VENV ?= .venv
BIN := $(VENV)/bin
PYTHON3 ?= $(shell command -v python3.11 || command -v python3)
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
OLDER_MLFLOW := 2.22.2 3.1.4
PACKAGES := coe_portal intake governance registry metrics training demo
# Runs a command with PostgreSQL and Valkey up; DATABASE_URL and REDIS_URL name other servers.
WITH_SERVICES := $(BIN)/python -m coe_portal.devservices

.PHONY: demo dev manage stop test story clock shots bench bench-monitoring bench-nights clients coverage check fmt docs lock pango help

demo: $(VENV)/demo.stamp pango ## A running portal with two organizations and a year of history
	@$(BIN)/python manage.py demo $(ARGS)

dev: $(VENV)/dev.stamp pango ## The portal as you left it: web with reload, worker, beat, mail
	@$(BIN)/python manage.py dev $(ARGS)

manage: $(VENV)/demo.stamp ## Any management command: make manage ARGS='showmigrations'
	@$(WITH_SERVICES) $(BIN)/python manage.py $(ARGS)

stop: $(VENV)/demo.stamp ## Stop embedded services that a killed process left behind
	@$(WITH_SERVICES) stop

test: $(VENV)/dev.stamp pango ## All tests (browser stories too where Chromium is): make test ARGS='tests/intake'
	@$(if $(CHROMIUM),,echo "No Chromium found: the browser stories are left out (apt-get install chromium).")
	@$(BIN)/pytest $(if $(findstring -n,$(ARGS)),,-n 3 --dist worksteal) $(if $(CHROMIUM),,-m 'not browser') $(ARGS)

story: $(VENV)/dev.stamp pango ## The stories in Chromium; pictures go to test-results/
	@$(BIN)/pytest tests/stories -m browser $(ARGS)

shots: $(VENV)/dev.stamp ## Pictures of every page of the running demo: make shots ADDRESS=http://localhost:8000
	@$(BIN)/python -m tests.pictures $(or $(ADDRESS),http://localhost:8000) $(ARGS)

clock: $(VENV)/dev.stamp pango ## A year by the clock with 1,000 use cases: missed days, two beats, killed workers (an hour)
	@CLOCK_CASES=1000 CLOCK_DAYS=365 $(BIN)/pytest -n 2 tests/clock $(ARGS)

clients: $(VENV)/dev.stamp ## Older MLflow clients against the registry: each in an environment of its own (network)
	@for version in $(OLDER_MLFLOW); do \
	  place=.dev/mlflow-$$version; \
	  $(BIN)/uv venv --quiet --clear --python $(BIN)/python $$place || exit; \
	  $(BIN)/uv pip install --quiet --python $$place/bin/python mlflow-skinny==$$version || exit; \
	  MLFLOW_PYTHON=$$place/bin/python $(BIN)/pytest -n0 tests/registry/mlflow/test_clients.py || exit; \
	done

coverage: $(VENV)/dev.stamp pango ## Tests with branch coverage, and what they miss
	@$(BIN)/pytest -n 2 --cov --cov-report=term --cov-report=html $(ARGS)

bench: $(VENV)/dev.stamp ## Measure against the budgets and write docs/performance.md (never fails)
	@$(WITH_SERVICES) $(BIN)/python -m tests.benchmarks $(ARGS)

bench-nights: $(VENV)/dev.stamp ## Numbers of a night over organizations with two years of history
	@$(WITH_SERVICES) $(BIN)/python -m tests.benchmarks.nights $(ARGS)

bench-monitoring: $(VENV)/dev.stamp ## Drift of a million rows, a hundred million observations (20 GB, 20 minutes)
	@$(WITH_SERVICES) $(BIN)/python -m tests.benchmarks.monitoring $(ARGS)

check: $(VENV)/dev.stamp ## Everything that must hold before a commit lands, except the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@git ls-files -z 'templates/*.html' | xargs -0 -r $(BIN)/djade --check --target-version 5.2
	@git ls-files -z 'templates/*.html' | xargs -0 -r $(BIN)/djhtml --check --tabwidth 2
	$(BIN)/lint-imports
	$(BIN)/mypy $(PACKAGES)
	$(WITH_SERVICES) $(BIN)/python manage.py makemigrations --check --dry-run
	$(WITH_SERVICES) $(BIN)/python manage.py check --fail-level WARNING

fmt: $(VENV)/dev.stamp ## Format Python and templates
	$(BIN)/ruff check --fix --exit-zero --quiet .
	$(BIN)/ruff format .
	-git ls-files -z 'templates/*.html' | xargs -0 -r $(BIN)/djade --target-version 5.2
	-git ls-files -z 'templates/*.html' | xargs -0 -r $(BIN)/djhtml --tabwidth 2

docs: $(VENV)/dev.stamp ## Write the list of files, the table of rights and the KPI catalogue in docs/ anew
	@$(BIN)/python -m tests.architecture.file_map
	@$(BIN)/python -m tests.architecture.permission_table
	@$(BIN)/python -m tests.architecture.kpi_table

lock: $(VENV)/dev.stamp ## Pin all packages with hashes from pyproject.toml (UPGRADE=1 takes newer ones)
	@mkdir -p requirements
	@$(call compile,production,)
	@$(call compile,demo,--extra embedded --constraint requirements/production.lock)
	@$(call compile,dev,--extra embedded --extra dev --constraint requirements/demo.lock)

define compile
$(BIN)/uv pip compile pyproject.toml $(2) --universal --python-version 3.11 --generate-hashes \
  --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade) \
  --output-file requirements/$(1).lock --quiet && echo "requirements/$(1).lock"
endef

# uv installs in seconds where pip takes a minute; pip is the way in, and the way out without it.
$(VENV)/%.stamp: requirements/%.lock
	@$(if $(PYTHON3),,echo "Install Python 3.11 or newer." && exit 1)
	@$(PYTHON3) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON3=…")'
	@test -x $(BIN)/python || $(PYTHON3) -m venv $(VENV)
	@awk '/^uv==/ {on=1} on {print} on && !/\\$$/ {exit}' requirements/dev.lock > $(VENV)/uv.lock
	@echo "Installing packages of $<"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.lock
	@$(BIN)/uv pip install --quiet --system-certs --python $(BIN)/python --require-hashes -r $< \
	  2>$(VENV)/uv.log || { echo "uv could not ($(VENV)/uv.log); pip can, in a minute" && false; } \
	  || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# Pango draws the PDFs: the one system library. Without it all else works.
pango: $(VENV)/demo.stamp
	@$(BIN)/python -c 'import weasyprint' 2>/dev/null || { \
	  packages="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"; \
	  if command -v brew >/dev/null; then brew install pango; \
	  elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends $$packages >/dev/null; \
	  elif command -v apt-get >/dev/null; then echo "For PDFs: sudo apt-get install $$packages"; \
	  else echo "For PDFs install Pango 1.44 or newer with your package manager."; fi; } || true

help: ## This list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'
