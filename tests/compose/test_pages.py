"""The pages of the modules are those that the passes give now."""

from __future__ import annotations

from pathlib import Path

import pytest

from enclave.compose import pages


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    return pages.pages()


def test_the_pages_are_current(written: dict[str, str]) -> None:
    directory = Path(__file__).parents[2] / pages.DIRECTORY
    found = {file.name: file.read_text(encoding="utf-8") for file in directory.glob("*.md")}
    old = sorted(name for name in {*written, *found} if written.get(name) != found.get(name))
    assert old == [], "`make pages` writes them anew"


def test_every_module_says_what_it_is_for(written: dict[str, str]) -> None:
    assert {name.removesuffix(".md") for name in written} - {"README"} == set(pages.PURPOSE)


def test_every_flag_changes_something(written: dict[str, str]) -> None:
    """A value that changes nothing would stand there without a list."""
    table = written[pages.OVERVIEW].partition("## What each flag changes")[2]
    blocks = table.split("\n\n")
    empty = [block for block, after in zip(blocks, [*blocks[1:], ""], strict=True) if "instead of" in block and not after.startswith("- ")]
    assert empty == []


def test_every_file_says_what_wrote_it(written: dict[str, str]) -> None:
    for name, text in written.items():
        for section in text.split("\n## ")[1:] if name != pages.OVERVIEW else ():
            heading, said = section.split("\n\n")[:2]
            assert len(said) > 20, f"{name}: {heading}"
            assert not said.startswith("|"), f"{name}: {heading}"
