# Anteroom. `make run` and `make test` are the whole set-up: git, make and Python 3.11 (with venv) are enough.

SHELL := /bin/bash
# The operating system's own Python 3.11 if it has one with venv: distributions build theirs to be fast, and a Python that
# was built without such options takes a tenth longer for every test. It is also the oldest that Anteroom runs on.
PYTHON ?= $(shell /usr/bin/python3.11 -c 'import ensurepip' 2>/dev/null && echo /usr/bin/python3.11 || echo python3)
VENV := .venv
BIN := $(VENV)/bin
FLASK := $(BIN)/flask --app wsgi
# One more than there are cores: tests wait a tenth of their time, for a browser, a server or a clock. Each further one would
# collect all tests, start a PostgreSQL and furnish databases for nothing. At most eight: each takes a gigabyte, and a
# container may be given less than the cores that it sees.
# The app has a setting of the name too, so what the environment says is not meant for tests: make test WORKERS=2 is.
TESTERS = $(if $(filter command line,$(origin WORKERS)),$(WORKERS),$(shell cores=$$(nproc); echo $$((cores < 7 ? cores + 1 : 8))))
# Each of them would compile every module again, and so would each process that a test starts.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test faults check deploy-check bench bench-quick audit vulnerabilities release catalogues ear shots lock clean
.DEFAULT_GOAL := help

help: ## Show what can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

run: $(VENV)/.runtime ## Set everything up and serve https://localhost:8443
	@$(BIN)/python -m app.cli.init_env
	@exec $(FLASK) dev

test: $(VENV)/.development ## Set everything up and run every test
	@bash deploy/tools.sh
	@env -u WORKERS $(BIN)/python -m pytest -n $(TESTERS) --dist worksteal $(ARGS)

faults: $(VENV)/.development ## Break one thing after another under load, as docs/faults.md lists it
	@bash deploy/tools.sh
	@$(BIN)/python -m pytest -m fault -p no:randomly tests/faults $(ARGS)

check: $(VENV)/.development ## Lint, types, and who may import whom
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy --num-workers auto
	@$(BIN)/python -m pytest -q tests/test_layers.py

deploy-check: $(VENV)/.development ## Check what deploy/ ships, and what was learned, as far as a machine without Docker can
	@bash deploy/tools.sh boxes
	@/usr/bin/python3 -m venv $(VENV)/debian
	@$(VENV)/debian/bin/pip download -q --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.txt -d $(VENV)/wheels
	@$(BIN)/python -m pytest -q -m "box or not box" tests/deploy tests/server/test_{proxies,two_servers,socket}.py $(ARGS)

ear: $(VENV)/.development ## Train what hears danger and what a message means again, from the labelled lines of the tests
	@PYTHONPATH=. $(BIN)/python deploy/ear.py
	@PYTHONPATH=. $(BIN)/python deploy/intent.py

bench: $(VENV)/.development ## Measure, as ratios in one run
	@for script in bench/*.py; do name=$$(basename $$script .py); case $$name in __init__|against|contract) continue;; esac; $(BIN)/python -m bench.$$name || exit 1; done

bench-quick: $(VENV)/.development ## Measure the ratios of docs/performance.md with less data: none may fall by more than a third
	@$(BIN)/python -m bench.performance --quick

audit: $(VENV)/.development ## Security checks that work offline
	@$(BIN)/python -m pytest -q tests/test_layers.py tests/test_doors.py tests/test_secrets_stay_out.py tests/crypto
	@$(BIN)/ruff check --select S app
	@$(FLASK) audit-report

vulnerabilities: $(VENV)/.development ## Known weaknesses of every locked package (asks the Python package index)
	@for lock in requirements*.txt deploy/requirements-*.txt; do $(BIN)/pip-audit --disable-pip --require-hashes --strict -r $$lock || exit 1; done

release: $(VENV)/.development ## Source archive, list of components (CycloneDX), licences and digests, in dist/
	@bash deploy/install.sh "$(PYTHON)" $(VENV)/release requirements.txt
	@$(BIN)/python deploy/release.py dist $(VENV)/release

catalogues: $(VENV)/.development ## Bring the pages' translations up to the code, and say what is to be translated
	@PYTHONPATH=. $(BIN)/python deploy/catalogues.py

shots: $(VENV)/.development ## Take the documents' pictures again, from invented patients
	@bash deploy/tools.sh
	@$(BIN)/python -m docs.shots

lock: $(VENV)/.development ## Write the lock files again from pyproject.toml
	@$(BIN)/uv pip compile -q --no-cache pyproject.toml -o requirements.txt
	@for extra in aws azure otel; do $(BIN)/uv pip compile -q --no-cache pyproject.toml --extra $$extra -o deploy/requirements-$$extra.txt || exit 1; done
	@$(BIN)/uv pip compile -q --no-cache pyproject.toml --all-extras --group dev -o requirements-dev.txt

clean: ## Remove what the tools made (never .env or instance/)
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/.runtime: requirements.txt
	@bash deploy/install.sh "$(PYTHON)" "$(VENV)" requirements.txt
	@touch $@

$(VENV)/.development: requirements-dev.txt
	@bash deploy/install.sh "$(PYTHON)" "$(VENV)" requirements-dev.txt
	@touch $@ $(VENV)/.runtime
