# Everything runs in its own virtual environment, .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: train test lint docs bench soak clean

# Train the recipe `digits`, score it, draw its pictures and export it.
train: $(VENV)/.installed
	$(BIN)/keras-gan train digits --overwrite

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest -n 2

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# Builds the documentation site into `site/`; a broken link is an error. Once the extra
# `docs` is installed, it takes no network.
docs: $(VENV)/.installed-docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

# Times programs in turn, and writes benchmarks/README.md; on a quiet machine, two
# and a half hours. `benchmarks.losses_on_photos` and `benchmarks.few_pictures` take hours more,
# and are no part of it.
# It needs MNIST and CIFAR-10, or `make bench CIFAR10=NAME` what takes its place.
CIFAR10 ?= cifar10
bench: $(VENV)/.installed-bench
	$(BIN)/python -m benchmarks.starting
	$(BIN)/python -m benchmarks.training_step
	$(BIN)/python -m benchmarks.recipe_step
	$(BIN)/python -m benchmarks.step_profile
	$(BIN)/python -m benchmarks.parzen_score
	$(BIN)/python -m benchmarks.parzen_growth
	$(BIN)/python -m benchmarks.scores
	$(BIN)/python -m benchmarks.sampling
	$(BIN)/python -m benchmarks.step_sizes
	$(BIN)/python -m benchmarks.steady
	$(BIN)/python -m benchmarks.time_to_score
	$(BIN)/python -m benchmarks.many_pictures
	$(BIN)/python -m benchmarks.training_step --pair cifar10-conv --dataset $(CIFAR10)
	$(BIN)/python -m benchmarks.page

# Kills a run fifty times, and holds its end to that of one left alone; ten minutes.
# Does the same to a plain `fit`. Then kills each worker of a job of two in turn, and has
# both go on; four minutes. Then watches a training's memory for an hour.
soak: $(VENV)/.installed-test
	$(BIN)/python tests/soak/kills.py
	$(BIN)/python tests/soak/plain_fit.py
	$(BIN)/python tests/soak/workers.py
	$(BIN)/python tests/soak/memory.py

clean:
	rm -rf $(VENV) build dist site *.egg-info .pytest_cache .ruff_cache

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: setup.py | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.installed-test: setup.py | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable ".[test]"
	touch $@ $(VENV)/.installed

$(VENV)/.installed-docs: setup.py | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable ".[docs]"
	touch $@ $(VENV)/.installed

$(VENV)/.installed-bench: setup.py | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable ".[bench]"
	touch $@ $(VENV)/.installed
