"""The pages `docs/detectors/`, written out of the detectors. `python -m enclave.dlp.pages` writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from enclave.dlp import FAMILIES
from enclave.dlp.detector import Detector

DIRECTORY = Path("docs/detectors")
OVERVIEW = "README.md"
CONFIDENCE = (
    "Confidence is 65 (the form alone), 75 (a rare form, or one that a check confirms) or 85 (practically never anything else, or\n"
    "confirmed by evidence)."
)


def pages() -> Mapping[str, str]:
    """Every page by its file name."""
    written = {name(detector): "\n".join(_page(detector)) + "\n" for family in FAMILIES.values() for detector in family}
    return {OVERVIEW: "\n".join(_overview()) + "\n", **written}


def name(detector: Detector) -> str:
    """`us_ssn`: `us-ssn.md`."""
    return f"{detector.id.replace('_', '-')}.md"


def write(directory: Path) -> None:
    """Write every page, and remove those of detectors that are gone."""
    found = pages()
    for file in directory.glob("*.md"):
        if file.name not in found:
            file.unlink()
    for file_name, text in found.items():
        (directory / file_name).write_text(text, encoding="utf-8")


def _overview() -> Iterator[str]:
    yield "# Detectors"
    yield from ("", "Written by `make pages` out of `enclave/dlp/detectors/`; do not edit. `enclave.yaml` names entities in `dlp.block`,")
    yield from ("`dlp.redact` and `dlp.log`.", "", CONFIDENCE)
    for family, detectors in FAMILIES.items():
        yield from ("", f"## {family}", "", "| entity | what it is | confidence | with evidence |", "|---|---|---|---|")
        for detector in detectors:
            alone = _most(pattern.confidence for pattern in detector.patterns)
            supported = _most(pattern.supported for pattern in detector.patterns)
            yield f"| [`{detector.id}`]({name(detector)}) | {detector.title} | {alone or ''} | {supported or ''} |"


def _most(stated: Iterator[int | None]) -> int | None:
    return max((one for one in stated if one), default=None)


def _page(detector: Detector) -> Iterator[str]:
    yield f"# `{detector.id}`: {detector.title}"
    yield from ("", detector.about)
    if detector.id != detector.entity:
        yield from ("", f"Found as `{detector.entity}`, which is what `enclave.yaml` names.")
    if detector.aliases:
        yield from ("", f"Also accepted as {', '.join(f'`{alias}`' for alias in detector.aliases)}.")
    yield from ("", "| How it is found | confidence | with evidence |", "|---|---|---|")
    alike = groupby(detector.patterns, key=lambda pattern: (pattern.confidence, pattern.supported))
    for (confidence, supported), patterns in alike:
        for why in dict.fromkeys(pattern.why for pattern in patterns):
            yield f"| {why} | {confidence or 'not reported'} | {supported or ''} |"
    yield from ("", CONFIDENCE)
    yield from ("", "## Found", "", "The value stands between « and ».", "", "```text", *map(_line, detector.positives), "```")
    yield from ("", "## Not found", "", "```text", *map(_line, detector.negatives), "```")
    if detector.limits:
        yield from ("", "## Limits", "", *(f"- {limit}" for limit in detector.limits))
    yield from ("", f"Source of the format: {detector.source}.")


def _line(sample: str) -> str:
    return sample.replace("\n", "\\n")


if __name__ == "__main__":
    write(DIRECTORY)
