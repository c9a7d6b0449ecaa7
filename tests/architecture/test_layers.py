"""The rooms import downward only: the contracts of `pyproject.toml`, checked by import-linter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_every_import_contract_is_kept(root: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"],
        cwd=root, capture_output=True, text=True, check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "4 kept, 0 broken" in result.stdout


def test_the_root_imports_no_room(root: Path) -> None:
    code = "import sys, enclave; print(sorted(m for m in sys.modules if m.startswith('enclave.')))"
    result = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_the_gateway_runs_without_the_compiler(root: Path) -> None:
    code = "import sys, enclave.gateway.app; print(*(m for m in sys.modules if m.startswith('enclave.')))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True).stdout.split()
    assert not [name for name in loaded if name.split(".")[1] in {"graph", "compose", "emit", "importers", "verify", "report"}]
