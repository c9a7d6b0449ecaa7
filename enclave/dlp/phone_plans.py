"""Numbering plans of many countries as one expression, out of libphonenumber's metadata: asked for numbers that words name."""

from __future__ import annotations

import re
from functools import cache

import phonenumbers

FURTHER = (
    "AE", "BG", "CL", "CN", "CO", "CZ", "DK", "EE", "EG", "FI", "GR", "HK", "HR", "HU", "ID", "IL", "KE", "KR", "LT", "LU", "LV", "MA",
    "MY", "NG", "NO", "NZ", "PE", "PH", "PK", "RO", "RS", "RU", "SA", "SG", "SI", "SK", "TH", "TR", "TW", "UA", "VN",
)
"""More of them, of which one expression says whether a number fits their plans."""


@cache
def north_america() -> re.Pattern[str]:
    """Every number of ten digits that one of the 25 regions behind `+1` assigns: what libphonenumber asks one region after the other."""
    kinds: set[str] = set()
    for region in phonenumbers.COUNTRY_CODE_TO_REGION_CODE[1]:
        plan = phonenumbers.PhoneMetadata.metadata_for_region(region)
        said = [getattr(plan, name) for name in _KINDS]
        kinds.update(kind.national_number_pattern for kind in said if kind is not None and kind.national_number_pattern)
    return re.compile("|".join(sorted(kinds)))


_KINDS = ("fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "voip", "personal_number", "pager", "uan", "voicemail")


def fits(text: str) -> bool:
    """Whether a number is one of `FURTHER`, as it is dialled there."""
    digits = "".join(filter(str.isdigit, text))
    return bool(len(digits) > 7 and _further().fullmatch(digits))


def is_version(text: str) -> bool:
    """Whether points alone part its groups, of which one has a single digit, as no number is printed."""
    return _VERSION.match(text) is not None


_VERSION = re.compile(r"(?=[0-9.]+\Z)(?:[0-9]+\.)*[0-9](?:\.|\Z)")


@cache
def _further() -> re.Pattern[str]:
    """The numbers of `FURTHER` as they are dialled inside of their country."""
    plans = []
    for region in FURTHER:
        plan = phonenumbers.PhoneMetadata.metadata_for_region(region)
        assert plan, region
        said = (plan.fixed_line, plan.mobile)
        kinds = [kind.national_number_pattern for kind in said if kind is not None and kind.national_number_pattern]
        plans.append(f"(?:{plan.national_prefix})?(?:{'|'.join(kinds)})" if plan.national_prefix else f"(?:{'|'.join(kinds)})")
    return re.compile("|".join(plans))
