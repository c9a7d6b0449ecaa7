"""The decision for people: what blocks, what to do, and by when."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from enclave.images.gate import Decision, Judged, Result
from enclave.images.model import Fix
from enclave.images.show.document import stamp

WORDS = ("critical", "high", "unknown", "medium", "low", "negligible")
MOST = 50
"""Findings of an image that are shown; the other forms have all."""
_NO_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Names come from images that anybody may have made: nothing in them steers a terminal."""


def render(decision: Decision) -> str:
    """Lines with the decision first."""
    blocking = sum(not result.passes for result in decision.results)
    count = len(decision.results)
    lines = [f"{decision.word.upper()}  {blocking} of {count} report{'' if count == 1 else 's'} block{'s' if blocking == 1 else ''}"]
    # what can be reached most easily comes first
    for result in sorted(decision.results, key=lambda one: (one.passes, -one.exposure.rank)):
        lines += ["", *_report(result)]
    return "\n".join(_NO_TEXT.sub("\ufffd", line) for line in lines)


def _report(result: Result) -> Iterator[str]:
    image = result.scan.image
    name = image.name or "an image without a name"
    shown = name if image.digest and image.digest in name else f"{name}@{image.digest}" if image.digest else f"{name}, no digest"
    yield f"{'+' if result.passes else 'x'} {shown}"
    yield f"    {result.file}: {result.scan.tool or 'no report'}{f', {stamp(result.scan.time)}' if result.scan.time else ''}"
    if result.exposure.why:
        yield f"    {result.exposure.why}"
    for problem in result.problems:
        yield f"  x {problem}"
    for one in result.blocked[:MOST]:
        yield from _blocked(one)
    if len(result.blocked) > MOST:
        yield f"  x and {len(result.blocked) - MOST} more; `--format json` has all"
    counts = Counter(one.label for one in result.allowed)
    if counts:
        told = ", ".join(f"{counts[word]} {word}" for word in WORDS if counts[word])
        yield f"  + {len(result.allowed)} may pass: {told}"
    for one in result.allowed:
        if one.why and not one.why[0].endswith("may pass"):
            yield f"    {_title(one)}: {'; '.join(one.why)}"
    for note in result.notes:
        yield f"    note: {note}"


def _blocked(one: Judged) -> Iterator[str]:
    yield f"  x {_title(one)}"
    for reason in one.why:
        yield f"      {reason}"
    due = f", by {stamp(one.respond_by)}" if one.respond_by else ""
    yield f"      {_action(one)}{due}"


def _title(one: Judged) -> str:
    weakness = one.weakness
    what = f" in {weakness.package} {weakness.version}".rstrip() if weakness.package else ""
    return f"{weakness.id} {one.label}{what}"


def _action(one: Judged) -> str:
    weakness = one.weakness
    other = "write a VEX statement or an exception with an approver"
    if weakness.kind == "end-of-life":
        return f"move to a release that is still kept, or {other}"
    if weakness.kind == "secret":
        return "take the secret out of the image and make it worthless"
    if weakness.kind == "misconfiguration":
        return f"change the configuration, or {other}"
    if weakness.fixed_version:
        return f"update {weakness.package or 'it'} to {weakness.fixed_version}"
    if weakness.fix is Fix.AVAILABLE:
        return f"update {weakness.package or 'it'}: there is a fix, the report does not say in which version"
    return f"{'there is no fix yet' if weakness.fix is Fix.NONE else 'the report names no fix'}: remove the package, or {other}"
