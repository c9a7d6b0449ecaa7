"""The matrix as a page."""

from __future__ import annotations

import re
from collections.abc import Callable

from enclave.report.controls import Given, assess
from enclave.report.controls.page import render


def test_the_page_asks_for_nothing_and_escapes_what_it_was_given(given: Callable[..., Given]) -> None:
    page = render(assess(given(source="<script>alert(1)</script>.yaml")))
    assert "<script" not in page
    assert not re.search(r'(src|href)="(?!#)', page)
    assert "default-src 'none'" in page


def test_every_control_has_a_place_and_every_link_leads_to_one(given: Callable[..., Given]) -> None:
    page = render(assess(given()))
    places = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= places
    assert sum(re.fullmatch(r"[A-Z]+-\d\d", place) is not None for place in places) == 55
