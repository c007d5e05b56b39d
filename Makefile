# make chat: everything from nothing to the chat in a browser. make test: the whole suite. Both are quick the second time.
PYTHON ?= python3
VENV ?= .venv
PIP_FLAGS ?=
HOST ?= 127.0.0.1
PORT ?= 7860

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check $(PIP_FLAGS)

.PHONY: chat test bench lock clean

chat: $(VENV)/.installed
	$(BIN)/python app.py --host $(HOST) --port $(PORT)

test: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto --dist loadgroup

# Pincite beside the plain program, in turns; takes minutes and wants a quiet machine
bench: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks.counts
	$(BIN)/python -m benchmarks.run

# torch first and alone: left to itself pip may choose another build of it
$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Pincite needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try make PYTHON=python3.12")'
	@test -x $(BIN)/python || { echo "Making $(VENV)"; $(PYTHON) -m venv $(VENV); }
	@echo "Installing what requirements.lock names (about 1 GB with PyTorch; once)"
	$(PIP) $$(grep '^torch==' requirements.lock)
	$(PIP) -r requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	@echo "Installing what requirements-dev.lock names"
	$(PIP) -r requirements.lock -r requirements-dev.lock
	@touch $@

# after a change of the dependencies in pyproject.toml: resolve them anew in a fresh environment
lock:
	scripts/lock.sh

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build *.egg-info
