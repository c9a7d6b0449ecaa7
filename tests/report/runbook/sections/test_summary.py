"""The first page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from enclave.report.controls import Given
from enclave.report.runbook.blocks import Items, Part, Table
from enclave.report.runbook.sections.summary import GUARANTEES, LIMITS, section


def test_three_guarantees_three_limits_and_every_obligation(given: Callable[..., Given]) -> None:
    parts = {block.title: block.blocks for block in section(given()).blocks if isinstance(block, Part)}
    for name in ("Three guarantees", "Three limits"):
        assert isinstance(parts[name][0], Items)
        assert len(parts[name][0].items) == 3
    table = parts["The obligations"][0]
    assert isinstance(table, Table)
    assert [row[0] for row in table.rows] == [str(number) for number in range(1, 14)]
    assert parts["Whom to tell"][0] == Items(("ai-platform@contoso.example", "security@contoso.example"))


def test_the_readme_says_the_same(root: Path) -> None:
    readme = " ".join((root / "README.md").read_text(encoding="utf-8").split())
    assert [each for each in (*GUARANTEES, *LIMITS) if each not in readme] == []
