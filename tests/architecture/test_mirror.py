"""Tests mirror the source path by path; the list of what has no test of its own may only shrink."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Module

COVERED_ELSEWHERE: dict[str, str] = {
    **{f"enclave/cli/{command}.py": "tests/cli/test_main.py" for command in ("report",)},
    **{
        f"enclave/dlp/identifiers/{part}.py": "tests/dlp/identifiers/test_identifier.py"
        for part in (
            "americas", "asia_africa_pacific", "europe_a_to_h", "europe_i_to_z", "companies", "devices", "documents", "finance", "health",
            "further_states", "latin_america", "europe_by_label", "asia_africa_by_label",
        )
    },
    **{
        f"enclave/dlp/secrets/{part}.py": "tests/dlp/secrets/test_secret.py"
        for part in (
            "ai", "azure", "clouds", "commerce", "data", "identity", "messaging", "observability", "payments", "source_code",
        )
    },
}
"""Modules whose test does not stand at the mirrored path, and the test that covers them: commands that only say `not built yet`, tables."""


def mirrored(path: str) -> str:
    room, _, name = path.removeprefix("enclave/").rpartition("/")
    return f"tests/{room}/test_{name}" if room else f"tests/test_{name}"


def test_every_module_has_its_test(modules: list[Module], root: Path) -> None:
    missing = []
    for module in modules:
        name = module.path.rsplit("/", 1)[-1]
        if name in {"__init__.py", "__main__.py"}:
            continue
        expected = COVERED_ELSEWHERE.get(module.path, mirrored(module.path))
        if not (root / expected).is_file():
            missing.append(f"{module.path} -> {expected}")
    assert missing == []


def test_the_exceptions_are_still_needed(root: Path) -> None:
    stale = [path for path, test in COVERED_ELSEWHERE.items() if not (root / path).is_file() or not (root / test).is_file()]
    assert stale == []
