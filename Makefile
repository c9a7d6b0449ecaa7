# Two commands do everything on a fresh machine with Python 3.11, git and make: `make demo` and `make test`.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
SPEC ?= examples/bank/enclave.yaml

# Images of containers often set it; without compiled files each of the many processes that the tests start costs twice as much.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo report test unit test-long check lint types imports bench schema pages golden docs lock system system-long node evening pictures checkov clients presidio fuzz portkey litellm trestle sbom image image-check image-python monitor-peers clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.run: requirements/run.txt pyproject.toml
	@scripts/make-venv.sh "$(PYTHON)" $(VENV) requirements/run.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml
	@scripts/make-venv.sh "$(PYTHON)" $(VENV) requirements/dev.txt
	@touch $(VENV)/.run $@

demo: $(VENV)/.run ## the main job on the embedded default: one file becomes infrastructure, a proof and a guarded answer
	@$(BIN)/enclave up $(SPEC) --demo

system: ## Debian packages that a few tests need; says which could not be had
	@scripts/system-packages.sh

system-long: ## the same for the long suites
	@scripts/system-packages.sh long

node: ## programs of npm that the long suites need; says which could not be had
	@scripts/node-packages.sh azurite@3.35.0 oidc-provider@9.13.3 openai@6.49.0 axe-core@4.10.3 puppeteer-core@24.10.0 @microsoft/sarif-multitool-linux@5.7.0

clients: ## instructor, LiteLLM, LlamaIndex and Semantic Kernel, as clients of the gateway, in environments of their own; says when they could not be had
	@scripts/peer.sh "$(PYTHON)" clients
	@scripts/peer.sh "$(PYTHON)" kernel

checkov: ## Checkov, in an environment of its own; says when it could not be had
	@scripts/peer.sh "$(PYTHON)" checkov

fuzz: ## Schemathesis and Atheris, which look for inputs that the gateway cannot take, in an environment of their own; says when they could not be had
	@scripts/peer.sh "$(PYTHON)" fuzz

presidio: ## Presidio, the peer of the DLP engine, in an environment of its own; says when it could not be had
	@scripts/peer.sh "$(PYTHON)" presidio

portkey: ## Portkey's gateway, a peer of ours in the benchmark; says when it could not be had
	@scripts/node-packages.sh @portkey-ai/gateway@1.15.2

litellm: ## LiteLLM's proxy, the other one, in an environment of its own; says when it could not be had
	@scripts/peer.sh "$(PYTHON)" litellm

trestle: ## compliance-trestle, which checks OSCAL, in an environment of its own; says when it could not be had
	@scripts/peer.sh "$(PYTHON)" trestle

report: $(VENV)/.run ## the example's whole evidence pack in out/report, with the log of a demonstration
	@rm -rf out/report-demo && mkdir -p out
	@$(BIN)/enclave up $(SPEC) --demo --data out/report-demo > out/report-demo.txt
	@$(BIN)/enclave report pack $(SPEC) --data out/report-demo/data -o out/report

monitor-peers: ## NannyML, Evidently and river, the peers of the monitor, in an environment of their own; says when it could not be had
	@scripts/peer.sh "$(PYTHON)" monitor

evening: $(VENV)/.run ## an evening that went wrong, simulated, on the console: http://127.0.0.1:8081
	@rm -rf out/evening && mkdir -p out && $(BIN)/python scripts/evening.py out/evening

pictures: $(VENV)/.dev system node ## write docs/pictures, the console in Chromium on that evening
	@mkdir -p docs/pictures && ENCLAVE_PICTURES=$(CURDIR)/docs/pictures $(BIN)/pytest -n 0 -q -m long tests/console/test_evening.py

test: ## lint, types, import contracts and all tests but the long ones (under ten minutes on two cores)
	@$(MAKE) --no-print-directory -j2 $(VENV)/.dev system
	@$(MAKE) --no-print-directory -j2 check unit

