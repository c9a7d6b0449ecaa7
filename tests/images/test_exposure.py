"""Exposure: only a proof makes an image less urgent."""

from __future__ import annotations

import json

import pytest

from enclave.errors import InputError
from enclave.images.exposure import UNSAID, read_exposure


def test_what_a_proof_says() -> None:
    def rank(*verdicts: str, doors: int | None = 1) -> int:
        found = [{"number": 1, "verdict": verdict, "counterexample": {"packet": "tcp 203.0.113.7"}} for verdict in verdicts]
        return read_exposure("p.json", json.dumps({"obligations": [*found, {"number": 2, "verdict": "refuted"}]}).encode(), doors).rank

    assert rank("proved", "proved", doors=0) < rank("proved", "proved") == rank("proved", doors=None) < UNSAID.rank
    assert UNSAID.rank < rank("proved", "unknown", doors=0) == rank(doors=0) < rank("unknown", "refuted", doors=0)
    refuted = json.dumps({"obligations": [{"number": 1, "verdict": "refuted", "counterexample": {"packet": "tcp 203.0.113.7"}}]})
    assert "tcp 203.0.113.7" in read_exposure("p.json", refuted.encode(), None).why


def test_what_is_no_proof() -> None:
    for bad in (b"", b"{}", b"[]", b'{"obligations": [{}]}', b"\xff", b"{" * 100_000):
        with pytest.raises(InputError, match="no verification"):
            read_exposure("p.json", bad, 0)
