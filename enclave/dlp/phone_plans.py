"""Numbering plans of many countries as one expression, out of libphonenumber's metadata: asked for numbers that words name. And how
numbers of telephones are printed."""

from __future__ import annotations

import re
from functools import cache

import phonenumbers

from enclave.dlp.keys import no_part

REGIONS = ("US", "GB", "DE", "FR", "ES", "IT", "NL", "BE", "CH", "AT", "PT", "IE", "PL", "SE", "AU", "IN", "JP", "BR", "MX", "ZA")
"""Where a number without a country code may be from, when the text says that it is a telephone number."""
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


INTERNATIONAL = re.compile(r"(?<![A-Za-z0-9_+])\+[0-9](?:[ ().\-/]{0,2}[0-9]){6,14}(?![0-9])")
AMERICAN = re.compile(
    r"(?<![A-Za-z0-9_+])(?<![0-9][ .\-/])"
    rf"(?=[0-9(]){no_part()}"
    r"(?:(?:1[ -])?\([1-9][0-9]{2}\)[ -]?[0-9]{3}[ .-][0-9]{4}"
    r"|(?:1[ -](?=[0-9]{3}[ -]))?[1-9][0-9]{2}-[0-9]{3}-[0-9]{4}"
    r"|(?<![\t|;])(?<!  )(?<!\| )(?<![0-9],)(?<![0-9], )(?:1\.)?[1-9][0-9]{2}\.[0-9]{3}\.[0-9]{4}(?![\t|;]|  | \|))"
    r"(?![A-Za-z0-9_])(?![ .-][0-9])"
)
PRINTED = re.compile(
    r"(?<![A-Za-z0-9_+])(?<![0-9][.\-/])"
    r"(?:\+1[ .-]?\(?[1-9][0-9]{2}\)?[ .-][0-9]{3}[ .-][0-9]{4}"
    r"|(?:1[ .-])?\([1-9][0-9]{2}\)[ .-]?[0-9]{3}[ .-][0-9]{4}"
    r"|(?:1([.-]))?[1-9][0-9]{2}(?(1)\1|[.-])[0-9]{3}[.-][0-9]{4})"
    r"(?![A-Za-z0-9_])(?![.-][0-9])"
)
EXTENDED = re.compile(
    r"(?<![A-Za-z0-9_+])(?<![0-9][ .\-/])(?:\+[0-9](?:[ ().\-/]{0,2}[0-9]){6,14}"
    r"|(?:(?:00)?1[ .\-]?)?(?:\([1-9][0-9]{2}\)[ .\-]?|[1-9][0-9]{2}[ .\-])[0-9]{3}[ .\-][0-9]{4})"
    r" ?(?:x|ext\.?) ?[0-9]{1,6}(?![A-Za-z0-9_])", re.IGNORECASE,
)
"""With the extension of a telephone system: `212-555-0123 x42`, `(212)555-0123x42`."""
SPACED = re.compile(r"(?<![A-Za-z0-9_+])(?<![0-9][ .\-/])[1-9][0-9]{2} [0-9]{3} [0-9]{4}(?![A-Za-z0-9_])(?![ .-][0-9])")
ANY = re.compile(
    r"(?<![A-Za-z0-9_+.])(?:\([0-9]{1,5}\) ?[0-9](?:[ .\-/]?[0-9]){3,12}|[0-9](?:[ ().\-/]{0,2}[0-9]){6,14})(?![A-Za-z0-9_])"
)
_ENDS = re.compile(r"[0-9]{2}(?![0-9])(?!\.[0-9])")
_PLACE = re.compile(r"\+(?:[0-8][0-9][0-5][0-9]-[01][0-9]{2}[0-5][0-9]|[0-8][0-9](?:[0-5][0-9]){2}-[01][0-9]{2}(?:[0-5][0-9]){2})\Z")
_ADDRESS = re.compile(r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}\Z")


def _is_valid(text: str, region: str | None) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text, region))
    except phonenumbers.NumberParseException:
        return False


def _ends(text: str) -> list[int]:
    """Ends of the leading runs of whole groups with seven digits or more, longest first; not before decimals."""
    return [found.end() for found in _ENDS.finditer(text) if sum(map(str.isdigit, text[: found.end()])) >= 7][::-1]


def international(text: str) -> int:
    """The longest run of whole groups that is a number of some numbering plan; not latitude and longitude (ISO 6709)."""
    if _PLACE.match(text):
        return 0
    return next((end for end in _ends(text) if _is_valid(text[:end], None)), 0)


def written(text: str) -> int:
    """All of it, if that is as long as a number with its country."""
    return len(text) if 9 <= sum(map(str.isdigit, text)) <= 15 and not _PLACE.match(text) else 0


def american(text: str) -> int:
    """A number that the North American plan assigns."""
    digits = "".join(filter(str.isdigit, text))
    return len(text) if north_america().fullmatch(digits[-10:]) else 0


def extended(text: str) -> int:
    """All of it, if the number before the extension is assigned by a plan."""
    head = re.split("[xeXE]", text, maxsplit=1)[0].rstrip()
    return len(text) if (international(head) == len(head) if head.startswith("+") else american(head)) else 0


def national(text: str) -> int:
    """The longest run of whole groups that is a number in one of `REGIONS`, unless it is an address of four numbers or a version."""
    if _ADDRESS.match(text) or is_version(text) or "".join(filter(str.isdigit, text)) in ("0123456", "01234567", "1234567", "12345678"):
        return 0
    return next((end for end in _ends(text) if any(_is_valid(text[:end], region) for region in REGIONS) or fits(text[:end])), 0)