# Rewriting asserts is half of what collecting costs, in every worker; so only what failed is run again with pytest's explanations.
unit: $(VENV)/.dev
	@$(BIN)/pytest -m "not long" -n auto --dist loadfile --assert=plain \
		|| { $(BIN)/pytest --last-failed --last-failed-no-failures=none --maxfail=20; exit 1; }

test-long: $(VENV)/.dev system-long node checkov clients presidio trestle monitor-peers fuzz ## the long suites
	@$(BIN)/pytest -m long -n auto

check: lint types imports

lint: $(VENV)/.dev
	@$(BIN)/ruff check .

types: $(VENV)/.dev
	@$(BIN)/mypy

imports: $(VENV)/.dev
	@$(BIN)/lint-imports

bench: $(VENV)/.dev presidio ## print every benchmark's ratio against its peer
	@for file in bench/*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

schema: $(VENV)/.dev ## write docs/enclave.schema.json and docs/spec.md out of the models
	@$(BIN)/python -m enclave.spec.schema

pages: $(VENV)/.dev ## write docs/modules, docs/detectors and docs/rules out of the code
	@$(BIN)/python -m enclave.compose.pages
	@$(BIN)/python -m enclave.gateway.openapi
	@$(BIN)/python -m enclave.dlp.pages
	@$(BIN)/python -m enclave.report.rule_pages

golden: $(VENV)/.dev ## build and report every example into its directories; look at `git diff` before you commit it
	@for example in examples/*; do \
	  $(BIN)/enclave build $$example/enclave.yaml -o $$example/golden || exit 1; \
	  mkdir -p $$example/report && \
	  $(BIN)/enclave report controls $$example/enclave.yaml -o $$example/report/controls.csv && \
	  $(BIN)/enclave report runbook $$example/enclave.yaml -o $$example/report/runbook.md || exit 1; \
	done

docs: schema pages golden pictures ## everything of the documentation that is made out of the code: reference, examples with their reports, pictures

lock: $(VENV)/.dev ## resolve the dependencies again and pin them with hashes
	@$(BIN)/uv pip compile pyproject.toml --extra demo --extra redis --extra monitor --generate-hashes --python-version 3.11 --no-header --no-annotate -q -o requirements/run.txt
	@$(BIN)/uv pip compile pyproject.toml --extra demo --extra redis --extra monitor --group dev --generate-hashes --python-version 3.11 --no-header --no-annotate -q -c requirements/run.txt -o requirements/dev.txt
	@$(BIN)/uv pip compile --group install --generate-hashes --python-version 3.11 --no-header --no-annotate -q -o requirements/uv.txt
	@for group in checkov clients fuzz kernel litellm monitor presidio trestle; do \
	  $(BIN)/uv pip compile --group $$group --generate-hashes --python-version 3.11 --no-header --no-annotate -q -o requirements/$$group.txt || exit 1; \
	done

sbom: $(VENV)/.run ## write secure-ai-enclave.cdx.json, the bill of materials of the gateway's image (CycloneDX 1.6)
	@$(BIN)/python scripts/sbom.py requirements/run.txt > secure-ai-enclave.cdx.json

image: sbom ## build the gateway's image with podman, docker or buildah
	@scripts/image.sh secure-ai-enclave

image-check: ## build the image on Debian's Python and start it as the pod does; as root, with buildah and mmdebstrap
	@scripts/image-check.sh $(SPEC)

image-python: ## Debian's own Python, built with profile and link-time optimisation as the image's is, with what run.txt pins, for the benchmark
	@scripts/system-packages.sh bench
	@scripts/peer.sh /usr/bin/python3 image .venv-image requirements/run.txt

clean: ## remove the environment (never `.enclave`: it holds the log, the ledger and their keys)
	@rm -rf $(VENV) .venv-checkov .venv-clients .venv-image .venv-kernel .venv-litellm .venv-monitor .venv-presidio .venv-trestle .mypy_cache .ruff_cache .pytest_cache .hypothesis
