# Two commands matter: `make site` runs the catalogue, `make test` proves it. The rest is for those who work on it.
#
#   make site            on http://127.0.0.1:8000/ or the next free port; PORT, HOST and VAR_DIR are yours to set
#   make test            the whole suite on SQLite, a browser included where one can be had
#   make test-postgres   the same suite on a throw-away PostgreSQL
#   make check           style, missing migrations, deployment check, architecture, forbidden things, rules covered
#   make prove           the suite with ten times as many examples for every property
#   make lock            write the locks anew from the .in files (needs uv; UPGRADE=1 for newer versions)
#
# ARGS goes to pytest: make test ARGS="-k price -x"

PY := .venv/bin/python
# One order of sets in every worker: they compare what they collected. Each would compile all tests where none are kept.
PYTEST := env -u PYTHONDONTWRITEBYTECODE PYTHONHASHSEED=0 $(PY) -m pytest -n auto --maxprocesses 4
PRODUCTION := env -u DEBUG -u HTTPS -u DATABASE_URL DJANGO_SETTINGS_MODULE=config.settings \
	VAR_DIR=.venv/checks ALLOWED_HOSTS=catalogue.example SITE_URL=https://catalogue.example

# Handed on to .ci/need only when given; it looks for a good one otherwise.
export PYTHON

.PHONY: site test test-postgres check prove lock packages dev-packages

site: packages
	@exec $(PY) -m config.firstrun

test: dev-packages
	@$(call with-browser,$(PYTEST) $(ARGS))

prove: dev-packages
	@$(call with-browser,HYPOTHESIS_PROFILE=long $(PYTEST) $(ARGS))

test-postgres: dev-packages
	@.ci/need postgres
	@$(call with-browser,pg_virtualenv -c "--encoding=UTF8 --locale=C.UTF-8" -o fsync=off sh -c ' \
		DATABASE_URL="postgres://$$PGUSER:$$PGPASSWORD@$$PGHOST:$$PGPORT/postgres" exec $(PYTEST) $(ARGS)')

check: dev-packages
	@mkdir -p .venv/checks
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	@$(SECRET); $(PRODUCTION) $(PY) manage.py makemigrations --check --dry-run
	@$(SECRET); $(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING
	$(PY) -m coverage run --branch --source=catalog/rules -m pytest -q tests/test_architecture.py \
		tests/test_forbidden.py tests/rules
	$(PY) -m coverage report --fail-under=100

lock:
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(COMPILE) requirements.in -o requirements.txt
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(COMPILE) -c requirements.txt requirements-dev.in -o requirements-dev.txt

packages:
	@.ci/need packages requirements.txt

dev-packages:
	@.ci/need packages requirements-dev.txt

COMPILE = uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url $(if $(UPGRADE),--upgrade)

SECRET = SECRET_KEY=$$($(PY) -c "import secrets; print(secrets.token_urlsafe(64))"); export SECRET_KEY

# A Chromium that was found must work; one that cannot be had is skipped, loudly, unless BROWSER=required.
with-browser = if .ci/need chromium; then BROWSER=required; \
	elif [ "$$BROWSER" = required ]; then exit 1; \
	else echo "*** THE BROWSER TESTS ARE SKIPPED: as root, apt-get install chromium-headless-shell ***" >&2; fi; \
	export BROWSER; $(1)
