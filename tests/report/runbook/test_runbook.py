"""The whole runbook: every section, nothing undefined, nothing of a file that becomes markup."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree

from enclave.report.controls import Given
from enclave.report.runbook import SECTIONS, runbook
from enclave.report.runbook.markdown import render as as_markdown
from enclave.report.runbook.page import render as as_html

HOSTILE = "<img src=x onerror=alert(1)>.yaml"


def test_the_page_has_every_section_and_asks_for_nothing(given: Callable[..., Given]) -> None:
    book = runbook(given(source=HOSTILE), f"`{HOSTILE}`")
    page = as_html(book)
    assert len(book.sections) == len(SECTIONS)
    for section in book.sections:
        assert f'<section id="{section.id}">' in page
        assert f'<a href="#{section.id}">' in page
    assert "<img" not in page
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="(?!#)', page)
    for word in ("undefined", "None,", "Ref(", "Secret("):
        assert word not in page


def test_markdown_says_the_same_and_its_pictures_are_files_beside_it(given: Callable[..., Given]) -> None:
    files = as_markdown(runbook(given(source=HOSTILE), "x"), "book")
    text = files.pop("book.md")
    outside = re.sub(r"(?ms)^(`{3,})\w*\n.*?^\1$", "", text)
    assert "<img" not in outside
    for name, picture in files.items():
        assert f"]({name})" in text
        ElementTree.fromstring(picture)
    assert set(files) == {"book-network.svg", "book-identity.svg", "book-data.svg"}
    for line in outside.splitlines():
        if line.startswith("|"):
            assert line.endswith("|")
