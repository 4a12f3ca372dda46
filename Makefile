# All it takes is make, Python 3.11 or later and, the first time, a network. `make help` lists the targets.
# Options of a program go into ARGS, another port into PORT: make serve PORT=9000 ARGS=--no-browser
# Others on the same network reach the pages with: make serve HOST=0.0.0.0

VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(BIN)/python
PIP := $(PYTHON) -m pip --disable-pip-version-check --quiet
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-annotate --upgrade \
        --custom-compile-command "make lock" pyproject.toml
SHARED := $(shell find basislib/jupyter/share -type f)

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

serve: $(VENV)/package  ## the workbook without code, in Voila, on http://127.0.0.1:8866/
	$(PYTHON) -m basislib.jupyter notebooks --Voila.ip=$(or $(HOST),127.0.0.1) --port=$(or $(PORT),8866) $(ARGS)

class: $(VENV)/package  ## the same for a class in one room, with a board for its lecturer; FILE=class.sqlite keeps it
	$(PYTHON) -m basislib.jupyter notebooks --Voila.ip=$(or $(HOST),0.0.0.0) --port=$(or $(PORT),8866) --class=$(or $(FILE),class.sqlite) $(ARGS)

lab: $(VENV)/package  ## the notebooks with their code, in JupyterLab
	JUPYTER_CONFIG_PATH="$(CURDIR)/basislib/jupyter/config" $(BIN)/jupyter lab --port=$(or $(PORT),8888) $(if $(filter 0,$(shell id -u)),--allow-root) \
	    --LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb $(ARGS)

# Tests start Python a hundred times: what it compiles is kept, also where the environment says otherwise, as in many images.
test: $(VENV)/package $(VENV)/tests  ## every test, in a real browser too
	@$(PYTHON) -m tests.browser.chromium
	@$(PYTHON) -m tests.browser.others
	@$(PYTHON) -m tests.browser.hub_proxy
	PYTHONDONTWRITEBYTECODE= $(PYTHON) -m pytest --numprocesses=auto --dist=loadscope --no-loadscope-reorder $(ARGS)

bench: $(VENV)/package $(VENV)/tests  ## how fast the pages are on this machine
	@$(PYTHON) -m tests.browser.chromium
	@$(PYTHON) -m tests.browser.hub_proxy
	$(PYTHON) -m tests.benchmarks $(ARGS)

pictures: $(VENV)/package $(VENV)/tests  ## take the README's pictures anew
	@$(PYTHON) -m tests.browser.chromium
	$(PYTHON) -m tests.browser.pictures

words: $(VENV)/package $(VENV)/tests  ## write down all a reader can meet, and what is to be translated; ARGS=--check tells what has changed
	$(PYTHON) -m tests.editions $(filter --check,$(ARGS))
	$(PYTHON) -m tests.words $(ARGS)

page: $(VENV)/package $(VENV)/tests  ## a new page: NAME=night_desk TITLE="The night desk"; without, renew the links
	$(PYTHON) -m tests.new_page $(if $(filter command,$(origin NAME)),$(NAME) $(if $(TITLE),"$(TITLE)"))

lock: $(PYTHON)  ## bring requirements.txt and tests/requirements.txt up to date with pyproject.toml
	$(PIP) install uv
	$(LOCK) --output-file requirements.txt
	echo '-r ../requirements.txt' > tests/requirements.txt
	$(LOCK) --extra test --constraint requirements.txt | grep -vxFf requirements.txt >> tests/requirements.txt

$(PYTHON):
	@for python in python3 python3.13 python3.12 python3.11; do \
	    $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null || continue; \
	    $$python -m venv --clear $(VENV) && exit; \
	    rm -rf $(VENV); \
	    echo "This Python has no working venv module; on Debian and Ubuntu: apt install python3-venv"; exit 1; \
	done; echo "The workbook needs Python 3.11 or later, and none was found as python3."; exit 1

$(VENV)/requirements: requirements.txt | $(PYTHON)
	@echo "Installing the locked requirements into $(VENV). This takes a minute or two, once."
	$(PIP) install -r requirements.txt
	$(PYTHON) -c 'import matplotlib.font_manager'
	@touch $@

$(VENV)/package: pyproject.toml $(SHARED) $(VENV)/requirements
	$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/tests: tests/requirements.txt $(VENV)/requirements
	$(PIP) install -r tests/requirements.txt
	@touch $@

.PHONY: help serve class lab test bench pictures words page lock
