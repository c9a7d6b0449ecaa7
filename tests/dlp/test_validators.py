"""Checks by name."""

from __future__ import annotations

import pytest

from enclave.dlp.validators import VALIDATORS, validator
from enclave.errors import InputError


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("luhn", "4111 1111 1111 1111", "4111 1111 1111 1112"), ("luhn", "E-123455", "E-123456"),
        ("verhoeff", "2363", "2364"), ("damm", "5724", "5725"),
        ("iban", "DE89 3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130 01"),
        ("mod_97", "9999123456789012141490", "9999123456789012141491"),
        ("mod_11_10", "794623", "794624"), ("mod_11", "079X", "0790"), ("mod_37_36", "A12425GABC1234002M", "A12425GABC1234002N"),
        ("stdnum.de.idnr", "36 574 261 809", "36 574 261 890"), ("stdnum.imei", "35-209900-176148-1", "35-209900-176148-2"),
    ],
)
def test_a_validator_takes_good_values_with_separators_and_no_bad_ones(name: str, good: str, bad: str) -> None:
    assert validator(name)(good)
    assert not validator(name)(bad)


@pytest.mark.parametrize(
    "name", ["luhm", "os.path", "stdnum", "stdnum.util", "stdnum.de.nothing", "stdnum.zz.idnr", "stdnum.de.idnr.compact", "stdnum..x", ""]
)
def test_nothing_else_is_taken(name: str) -> None:
    with pytest.raises(InputError, match="no validator is called"):
        validator(name)


@pytest.mark.parametrize("name", [name for name in VALIDATORS if name != "none"])
def test_no_validator_takes_or_breaks_at_just_anything(name: str) -> None:
    for text in ("", "x", "é", "-", "1" * 100, "\ud800", "٣"):
        assert isinstance(validator(name)(text), bool)
    assert not validator(name)("not a number")
