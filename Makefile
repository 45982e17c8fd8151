# Every target is a task of bootstrap.py, which also works where make is missing.
# More words for a task: make reports ARGS="--jobs 1", make test ARGS="-k perimeter".
PYTHON ?= python3
TASKS := reports test test-browser test-slow lab lint bench bench-batch synthetic verify-sdg-index lock clean

.PHONY: $(TASKS) help
.DEFAULT_GOAL := help

help:
	@$(PYTHON) bootstrap.py --help

$(TASKS):
	@$(PYTHON) bootstrap.py $@ $(if $(FILE),"FILE=$(FILE)") $(ARGS)
