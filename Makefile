# Two commands do everything on a fresh machine with Python 3.11+, make and git:
#   make report   install, audit the sample's phases, write their reports
#   make test     install the test tools, run every check
PYTHON ?= python3
BIN := .venv/bin
SAMPLE := data/sample/audit.toml
PHASES := phase-1 phase-2 phase-3
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: report test lint notebooks widgets snapshots sample bench lab clean

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/report.stamp: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[report]'
	touch $@

.venv/dev.stamp: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

.venv/lab.stamp: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[report,lab]'
	touch $@

# Exit status 1 says that a target was missed: the report is there all the same.
report: .venv/report.stamp
	@for phase in $(PHASES); do \
	  $(BIN)/audit report --config $(SAMPLE) --phase $$phase --out reports/$$phase || test $$? -eq 1 || exit 2; \
	done
	@echo "Open reports/phase-1/executive_summary.html, and those of $(PHASES)."

test: .venv/dev.stamp widgets/node_modules
	$(BIN)/python -m pytest -n 2 --dist loadfile
	$(BIN)/python tests/notebooks/run_nbval.py
	cd widgets && npm test

widgets/node_modules: widgets/package-lock.json
	cd widgets && npm ci --no-audit --no-fund
	touch $@

# Builds the committed bundles of the explorer and the matrix; the same sources give the same bytes.
widgets: widgets/node_modules
	cd widgets && npm run build

lint: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_architecture.py tests/test_public_api.py

# Executes the notebooks on the sample and keeps the outputs of the checked cells.
notebooks: .venv/dev.stamp
	$(BIN)/python tests/notebooks/refresh.py

# Audits the pinned pair of the README again and replaces the saved snapshots.
snapshots: .venv/report.stamp
	rm -rf data/snapshots/pydantic-1.10.13 data/snapshots/pydantic-2.11.7
	$(BIN)/audit snapshot pypi:pydantic==1.10.13 --out data/snapshots/pydantic-1.10.13
	$(BIN)/audit snapshot pypi:pydantic==2.11.7 --out data/snapshots/pydantic-2.11.7

# Runs the sample's own test suite in each of its states and rewrites the JUnit files.
sample: .venv/dev.stamp
	$(BIN)/python data/sample/run_tests.py

bench: .venv/dev.stamp
	$(BIN)/python benchmarks/run_all.py

lab: .venv/lab.stamp
	$(BIN)/jupyter lab --notebook-dir notebooks

clean:
	rm -rf .venv reports widgets/node_modules
