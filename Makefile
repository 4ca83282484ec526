# make demo   replay a recorded day of two pages into a sandbox site and look at it (ONCE=1: end after the summary;
#             HOST=bench: into a site of a bench, with FRAPPE_BENCH and FRAPPE_SITE)
# make test   all tests; on a bench too, where one with the app is found
# make lint   the linters
# make bench  the speed figures of benchmarks/README.md
# make clean  take away what these made

PYTHON ?= python3
VENV := .venv
READY := $(VENV)/.ready
PY := $(VENV)/bin/python

# Some shells export HOST as the machine's name: that is not meant.
DEMO_HOST := $(if $(findstring command,$(origin HOST)),$(HOST),$(filter bench,$(HOST)))

.PHONY: demo test lint bench clean help
.DEFAULT_GOAL := help

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | sed -n '1,6p'

demo: $(READY)
	@ONCE="$(ONCE)" HOST="$(DEMO_HOST)" exec $(PY) -m sandbox.demo

test: $(READY)
	@exec $(PY) -m tests.run

lint: $(READY)
	@$(VENV)/bin/ruff check .
	@if command -v node >/dev/null; then git ls-files '*.js' | xargs -r -n 1 node --check; \
	else echo "node is not installed: the .js files were not checked"; fi

bench: $(READY)
	@$(PY) benchmarks/ingest.py
	@exec $(PY) benchmarks/responsiveness.py

clean:
	rm -rf $(VENV) .demo .pytest_cache .ruff_cache .hypothesis build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements-dev.txt
	@command -v $(PYTHON) >/dev/null || { \
		echo "$(PYTHON) is not installed. On Debian: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { \
		echo "Python 3.10 or newer is needed; $$($(PYTHON) --version) was found. Name another: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Python's venv module is not installed. On Debian: apt-get install python3-venv"; exit 1; }
	@echo "Setting up $(VENV) (once, about half a minute) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $(READY)
