"""What the architecture tests look at: every module of the package, parsed once."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Module:
    """One source file."""

    path: str
    """Relative to the repository root, `enclave/dlp/scan.py`."""
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        return self.text.count("\n")

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the tree, walked once."""
        return list(ast.walk(self.tree))


@pytest.fixture(scope="session")
def modules() -> list[Module]:
    """Every module of the package, in order of path."""
    found = []
    for file in sorted((ROOT / "enclave").rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        found.append(Module(file.relative_to(ROOT).as_posix(), text, ast.parse(text)))
    return found
