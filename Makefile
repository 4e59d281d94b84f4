# Everything a newcomer types. `make help` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PY := .venv/bin/python
# Pages and jobs of the demo live in a home of their own.
DEMO_HOME ?= var/demo$(if $(filter college,$(KIND)),-college)
STUDENTS ?= 300
# general or college: each has a home of its own.
KIND ?= general
PORT ?= 8000
# One more than processors: a test waits for its browser or its database half of its time.
WORKERS ?= 3
# Nearly everything here starts processes, and each would compile the whole program anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help bundles wheel demo test quick check bench bench-server bench-mix chaos crawl tampering requirements lock screenshots migrations wire clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

bundles: .venv/installed ## the scripts of the pages, where they are not those of their sources
	@$(PY) scripts/client.py bundles

wheel: bundles ## dist/letopis-….whl, scripts of the pages included
	@rm -rf build dist
	.venv/bin/pip wheel -q --disable-pip-version-check --no-deps --no-build-isolation -w dist .

demo: bundles ## a demo school (KIND=college: a college) filled up to today, served on http://127.0.0.1:8000
	@LETOPIS_HOME=$(DEMO_HOME) bash scripts/demo.sh $(STUDENTS) $(PORT) $(KIND)

test: .venv/tested bundles scripts/system.sh ## the whole suite on SQLite, then on a throwaway PostgreSQL, browser tests included
	@bash scripts/system.sh chromium driver postgresql signatures
	$(PY) -m pytest -n $(WORKERS) --dist worksteal
	$(PY) -m tests.postgres -n $(WORKERS) --dist worksteal

quick: .venv/tested ## what a change touches (SINCE=commit: all after it), no browser, SQLite, two minutes at the most
	@$(PY) -m tests.quick $(SINCE)

check: .venv/tested bundles ## style, types, layers, migrations, deployment settings
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	$(PY) scripts/client.py types
	.venv/bin/lint-imports --no-cache
	LETOPIS_HOME=var/check .venv/bin/letopis makemigrations --check --dry-run
	LETOPIS_HOME=var/check LETOPIS_HTTPS=1 LETOPIS_PROXIES=127.0.0.1 .venv/bin/letopis check --deploy --fail-level WARNING

bench: .venv/tested bundles ## speed of the main pages as ratios to their floors, and of the journal in a slowed Chromium
	@bash scripts/system.sh chromium driver
	LETOPIS_HOME=var/bench .venv/bin/letopis bench --json var/bench/results.json
	LETOPIS_HOME=var/bench $(PY) -m bench.paper --json var/bench/paper.json
	$(MAKE) --no-print-directory bench-mix

bench-server: .venv/tested bundles ## the same without the browser, on both databases
	@bash scripts/system.sh postgresql
	LETOPIS_HOME=var/bench .venv/bin/letopis bench --no-browser --json var/bench/results.json
	LETOPIS_HOME=var/bench .venv/bin/letopis bench --no-browser --postgres --json var/bench/results-postgres.json

bench-mix: .venv/tested bundles ## a morning of 1,000 students on two processors: requests a second in time, on both databases
	@bash scripts/system.sh postgresql
	LETOPIS_HOME=var/bench .venv/bin/letopis bench --mix --json var/bench/mix.json
	LETOPIS_HOME=var/bench .venv/bin/letopis bench --mix --postgres --json var/bench/mix-postgres.json

chaos: .venv/tested bundles ## random operations through a bad network while the server is killed over and over, on both databases
	@bash scripts/system.sh postgresql
	$(PY) -m tests.chaos.run --seconds 60

dialects: .venv/tested ## load a thousand made-up schools' tables and say what came of them (COUNT, FIRST, ASKED)
	.venv/bin/python -m tests.dialects $(or $(COUNT),1000) $(or $(FIRST),1) $(or $(ASKED),0)

crawl: .venv/tested bundles ## every address in every role with own, foreign and impossible ids, asked for and sent to: no crash, no leak
	LETOPIS_CRAWL=whole $(PY) -m pytest tests/crawl -n $(WORKERS) --dist load

tampering: .venv/tested ## every way to alter a record that a test tries, and what names it
	@$(PY) -m tests.tampering

requirements: .venv/tested ## each row of docs/requirements.md with the tests that prove it
	@$(PY) -m tests.requirements

screenshots: .venv/tested bundles ## the pictures under docs/user/images, from the demo school
	@bash scripts/system.sh chromium driver
	$(PY) -m bench.screenshots

migrations: .venv/installed ## new migrations for changed tables
	.venv/bin/letopis makemigrations

wire: .venv/installed ## the scripts' types and readers of the protocol, from the server's declarations
	$(PY) -m letopis.web.teacher.wire

lock: .venv/tested ## renew the lock files (hashes, no addresses)
	.venv/bin/uv pip compile -q --no-header --no-annotate --generate-hashes --universal --python-version 3.11 \
		--no-emit-index-url --upgrade pyproject.toml --group build -o requirements/runtime.lock
	.venv/bin/uv pip compile -q --no-header --no-annotate --generate-hashes --universal --python-version 3.11 \
		--no-emit-index-url --upgrade pyproject.toml --group build --group dev -o requirements/dev.lock

clean: ## remove what was built, the demo's base included
	rm -rf .venv var build dist node_modules letopis/web/shared/static/screens *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/bin/python:
	@bash scripts/system.sh python3-venv
	python3 -m venv .venv

.venv/installed: .venv/bin/python requirements/runtime.lock pyproject.toml
	.venv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements/runtime.lock
	.venv/bin/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/tested: .venv/installed requirements/dev.lock
	.venv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@touch $@
