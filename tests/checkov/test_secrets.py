"""Checkov's search for keys and passwords over every output."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from enclave.emit import emit
from enclave.graph.model import Graph

pytestmark = pytest.mark.long
KEY = base64.b64encode(hashlib.sha512(b"no account").digest()).decode()
"""A key of a storage account there is not."""


def test_no_secret_in_any_output(program: Path, checkov: ModuleType, composed: Callable[[str], Graph], tmp_path: Path) -> None:
    graph, clean, planted = composed("bank"), tmp_path / "clean", tmp_path / "planted"
    for target in ("bicep", "terraform", "arm", "kubernetes", "requests"):
        checkov.written(emit(graph, target), clean)
    assert checkov.run(program, clean, "secrets", checkov.in_files).failures == ()
    ((path, text),) = emit(graph, "arm").items()
    assert '"Standard_' in text
    checkov.written({path: text.replace('"Standard_', f'"AccountKey={KEY}', 1)}, planted)
    assert checkov.run(program, planted, "secrets", checkov.in_files).failures, "a key is not found that was planted: the run is blind"
