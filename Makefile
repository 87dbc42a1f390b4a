.PHONY: run test check fix bench bench-fanout bench-screen web types lock foreign proof clean
.PHONY: chromium redis postgresql
.DELETE_ON_ERROR:
.NOTPARALLEL:

PYTHON ?= python3
UV_VERSION := 0.13.8
BIN := .venv/bin
INSTALL = $(BIN)/uv pip install --quiet --python
PAGE := web/apps/dashboard/dist/index.html
WEB := $(shell find web \( -name node_modules -o -name dist \) -prune -o -type f -print 2>/dev/null)
export UV_HTTP_TIMEOUT ?= 300
export UV_LINK_MODE ?= copy

# One node with its own simulated exchange. In the foreground of a terminal it is a job of its own:
# Ctrl+C then ends the program, and make, which did not get it, has nothing to complain about.
SERVE := $(BIN)/radist serve --demo
run: .venv/.run $(PAGE)
	@case "$$(ps -o stat= -p $$$$ 2>/dev/null)" in *+*) trap '' TSTP; set -m; $(SERVE);; *) exec $(SERVE);; esac

# Everything that can be tested, after installing whatever that takes.
test: .venv/.dev .venv-autobahn/.ready web/node_modules/.ready chromium redis postgresql $(PAGE) check
	cd web && npm run check && npm test

# Tests wait more than they compute: four at a time keep two cores busy.
check: .venv/.dev
	$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/codespell
	$(BIN)/lint-imports --no-logo && $(BIN)/mypy
	$(BIN)/pytest -n 4 --dist worksteal

fix: .venv/.dev
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

bench: .venv/.run .venv-peers/.ready
	$(BIN)/python benchmarks/ingest.py
	$(BIN)/python benchmarks/streams.py
	$(BIN)/python benchmarks/book.py
	$(BIN)/python benchmarks/candles.py
	$(BIN)/python benchmarks/consume.py
	$(BIN)/python benchmarks/alerts.py

# What it costs to send to many clients. Linux only, with a C compiler.
bench-fanout: .venv/.run .venv-peers/.ready
	$(BIN)/python benchmarks/fanout.py

# What it costs the browser to show 5,000 updates a second, beside a table as one writes it first.
bench-screen: web/node_modules/.ready chromium
	cd web && npm run bench

web: $(PAGE)

# The client's types of what a node answers and tells, of a node's own description.
types: .venv/.run
	cd web/tools/openapi && npm ci --no-fund --no-audit && npm run generate

# Clients which others wrote, in their own environment, against the simulator; and exchanges by ccxt.
foreign: .venv/.dev .venv-foreign/.ready
	RADIST_FOREIGN_PYTHON=$(CURDIR)/.venv-foreign/bin/python $(BIN)/pytest tests/foreign

# What is promised of limits, books, silence, bans, goodbyes and the TypeScript client, at full size
# and with its figures.
proof: .venv/.dev .venv-autobahn/.ready web/node_modules/.ready chromium postgresql
	RADIST_PROOF=1 $(BIN)/pytest tests/proof tests/virtual tests/ingest/test_twins.py tests/exchanges/test_mutations.py tests/exchanges/test_disorder.py
	cd web && npm run proof

clean:
	rm -rf .venv .venv-* .*_cache web/node_modules web/*/*/dist web/*/*/node_modules

COMPILE = $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
lock: .venv/.uv
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) pyproject.toml --group dev -o requirements-dev.lock
	$(foreach list,$(wildcard benchmarks/requirements.in tests/foreign/requirements.in),$(COMPILE) $(list) -o $(list:.in=.lock) &&) true

# uv is one wheel; whoever has only pip gets it by pip.
.venv/.uv:
	@$(PYTHON) -c 'import sys; sys.exit("Radist needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Set PYTHON=…" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --retries 5 uv==$(UV_VERSION)
	@touch $@

# uv does not read pip's configuration: where only a mirror can be reached, pip takes over.
.venv/.run: requirements.lock pyproject.toml .venv/.uv
	$(INSTALL) $(BIN)/python --require-hashes -r $< || $(BIN)/python -m pip install --quiet --require-hashes -r $<
	$(INSTALL) $(BIN)/python --no-deps -e . || $(BIN)/python -m pip install --quiet --no-deps -e .
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.run
	$(INSTALL) $(BIN)/python --require-hashes -r $< || $(BIN)/python -m pip install --quiet --require-hashes -r $<
	@touch $@

# Autobahn's fuzzing client takes a Python 2.7; where there is none, its test is skipped.
.venv-autobahn/.ready: tests/proof/autobahn.lock
	rm -rf .venv-autobahn && mkdir .venv-autobahn
	for python in python2.7 $(HOME)/.pyenv/versions/2.7.*/bin/python; do \
	   $$python -c 0 2>/dev/null || continue; \
	   $$python -m pip install --quiet --no-deps --require-hashes --target .venv-autobahn/packages -r $< && \
	   ln -s "$$(command -v $$python)" .venv-autobahn/python; exit; done
	@touch $@

.venv-foreign/.ready: tests/foreign/requirements.lock
.venv-peers/.ready: benchmarks/requirements.lock
.venv-%/.ready: .venv/.uv
	$(PYTHON) -m venv .venv-$*
	$(INSTALL) .venv-$*/bin/python --require-hashes -r $(filter %.lock,$^) || .venv-$*/bin/python -m pip install --quiet --require-hashes -r $(filter %.lock,$^)
	@touch $@

web/node_modules/.ready: web/package-lock.json
	@node -e 'const [a, b] = process.versions.node.split("."); process.exit(+(a * 100 + +b < 2019))' 2>/dev/null && command -v npm >/dev/null || { echo "Radist's page needs Node.js 20.19 or newer and npm: install them and run make again." >&2; exit 1; }
	cd web && npm ci --no-fund --no-audit
	@touch $@

$(PAGE): web/node_modules/.ready $(WEB)
	cd web && npm run build
	@touch $@

chromium:
	@for name in "$$CHROMIUM" chromium chromium-browser google-chrome google-chrome-stable; do \
	   command -v "$$name" >/dev/null 2>&1 && exit 0; done; \
	 [ -d "/Applications/Google Chrome.app" ] && exit 0; \
	 [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -q && \
	   DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends chromium && exit 0; \
	 echo "The page's tests need Chromium: install it (Debian: apt-get install chromium) or name it in CHROMIUM." >&2; exit 1

redis:
	@command -v redis-server >/dev/null 2>&1 && exit 0; \
	 [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -q && \
	   DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends redis-server && exit 0; \
	 echo "The tests of the sink redis need redis-server: install it (Debian: apt-get install redis-server)." >&2; exit 1

postgresql:
	@for folder in /usr/lib/postgresql/*/bin $$(dirname "$$(command -v pg_ctl)" 2>/dev/null); do \
	   [ -x "$$folder/pg_ctl" ] && exit 0; done; \
	 [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -q && \
	   DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends postgresql && exit 0; \
	 echo "The tests of the store need PostgreSQL: install it (Debian: apt-get install postgresql)." >&2; exit 1
