"""A verification for people at a terminal: what is not proved is named, and each refuted path drawn hop by hop.

What is proved is counted; `--format markdown` and `json` name every subject. Plain ASCII, no escape codes; every line that can
be broken stays within the width.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator

from enclave.finding import Refuted
from enclave.verify.model import ObligationResult, Verification

WIDTH = 100
MARKS = {"proved": "+", "refuted": "x", "unknown": "?"}


def render(verification: Verification, source: str = "", *, width: int = WIDTH) -> str:
    """The whole report. `source` names what was verified."""
    blocks = (
        _summary(verification, source, width),
        *(_obligation(results, width) for results in grouped(verification)),
        *(_path(result, width) for result in verification.obligations if result.verdict.name == "refuted"),
        _unknowns(verification, width),
        _findings(verification, width),
        _list("assumptions", verification.assumptions, width),
        _list("not modelled", verification.unmodelled, width),
    )
    return "\n\n".join("\n".join(block) for each in blocks if (block := list(each)))


def short(subject: str) -> str:
    """A subject by its names only: `vnet-a/snet-b`; both ends of a flow."""
    return " -> ".join(_names(end) for end in subject.split(" -> ")) or "the template"


def _names(resource_id: str) -> str:
    head, mark, tail = resource_id.rpartition("/providers/")
    if not mark:
        return head or resource_id.rpartition("/")[2]
    return "/".join(tail.split("/")[2::2]) or tail


def grouped(verification: Verification) -> Iterator[list[ObligationResult]]:
    """The results of each obligation, in order of number."""
    for number in sorted({result.number for result in verification.obligations}):
        yield [result for result in verification.obligations if result.number == number]


def _summary(verification: Verification, source: str, width: int) -> Iterator[str]:
    counts = Counter(result.verdict.name for result in verification.obligations)
    told = ", ".join(f"{counts[name]} {name}" for name in MARKS if counts[name]) or "nothing to prove"
    yield from _wrap(f"{verification.verdict.upper()}  {source}".rstrip(), width)
    yield told


def _obligation(results: list[ObligationResult], width: int) -> Iterator[str]:
    yield from _wrap(f"{results[0].number}. {results[0].title}", width, "   ")
    proved = sum(result.verdict.name == "proved" for result in results)
    if proved:
        yield f"  {MARKS['proved']} proved  for {proved} subject{'' if proved == 1 else 's'}"
    for result in results:
        if result.verdict.name != "proved":
            mark = MARKS[result.verdict.name]
            yield from _wrap(f"  {mark} {result.verdict.name:8}{short(result.subject)}", width, " " * 12)


def _path(result: ObligationResult, width: int) -> Iterator[str]:
    verdict = result.verdict
    if not isinstance(verdict, Refuted):
        return
    yield from _wrap(f"REFUTED {result.number} {result.id}: {short(result.subject)}", width, "    ")
    yield from _wrap(f"  {verdict.reason}", width, "  ")
    yield from _wrap(f"  counterexample: {verdict.counterexample.packet}", width, "    ")
    for place, hop in enumerate(verdict.counterexample.path):
        yield "" if place == 0 else "    |"
        yield from _wrap(f"   {'(o)' if place == 0 else '-->'} {short(hop.node)}", width, "       ")
        yield from _wrap(f"       {hop.because}", width, "       ")


def _unknowns(verification: Verification, width: int) -> Iterator[str]:
    results = [result for result in verification.obligations if result.verdict.name == "unknown"]
    if results:
        yield "UNKNOWN (never taken for proved)"
    for result in results:
        yield from _wrap(f"  ? {result.number} {result.id}: {short(result.subject)}", width, "    ")
        yield from _wrap(f"      {result.verdict.reason}", width, "      ")


def _findings(verification: Verification, width: int) -> Iterator[str]:
    if verification.findings:
        yield "findings"
    for finding in sorted(verification.findings, key=lambda finding: -finding.severity):
        place = f" ({finding.location})" if finding.location else ""
        doubt = "cannot be decided: " if finding.unknown else ""
        told = f"  {finding.severity.label:9}{finding.rule}: {short(finding.resource)}: {doubt}{finding.message}{place}"
        yield from _wrap(told, width, " " * 11)


def _list(title: str, lines: Iterable[str], width: int) -> Iterator[str]:
    lines = list(lines)
    if lines:
        yield title
    for line in lines:
        yield from _wrap(f"  - {line}", width, "    ")


def _wrap(line: str, width: int, indent: str = "  ") -> list[str]:
    head = line[: len(line) - len(line.lstrip())]
    return textwrap.wrap(
        line.strip(), width, initial_indent=head, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    ) or [line]
