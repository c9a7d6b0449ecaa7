"""Reading JSON: everything that is none is said in words."""

from __future__ import annotations

import pytest

from enclave.images.formats.json_text import Unreadable, decode, top


def test_what_is_no_json() -> None:
    for data, said in (
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        ('{"a": 1}'.encode("utf-16"), "UTF-16"),
        (b"null", "not a JSON object"),
        (b"<xml/>", "not a JSON object"),
        (b'{"a": ', "not whole JSON"),
        (b'{"a": 1} x', "not whole JSON"),
        (b"{" * 100_000, "not whole JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a": NaN}', "not whole JSON"),
    ):
        with pytest.raises(Unreadable) as raised:
            top(data)
        assert said in str(raised.value), data[:20]
    assert sorted(top(b'\xef\xbb\xbf{"a": 1, "b": []}')) == ["a", "b"]
    assert len(top(b"[1, {}]")) == 2


def test_what_has_not_its_form() -> None:
    with pytest.raises(Unreadable, match="Expected `int`, got `str`"):
        decode(b'{"a": "x"}', dict[str, int])
    with pytest.raises(Unreadable):
        decode(b'{"a": "\xff"}', dict[str, str])
