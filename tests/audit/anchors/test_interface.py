"""What anchors hold is in the order of size."""

from __future__ import annotations

from enclave.audit.anchors.interface import Held


def test_the_newest_is_the_greatest() -> None:
    assert max(Held(9, b"z", "b"), Held(10, b"a", "a")).size == 10
