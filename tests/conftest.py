"""Fixtures for every room: where the example and the shared material are."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository root."""
    return ROOT


@pytest.fixture(scope="session")
def bank(root: Path) -> Path:
    """The example of the demo."""
    return root / "examples" / "bank" / "enclave.yaml"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Azure's types and the seeds, which lie beside the checkout on the machines of this project only."""
    if not SHARED.is_dir():
        pytest.skip(f"not run: needs {SHARED.name}/ beside the checkout (Azure's types and the seeds)")
    return SHARED
