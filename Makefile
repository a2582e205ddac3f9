# `make run` starts Candid on this machine; `make test` checks it. Both set up what they need.
BIN = .venv/bin
UV = .setup/uv/bin/uv
COMPILE = UV_CUSTOM_COMPILE_COMMAND="make lock" $(UV) pip compile pyproject.toml --quiet --universal --python-version 3.11 \
  --no-emit-index-url --no-annotate

.PHONY: run test setup setup-test lint unit kill-test bench lock

run: setup
	@$(BIN)/python -m jobs.up

# Two tests at a time; a file's tests stay together, in the order that tests/conftest.py says.
test: setup-test lint
	$(BIN)/python -m pytest -n 2 --no-loadscope-reorder

setup:
	@sh deploy/setup.sh run

setup-test:
	@sh deploy/setup.sh test

lint:
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

unit:
	$(BIN)/python -m pytest tests/unit

kill-test: setup-test
	CANDID_KILL_TEST=long $(BIN)/python -m pytest -m kill --timeout 3600

bench: setup-test
	$(BIN)/python -m bench

# Keeps the versions that stand in the files; `make lock UPGRADE=--upgrade` moves all of them. The union is resolved first,
# so that the three files never contradict each other.
lock: setup-test
	grep -hE '^[a-z0-9]' requirements*.txt | sed 's/ *\\$$//' | sort -u > .setup/union.txt
	$(COMPILE) $(UPGRADE) --all-extras --no-header -o .setup/union.txt
	$(COMPILE) --upgrade -c .setup/union.txt --generate-hashes -o requirements.txt
	$(COMPILE) --upgrade -c .setup/union.txt --generate-hashes --extra speech -o requirements-speech.txt
	$(COMPILE) --upgrade -c .setup/union.txt --generate-hashes --extra dev -o requirements-dev.txt
