"""The pages `docs/detectors/`, one for each family of detectors, written out of them. `python -m enclave.dlp.pages` writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from enclave.dlp import FAMILIES, secrets
from enclave.dlp.detector import Detector

DIRECTORY = Path("docs/detectors")
OVERVIEW = "README.md"
CONFIDENCE = (
    "Confidence is 65 (the form alone), 75 (a rare form, or one that a check confirms) or 85 (practically never anything else, or\n"
    "confirmed by evidence)."
)
MARKS = "Values stand between « and »."


def families() -> Mapping[str, tuple[Detector, ...]]:
    """Title of each page and its detectors. Those of secrets are many, so each of their tables has a page."""
    apart = {secret.id: title for title, table in secrets.TABLES.items() for secret in table}
    found: dict[str, list[Detector]] = {}
    for family, detectors in FAMILIES.items():
        for detector in detectors:
            found.setdefault(f"Secrets: {apart[detector.id]}" if detector.id in apart else family, []).append(detector)
    return {title: tuple(detectors) for title, detectors in found.items()}


def pages() -> Mapping[str, str]:
    """Every page by its file name."""
    written = {name(title): "\n".join(_page(title, detectors)) + "\n" for title, detectors in families().items()}
    return {OVERVIEW: "\n".join(_overview()) + "\n", **written}


def name(title: str) -> str:
    """`Devices and vehicles`: `devices-and-vehicles.md`."""
    return f"{title.lower().replace(': ', '-').replace(' ', '-')}.md"


def anchor(detector: Detector) -> str:
    """What a link to a detector ends in: `us_ssn` is `us-ssn`."""
    return detector.id.replace("_", "-")


def write(directory: Path) -> None:
    """Write every page, and remove those of families that are gone."""
    found = pages()
    for file in directory.glob("*.md"):
        if file.name not in found:
            file.unlink()
    for file_name, text in found.items():
        (directory / file_name).write_text(text, encoding="utf-8")


def _overview() -> Iterator[str]:
    yield "# Detectors"
    yield from ("", "Written by `make pages` out of `enclave/dlp/`; do not edit. `enclave.yaml` names entities in `dlp.block`,")
    yield from ("`dlp.redact`, `dlp.tokenise` and `dlp.log`; the log names a detector by its id.", "", CONFIDENCE)
    for title, detectors in families().items():
        yield from ("", f"## [{title}]({name(title)})", "", ", ".join(f"[`{one.id}`]({name(title)}#{anchor(one)})" for one in detectors))


def _page(title: str, detectors: Sequence[Detector]) -> Iterator[str]:
    yield from (f"# {title}", "", "Written by `make pages`; do not edit. [All detectors](README.md).", "", f"{CONFIDENCE} {MARKS}")
    for detector in detectors:
        yield from _section(detector)


def _section(detector: Detector) -> Iterator[str]:
    yield from ("", f'## <a id="{anchor(detector)}"></a>`{detector.id}`: {detector.title}', "", detector.about)
    names = [f"`{alias}`" for alias in detector.aliases]
    if detector.id != detector.entity:
        yield from ("", f"Found as `{detector.entity}`, which is what `enclave.yaml` names.")
    if names:
        yield from ("", f"Also accepted as {', '.join(names)}.")
    yield from ("", "| How it is found | confidence | with evidence |", "|---|---|---|")
    alike = groupby(detector.patterns, key=lambda pattern: (pattern.confidence, pattern.supported))
    for (confidence, supported), patterns in alike:
        for why in dict.fromkeys(pattern.why for pattern in patterns):
            yield f"| {why} | {confidence or 'not reported'} | {supported or ''} |"
    yield from ("", "Found:", "", "```text", *map(_line, detector.positives), "```")
    yield from ("", "Not found:", "", "```text", *map(_line, detector.negatives), "```")
    if detector.limits:
        yield from ("", *(f"- {limit}" for limit in detector.limits))
    yield from ("", f"Source of the format: {detector.source}.")


def _line(sample: str) -> str:
    return sample.replace("\n", "\\n")


if __name__ == "__main__":
    write(DIRECTORY)
