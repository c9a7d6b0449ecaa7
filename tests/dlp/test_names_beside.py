"""Names told by what stands directly behind them."""

from __future__ import annotations

import pytest

from enclave.dlp.scan import Scanner

SCANNER = Scanner(["person_name"])


@pytest.mark.parametrize(("text", "name"), [
    ("ask Ann Lee <ann.lee@example.org> first", "Ann Lee"), ("1) Marcus Chen, born 1 May", "Marcus Chen"),
    ("saw John Q. Public, aged 45,", "John Q. Public"), ("ring Bob Ray at +49 30 901820", "Bob Ray"), ("cc: Jane Roe, M.D. (NPI",
    "Jane Roe"),
    ("ask Remote Desktop <b>now</b>", ""), ("The European Union, a body", ""), ("in New York at 10 on", ""),
    ("ann lee <ann@example.org>", ""),
])
def test_names(text: str, name: str) -> None:
    assert [text[match.start : match.end] for match in SCANNER.scan(text)] == ([name] if name else [])
