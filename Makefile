# Everything one does with this checkout; `make help` tells.
#
# Works with GNU Make 3.81 (macOS) and later, from any folder (make -C), in a path with spaces. So:
# targets are relative, and Python's tools are called as modules (`python -m ruff`), since the
# first line of an installed script need not survive such a path or a move of the folder.

PYTHON ?=
ARGS ?=

venv = PYTHON="$(PYTHON)" sh tools/venv.sh
py = .venv/bin/python

.PHONY: help demo test test-9 contract reliability check docs bench elasticsearch stack stack-password stack-client stack-down sbom audit wheel-test constraints clean runtime dev

help: ## Show this page (the default)
	@echo "make TARGET, one of:"
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-15s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "Each makes its virtual environment, .venv, by itself."
	@echo "  PYTHON=python3.13   the Python to make it with (3.11 or later; default: python3)"
	@echo "  ARGS='…'            more arguments for test, contract, reliability, bench and audit"

demo: runtime ## Index the sample releases and search them, step by step
	@FIHRIS=.venv/bin/fihris sh tools/demo.sh

test: dev ## Run all tests (ARGS='-m "not slow"' for the quick ones)
	@$(py) -m pytest -n auto --dist loadgroup $(ARGS)

contract: dev ## Run the contract tests of every engine
	@$(py) -m pytest tests/contract $(ARGS)

test-9: dev ## Run the tests of the Elasticsearch engine on version 9
	@ELASTICSEARCH_VERSION=9 $(py) -m pytest -n auto --dist loadgroup tests/contract tests/elastic -k elastic $(ARGS)

reliability: dev ## Cause every fault of docs/reliability.md at full size (takes a night)
	@$(py) -m tests.reliability $(ARGS)

check: dev ## Check format, lint, types, imports between packages, JSON and scripts
	@$(py) -m ruff format --check .
	@$(py) -m ruff check .
	@$(py) -m mypy
	@$(py) -c 'from importlinter.cli import lint_imports_command as run; run()' --no-logo
	@$(py) -m tools.circles
	@$(py) -m tools.long_functions
	@sh tools/check_files.sh $(py)

docs: runtime ## Write docs/cli.md and the help page from the program's own --help
	@$(py) tools/make_cli_reference.py

bench: dev ## Measure, and print the figures with the machine they are from
	@$(py) -m benchmarks $(ARGS)

elasticsearch: dev ## Start an Elasticsearch to try Fihris on, until Ctrl-C
	@$(py) -m tools.elasticsearch

stack: ## Start Elasticsearch in containers, with users and TLS (ARGS='--profile kibana --profile job')
	@docker compose $(ARGS) up -d --wait
	@echo "ready; to search it from here: eval \"\$$(make -s stack-client)\""

stack-password: ## Show the password of the user elastic
	@docker compose exec -T es01 cat /usr/share/elasticsearch/config/stack/elastic && echo

stack-client: ## Put the reader's key and certificate into .stack, and print the settings (make -s)
	@sh deploy/stack/client.sh

stack-down: ## Stop the containers; the index is kept
	@docker compose --profile '*' down

wheel-test: dev ## Build the wheel and run the demo from only the wheel, outside the checkout
	@$(py) -m pytest tests/house/test_wheel.py $(ARGS)

sbom: ## List the contents of an installation in dist/fihris.cdx.json (CycloneDX)
	@PYTHON="$(PYTHON)" sh tools/sbom.sh

audit: ## Check every version in constraints.txt against PyPI's advisories
	@PYTHON="$(PYTHON)" sh tools/audit.sh $(ARGS)

constraints: ## Rewrite constraints.txt with the newest versions that pyproject.toml allows
	@PYTHON="$(PYTHON)" sh tools/constraints.sh

clean: ## Remove .venv, the demo's index, builds and caches
	@rm -rf .venv .demo .fuzz build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name .git -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

# the virtual environment, with what `fihris` needs, or with the tools of development as well
runtime:
	@$(venv) runtime

dev:
	@$(venv) dev
