from __future__ import annotations

import pytest

from enclave.extract.content import MOST_BYTES, MOST_CHARACTERS, Content, UnreadableError


def test_limits_are_refusals_and_nothing_is_told_twice() -> None:
    content = Content()
    content.add("a", " \n")
    content.skip("x")
    content.skip("x")
    content.unpack(MOST_BYTES)
    assert (content.texts, content.uninspected) == ([], ["x"])
    with pytest.raises(UnreadableError):
        content.unpack(1)
    content.add("a", "x" * (MOST_CHARACTERS - 2))
    with pytest.raises(UnreadableError):
        content.add("b", "y")
    assert [where for where, _ in content.texts] == ["a"]
