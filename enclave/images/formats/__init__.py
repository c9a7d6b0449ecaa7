"""The formats of reports, one file each, and the reader that picks one by what a document says of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from msgspec import Raw

from enclave.images.formats import defender, grype, sarif, trivy
from enclave.images.formats.json_text import LARGEST, Unreadable, decode, top
from enclave.images.model import Scan

__all__ = ["FORMATS", "Format", "read_report"]


class Format(NamedTuple):
    """One format of reports."""

    id: str
    recognises: Callable[[Mapping[str, Raw]], bool]
    """By the keys of the document."""
    read: Callable[[bytes, Mapping[str, Raw]], tuple[Scan, ...]]
    """Every image of it. Raises Unreadable."""


FORMATS: Final[tuple[Format, ...]] = (
    Format("trivy", trivy.recognises, trivy.read),
    Format("grype", grype.recognises, grype.read),
    Format("sarif", sarif.recognises, sarif.read),
    Format("defender", defender.recognises, defender.read),
)
"""In the order in which they are asked."""
OTHERS: Final[tuple[tuple[frozenset[str], str], ...]] = (
    (frozenset({"bomFormat"}), "is of CycloneDX, which says what is in an image, or is VEX, and not what was found: give VEX with `--vex`"),
    (frozenset({"@context", "statements"}), "is VEX, not a report: give it with `--vex`"),
    (frozenset({"document", "vulnerabilities"}), "is VEX, not a report: give it with `--vex`"),
    (frozenset({"spdxVersion"}), "is a bill of materials, which says what is in an image and not what was found"),
)
"""What people give by mistake, by its keys."""


def read_report(data: bytes) -> tuple[Scan, ...]:
    """Every image of a report, at least one. What cannot be read is one scan with a problem that says why: it never passes."""
    try:
        return _read(data)
    except Unreadable as error:
        return (Scan(tool="", problems=(f"the file {error}",)),)


def _read(data: bytes) -> tuple[Scan, ...]:
    if len(data) > LARGEST:
        raise Unreadable(f"has {len(data) >> 20} MB, more than the {LARGEST >> 20} MB that are read")
    keys = top(data)
    text = data.removeprefix(b"\xef\xbb\xbf")
    if isinstance(keys, list):
        first = decode(keys[0], dict[str, Raw]) if keys else {}
        if "Target" in first:
            trivy.read_list(keys)
        return defender.read_list(keys)
    for form in FORMATS:
        if form.recognises(keys):
            return form.read(text, keys)
    for mistaken, said in OTHERS:
        if mistaken <= keys.keys():
            raise Unreadable(said)
    raise Unreadable(f"is no report that is known ({', '.join(form.id for form in FORMATS)})")
