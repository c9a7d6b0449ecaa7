"""Blocks as HTML and Markdown."""

from __future__ import annotations

from enclave.report.runbook.blocks import Code, Items, Part, Picture, Runbook, Section, Table, Text

BLOCKS = (
    Text("a `b` **proved** <c>"), Items(("x", "y"), numbered=True), Table(("h|1", "h2"), (("a|b", "`c`"),)), Table(("h",), (), "nothing"),
    Code("```\nrun <it>", "kql"), Picture("p", "<svg/>", "a picture"), Part("inner", (Text("deep"),)),
)  # fmt: skip
BOOK = Runbook("Title <t>", "`file`", (Section("s", "Section", BLOCKS),))


def test_a_book_holds_its_sections() -> None:
    assert BOOK.sections[0].blocks == BLOCKS
