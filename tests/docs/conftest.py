"""Every page of the documentation, cut into its fenced blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^(?P<fence>`{3,})(?P<info>[^\n`]*)\n(?P<text>.*?)^(?P=fence)\s*$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One fenced block."""

    page: str
    """Relative to the repository's root."""
    line: int
    language: str
    kind: str
    """The second word behind the fence: what a `yaml` is a file of, what comes of a `json`."""
    text: str


def blocks_of(page: str, text: str) -> list[Block]:
    """The blocks of one page, in order."""
    found = []
    for match in FENCE.finditer(text):
        language, _, kind = match["info"].strip().partition(" ")
        found.append(Block(page, text.count("\n", 0, match.start()) + 1, language, kind, match["text"]))
    return found


@pytest.fixture(scope="session")
def blocks() -> list[Block]:
    """The blocks of every page, in order."""
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    named = [(page.relative_to(ROOT).as_posix(), page.read_text(encoding="utf-8")) for page in pages]
    return [block for page, text in named for block in blocks_of(page, text)]
