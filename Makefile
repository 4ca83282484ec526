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
NPM ?= npm
PACKAGES := node_modules/.ready

# Some shells export HOST as the machine's name: that is not meant.
DEMO_HOST := $(if $(findstring command,$(origin HOST)),$(HOST),$(filter bench,$(HOST)))

.PHONY: demo test lint bench clean help
.DEFAULT_GOAL := help

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | sed -n '1,6p'

demo: $(READY) $(PACKAGES)
	@ONCE="$(ONCE)" HOST="$(DEMO_HOST)" exec $(PY) -m sandbox.demo

test: $(READY) $(PACKAGES)
	@exec $(PY) -m tests.run

lint: $(READY) $(PACKAGES)
	@$(VENV)/bin/ruff check .
	@git ls-files '*.js' '*.mjs' | grep -v '\.bundle\.js$$' | xargs -r -n 1 node --check
	@for file in $$(git ls-files '*.bundle.js'); do node --input-type=module --check < $$file || exit 1; done

bench: $(READY)
	@$(PY) benchmarks/ingest.py
	@$(PY) benchmarks/responsiveness.py
	@exec $(PY) benchmarks/inbox.py

clean:
	rm -rf $(VENV) node_modules .demo .assets fb_care/public/dist fb_care/public/node_modules
	rm -rf .pytest_cache .ruff_cache .hypothesis build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What bundles the inbox, as package-lock.json says; where from, npm's own settings say.
$(PACKAGES): package.json package-lock.json
	@command -v node >/dev/null && command -v $(NPM) >/dev/null || { \
		echo "Node 18 or newer with npm is needed. On Debian: apt-get install nodejs npm"; exit 1; }
	@echo "Installing node_modules (once, some seconds) ..."
	@$(NPM) ci --no-audit --no-fund --loglevel=error
	@touch $(PACKAGES)

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
