"""Pages out of templates."""

from __future__ import annotations

import pytest
from jinja2 import UndefinedError

from enclave.report.html import page
from enclave.report.runbook.blocks import Runbook


def test_what_is_put_in_is_escaped_and_what_is_missing_is_an_error() -> None:
    text = page("runbook", runbook=Runbook("<b>", "<i>", ()), sections=[])
    assert "<b>" not in text
    assert "<i>" not in text
    with pytest.raises(UndefinedError):
        page("runbook")
