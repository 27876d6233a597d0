# Two commands do the main jobs: `make run` and `make test`. Each sets up what it needs.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
ENGINE ?= $(or $(FUGOU_ENGINE),$(shell sed -n 's/^FUGOU_ENGINE=//p' .env 2>/dev/null),duckdb)
# Each engine has an environment of its own, so that whoever needs no Spark installs none.
BIN := $(if $(filter spark,$(ENGINE)),.venv-spark,.venv)/bin
LOCKED := requirements/$(if $(filter spark,$(ENGINE)),spark,run).txt
UV := $(BIN)/uv
export FUGOU_ENGINE := $(ENGINE)

.DEFAULT_GOAL := help
.PHONY: help setup run query dev spark bi test test-brand test-samples test-parts test-spark test-full lint lock clean

help: ## Show what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# The stamps carry no date of their own: a changed lock file installs anew.
$(UV): requirements/installer.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11) and "Python 3.11 is needed; name it with PYTHON=...")'
	$(PYTHON) -m venv $(BIN:/bin=)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/installer.txt
	touch $(UV)

$(BIN)/.run: $(UV) $(LOCKED) pyproject.toml
	$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r $(LOCKED)
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $@

$(BIN)/.test: $(BIN)/.run requirements/dev.txt
	$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/dev.txt
	touch $@

setup: $(BIN)/.run ## Install what is needed and prepare the workspace
	@$(BIN)/fugou init

query: $(BIN)/.run ## Ask the semantic layer, for example: make query METRICS=buyers BY=metric_time__month
	@$(if $(METRICS),,$(error Name what to ask for: make query METRICS=buyers BY=metric_time__month; '$(BIN)/mf list metrics' tells all))
	@$(BIN)/dbt --quiet parse && $(BIN)/mf query --metrics $(METRICS) --group-by $(or $(BY),metric_time__month) --order $(or $(BY),metric_time__month)

run: SOURCE ?= demo_brand
run: $(BIN)/.run ## Land a sample, ingest, build, audit, publish: SOURCE=demo_brand|complete_journey|online_retail|cdnow DATA=<file> ENGINE=duckdb|spark
	@$(BIN)/fugou run --source $(SOURCE) $(if $(DATA),--data $(DATA))

dev: export DAGSTER_HOME = $(abspath $(or $(FUGOU_HOME),data))/dagster
dev: setup ## Open Dagster with the whole graph; its history stays in the workspace
	@mkdir -p $(DAGSTER_HOME) && cp dagster.yaml $(DAGSTER_HOME)/
	$(BIN)/dagster dev

spark: ## Install what builds on Apache Spark need; Java 17 or 21 has to be there
	@$(MAKE) --no-print-directory ENGINE=spark .venv-spark/bin/.run

# Superset's requirements do not go with dbt's: an environment of its own.
.venv-bi/.installed: $(UV) requirements/bi.txt
	$(PYTHON) -m venv .venv-bi
	$(UV) pip install --quiet --python .venv-bi/bin/python --require-hashes -r requirements/bi.txt
	touch $@

bi: .venv-bi/.installed ## Open the dashboards of what is published, on this machine only
	@set -a; if [ -f .env ]; then . ./.env; fi; exec .venv-bi/bin/python bi/serve.py

lint: $(BIN)/.test ## Check style and types
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --nocolor --processes 2 models tests/singular

test: $(BIN)/.test $(if $(shell command -v java),spark) $(if $(shell command -v chromium),.venv-bi/.installed) ## All tests that take minutes and lint, side by side: none is long enough to leave a core idle
	$(MAKE) --no-print-directory --jobs=4 --output-sync=target test-brand test-parts test-samples test-spark lint

# A whole warehouse of the demo brand, and one of each public data set (the long test adds one): by the names of tests and of their parameters.
SAMPLES := cdnow or complete_journey or online_retail

test-brand:
	$(BIN)/pytest -m "not full" tests/e2e --ignore=tests/e2e/test_spark.py -k "not ($(SAMPLES))"

test-samples:
	$(BIN)/pytest -m "not full" tests/e2e --ignore=tests/e2e/test_spark.py -k "$(SAMPLES)"

test-parts:
	$(BIN)/pytest -m "not full" tests/unit tests/integration

test-spark:
	$(BIN)/pytest -m "not full" tests/e2e/test_spark.py

test-full: lint $(if $(shell command -v java),spark) $(if $(shell command -v chromium),.venv-bi/.installed) ## All tests: many kills, many seeds, big sizes
	$(BIN)/pytest

lock: $(UV) ## Resolve the requirements anew
	for name in installer run spark dev bi; do \
		$(UV) pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
			requirements/$$name.in --output-file requirements/$$name.txt; \
	done

clean: ## Remove everything that can be made again, but not data/
	rm -rf .venv .venv-spark .venv-bi target logs .pytest_cache .mypy_cache .ruff_cache .hypothesis
