# The targets only name things; what they do is in scripts/.
.DEFAULT_GOAL := help
.PHONY: help run serve test bench measure guide count format lock clean
export PORT ARGS

help: ## list what can be done here
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' $(MAKEFILE_LIST) | while IFS='	' read -r name what; do \
		printf '  make %-8s %s\n' "$$name" "$$what"; done

run: ## the whole site on this machine, from nothing but Python (PORT=8000)
	@bash scripts/run.sh

serve: ## the shape of production: nginx, application server, worker; PostgreSQL if DATABASE_URL says so
	@bash scripts/serve.sh

test: ## everything: format, lint, types, both databases, browser (ARGS="-k halles" goes to pytest)
	@bash scripts/test.sh

bench: ## speed, in one run on throw-away data, as ratios (ARGS="pages growth" picks modules)
	@bash scripts/bench.sh

measure: ## weigh every page in a browser, for /ecoconception/
	@bash scripts/measure.sh

guide: ## take the pictures of docs/guide, from a fresh demonstration site
	@bash scripts/guide.sh

count: ## lines of the product by room, its largest files, its longest functions
	@python3 scripts/count_lines.py

format: ## put the Python files in order
	@bash scripts/dev.sh ruff check --fix --exit-zero --quiet
	@bash scripts/dev.sh ruff format

lock: ## write the lock files from pyproject.toml (ARGS=--upgrade for newer versions)
	@bash scripts/lock.sh

clean: ## remove the environment, collected static files and caches; the data in var/ stays
	@rm -rf .venv var/static .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
