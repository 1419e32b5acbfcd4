# `make demo` to try it, `make test` to check it, `make bench` to measure it. Needs Python 3.11 or newer with venv.
PYTHON ?= python3
VENV ?= .venv
RUN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test check format bench pictures slack-check clean help

help: ## What can be made
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 13

demo: $(VENV)/installed ## The company in a box, in a local page
	$(RUN)/denominator demo

test: $(VENV)/tested check ## Every check: lint, format, types, imports, tests on SQLite and PostgreSQL

check: $(VENV)/tested
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/lint-imports
	$(RUN)/pytest

format: $(VENV)/tested ## Put the code into its form
	$(RUN)/ruff check --fix .
	$(RUN)/ruff format .

bench: $(VENV)/installed ## Measure it: figures with their baselines side by side
	$(RUN)/denominator bench

pictures: $(VENV)/tested ## Make the README's pictures anew (needs Chromium)
	$(RUN)/python docs/pictures.py

slack-check: $(VENV)/installed ## Hold the conversation in a local Slack and take its pictures (needs Linux, npm, Chromium)
	$(RUN)/python docs/slack_check

$(VENV)/installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 demo")'
	$(PYTHON) -m venv $(VENV)
	$(RUN)/pip install --quiet --editable .
	@touch $@

$(VENV)/tested: $(VENV)/installed
	$(RUN)/pip install --quiet --editable '.[test]'
	@touch $@

clean: ## Remove what was installed
	rm -rf $(VENV)
