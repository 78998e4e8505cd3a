# Verbs of the house. Needs Python 3.11 or later with venv and pip, make, and a C compiler; everything else comes from the lock.
PYTHON ?= python3
VENV   ?= .venv
# ACCELERATOR=cuda installs JAX's CUDA plugin beside it, from its own lock.
ACCELERATOR ?=
# Passed on to pytest, e.g. make claims ARGS="--scale smoke --seed 7".
ARGS   ?=

SHELL := /bin/bash
PY    := $(VENV)/bin/python
LOCK  := requirements$(if $(ACCELERATOR),-$(ACCELERATOR)).lock
STAMP := $(VENV)/.installed$(if $(ACCELERATOR),-$(ACCELERATOR))
CODE  := theory empirics harness reports claims tools tests conftest.py
UVC   := $(VENV)/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --fork-strategy fewest \
         --generate-hashes --extra test --extra dev --no-emit-index-url --no-emit-find-links --no-annotate \
         --custom-compile-command "make lock" --quiet

.DEFAULT_GOAL := help
.PHONY: help env claims claim new test lint types contracts format report bench nightly mutants calibrate lock upgrade clean

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

env: $(STAMP) ## make the virtual environment from the lock (done once)

$(STAMP): $(LOCK)
	@test -x $(PY) || $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
	@touch $@

claims: env ## judge every claim, then write the report (reports/html/index.html)
	@status=0; $(PY) -m pytest claims/ $(ARGS) || status=$$?; \
	$(PY) -m reports || { report=$$?; [ $$status -ne 0 ] || status=$$report; }; exit $$status

claim: env ## judge one claim: make claim NAME=chapter.conclusion
	@test -n "$(NAME)" || { echo 'which claim? make claim NAME=eigenlearning.learnabilities_sum_to_n'; exit 2; }
	$(PY) -m pytest claims/$(subst .,/test_,$(NAME)).py -v $(ARGS)

new: env ## write the stubs of a new claim: make new CLAIM=chapter.conclusion [MODULE=theory_module]
	@test -n "$(CLAIM)" || { echo 'which claim? make new CLAIM=spectra.trace_is_conserved'; exit 2; }
	$(PY) -m tools.new_claim $(CLAIM) $(if $(MODULE),--module $(MODULE))

test: lint types contracts ## everything that must hold before a merge
	$(PY) -m pytest tests $(ARGS)
	$(PY) -m pytest claims/ --durations=5 $(ARGS)

lint: env ## ruff (rules and format) and the claim lint
	$(PY) -m ruff check $(CODE)
	$(PY) -m ruff format --check $(CODE)
	$(PY) -m tools.claim_lint claims

types: env ## pyright
	PYRIGHT_PYTHON_IGNORE_WARNINGS=1 $(VENV)/bin/pyright

contracts: env ## import-linter: who may import whom
	$(VENV)/bin/lint-imports

format: env ## let ruff rewrite what it can
	$(PY) -m ruff check --fix $(CODE)
	$(PY) -m ruff format $(CODE)

report: env ## write the report from the stored records; runs nothing
	$(PY) -m reports

bench: env ## timings and their ratios (tests/benchmarks)
	$(PY) -m pytest tests/benchmarks -o python_files='bench_*.py' -p pytest_benchmark.plugin \
	  --benchmark-columns=min,median,iqr,rounds --benchmark-sort=name $(ARGS)

nightly: env ## the large sizes and narrow tolerances, for one GPU (ACCELERATOR=cuda)
	@status=0; $(PY) -m pytest claims/ --scale nightly --junitxml=records/nightly.xml $(ARGS) || status=$$?; \
	$(PY) -m reports || { report=$$?; [ $$status -ne 0 ] || status=$$report; }; exit $$status

mutants: env ## plant errors in the theory and demand REFUTED for each
	$(PY) -m tools.mutate --write docs/mutants.md $(ARGS)

calibrate: env ## run claims over many seeds and count flakes: make calibrate ARGS="--seeds 20 claims/spectra"
	$(PY) -m tools.calibrate $(ARGS)

lock: env ## resolve the lock files again, keeping versions that still fit
	$(UVC) -o requirements.lock
	$(UVC) --extra cuda -c requirements.lock -o requirements-cuda.lock

upgrade: env ## resolve the lock files again with the newest versions
	$(UVC) --upgrade -o requirements.lock
	$(UVC) --upgrade --extra cuda -c requirements.lock -o requirements-cuda.lock

clean: ## remove what the tools wrote (not the records, not the environment)
	rm -rf reports/html .pytest_cache .ruff_cache .hypothesis .benchmarks .import_linter_cache build *.egg-info
	find . -path ./$(VENV) -prune -o -name __pycache__ -type d -print0 | xargs -0 rm -rf
