"""Stored forms of passwords are hidden to their end, and nothing that only begins like one."""

from __future__ import annotations

from enclave.dlp.scan import Scanner
from enclave.dlp.secrets import DETECTORS

SCANNER = Scanner(["password"], DETECTORS)


def found(text: str) -> list[str]:
    return [text[match.start : match.end] for match in SCANNER.scan(text) if match.detector == "password_hash"]


def test_hashes_to_their_end_only() -> None:
    body = "abcDEF123./ghiJKL456mnoPQR789stuVWX012yzABCdef345GHIjkl678MNOpqr901STUvwx234YZabc567DEFgh"
    assert found(f"joe:$2y$10${body[:53]}\n") == [f"$2y$10${body[:53]}"]
    assert found(f"joe:$2y$10${body[:60]}\n") == []
    assert found("it costs $2 or $5$ or $6") == []
