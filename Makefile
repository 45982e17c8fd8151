# Every target is a task of bootstrap.py, which also works where make is missing.
PYTHON ?= python3
TASKS := reports test test-browser test-slow lab lint bench bench-batch lock clean

.PHONY: $(TASKS) help
.DEFAULT_GOAL := help

help:
	@$(PYTHON) bootstrap.py --help

$(TASKS):
	@$(PYTHON) bootstrap.py $@ $(ARGS)
