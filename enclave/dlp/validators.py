"""Checks that a file can name for values of its own entities: check digits, IBAN, and the modules of python-stdnum."""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

import stdnum.damm
import stdnum.iban
import stdnum.luhn
import stdnum.verhoeff
from stdnum.iso7064 import mod_11_2, mod_11_10, mod_37_2, mod_37_36, mod_97_10

from enclave.errors import InputError

Check = Callable[[str], bool]

VALIDATORS: Mapping[str, Check] = MappingProxyType({
    "luhn": stdnum.luhn.is_valid,
    "verhoeff": stdnum.verhoeff.is_valid,
    "damm": stdnum.damm.is_valid,
    "iban": stdnum.iban.is_valid,
    "mod_97": mod_97_10.is_valid,
    "mod_97_10": mod_97_10.is_valid,
    "mod_11": mod_11_2.is_valid,
    "mod_11_2": mod_11_2.is_valid,
    "mod_11_10": mod_11_10.is_valid,
    "mod_37_2": mod_37_2.is_valid,
    "mod_37_36": mod_37_36.is_valid,
    "none": lambda _value: True,
})
"""Name -> check of a value without separators, or of its digits (`OF_DIGITS`). `mod_*` are those of ISO 7064; `mod_97` is 97-10 and
`mod_11` 11-2."""
OF_DIGITS = ("luhn", "verhoeff", "damm")
"""Checks that look at the digits of a value only: a prefix of letters does not count."""
STDNUM = re.compile(r"stdnum(?:\.[a-z]{2}_?)?\.[a-z][a-z0-9_]*")
"""Modules of python-stdnum that can be named: those of countries, `stdnum.de.idnr`, and general ones, `stdnum.imei`."""
_OTHERS = re.compile("[^0-9]")
_SEPARATORS = re.compile(r"[ .\-/\u00a0]")


def validator(name: str) -> Check:
    """The check of that name. Raises InputError for one that nobody knows."""
    check = VALIDATORS.get(name) or _of_stdnum(name)
    if check is None:
        known = ", ".join(f"`{one}`" for one in VALIDATORS)
        raise InputError(f"no validator is called `{name}`", hint=f"there are {known} and modules of python-stdnum, `stdnum.de.idnr`")
    ignored = _OTHERS if name in OF_DIGITS else _SEPARATORS
    return lambda value: bool(check(ignored.sub("", value)))


def _of_stdnum(name: str) -> Check | None:
    """`is_valid` of a module of python-stdnum, and of nothing else."""
    if not STDNUM.fullmatch(name):
        return None
    package, _, _ = name.rpartition(".")
    if package != "stdnum" and importlib.util.find_spec(package) is None:
        return None
    if importlib.util.find_spec(name) is None:
        return None
    check: Check | None = getattr(importlib.import_module(name), "is_valid", None)
    return check
