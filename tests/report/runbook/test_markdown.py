"""Blocks as Markdown."""

from __future__ import annotations

from enclave.report.runbook.blocks import Code, Items, Part, Picture, Runbook, Section, Table, Text
from enclave.report.runbook.markdown import render


def test_each_block() -> None:
    blocks = (
        Text("a <b>\n# no head"), Items(("x", "y"), numbered=True), Table(("h",), (("a|b",),)), Table(("h",), (), "nothing"),
        Code("```\nrun", "kql"), Part("inner", (Picture("p", "<svg/>", "c"),)),
    )  # fmt: skip
    files = render(Runbook("T", "m", (Section("s", "S", blocks),)), "f")
    assert files["f-p.svg"] == "<svg/>\n"
    assert files["f.md"].split("\n\n")[2:] == [
        "## S", "a &lt;b> # no head", "1. x\n2. y", "| h |\n|---|\n| a\\|b |", "nothing", "````kql\n```\nrun\n````", "### inner",
        "![c](f-p.svg)\n",
    ]  # fmt: skip
