"""A runbook as Markdown, with its pictures as files beside it."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.report.runbook.blocks import Block, Code, Items, Part, Picture, Runbook, Section, Table, Text


def render(runbook: Runbook, stem: str) -> dict[str, str]:
    """Files by name: `<stem>.md`, and `<stem>-<picture>.svg` for each picture."""
    files = {f"{stem}-{picture.name}.svg": picture.svg + "\n" for section in runbook.sections for picture in _pictures(section.blocks)}
    parts = [f"# {runbook.title}", f"Made from {runbook.made_from}."]
    for section in runbook.sections:
        parts += [f"## {section.title}", *_section(section, stem)]
    return {f"{stem}.md": "\n\n".join(parts) + "\n", **files}


def _section(section: Section, stem: str) -> Iterator[str]:
    for one in section.blocks:
        yield from _block(one, stem, 3)


def _block(one: Block, stem: str, level: int) -> Iterator[str]:
    match one:
        case Text(text):
            yield _escaped(text)
        case Items(items, numbered):
            yield "\n".join(f"{number}. {_escaped(item)}" if numbered else f"- {_escaped(item)}" for number, item in enumerate(items, 1))
        case Code(text, language):
            fence = "`" * max(3, _longest(text) + 1)
            yield f"{fence}{language}\n{text}\n{fence}"
        case Picture(name, _, caption):
            yield f"![{caption}]({stem}-{name}.svg)"
        case Part(title, blocks):
            yield f"{'#' * level} {title}"
            for each in blocks:
                yield from _block(each, stem, level + 1)
        case Table(head, rows, empty):
            yield "\n".join(_rows(head, rows)) if rows else _escaped(empty)


def _rows(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(_escaped(cell).replace('|', chr(92) + '|') for cell in row)} |"


def _pictures(blocks: tuple[Block, ...]) -> Iterator[Picture]:
    for each in blocks:
        if isinstance(each, Picture):
            yield each
        elif isinstance(each, Part):
            yield from _pictures(each.blocks)


def _escaped(text: str) -> str:
    """Nothing of a file becomes HTML or a line of its own in Markdown."""
    return " ".join(text.split()).replace("<", "&lt;")


def _longest(text: str) -> int:
    """The longest run of backticks."""
    longest = run = 0
    for mark in text:
        run = run + 1 if mark == "`" else 0
        longest = max(longest, run)
    return longest
