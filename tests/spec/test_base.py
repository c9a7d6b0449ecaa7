"""Every form that a text must have is explained to people."""

from __future__ import annotations

import re

import pytest

from enclave.spec import base
from enclave.spec.base import EMAIL, FORMS, GROUP


def test_every_pattern_is_explained() -> None:
    patterns = {value for name, value in vars(base).items() if name.isupper() and isinstance(value, str)}
    assert patterns == set(FORMS)


@pytest.mark.parametrize("address", ["security@example.com", "a.b+c@mail.example.co.uk"])
def test_addresses(address: str) -> None:
    assert re.fullmatch(EMAIL, address)


@pytest.mark.parametrize("address", ["security", "a@b", "a b@example.com", "a@example.com\n", "@example.com", "a@b.com, c@d.com"])
def test_no_addresses(address: str) -> None:
    assert not re.fullmatch(EMAIL, address)


def test_management_groups() -> None:
    assert re.fullmatch(GROUP, "mg-ai_platform.(eu)")
    assert not re.fullmatch(GROUP, "mg/ai")
