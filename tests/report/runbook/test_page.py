"""Blocks as HTML."""

from __future__ import annotations

import re

from enclave.report.runbook.blocks import Code, Items, Part, Picture, Runbook, Section, Table, Text
from enclave.report.runbook.page import block, inline, render


def test_each_block() -> None:
    wanted = {
        block(Text("a `b` **proved** <c>")): '<p>a <code>b</code> <strong class="good">proved</strong> &lt;c&gt;</p>',
        block(Items(("x", "<y>"), numbered=True)): "<ol><li>x</li><li>&lt;y&gt;</li></ol>",
        block(Table(("h",), (), "nothing `x`")): '<p class="muted">nothing <code>x</code></p>',
        block(Code("run <it>", "kql")): '<pre class="kql"><code>run &lt;it&gt;</code></pre>',
        block(Part("in", (Text("deep"),))): "<h3>in</h3>\n<p>deep</p>",
        block(Picture("p", "<svg/>", "c")): '<figure id="picture-p"><svg/><figcaption>c</figcaption></figure>',
    }
    assert list(wanted) == list(wanted.values())
    assert "<td>a|b</td><td><code>c</code></td>" in block(Table(("h1", "h2"), (("a|b", "`c`"),)))


def test_nothing_written_in_a_file_is_markup() -> None:
    tags = set(re.findall("<[^>]*>", inline("<script>`<b>`**<i>**")))
    assert tags == {"<code>", "</code>", "<strong>", "</strong>"}


def test_a_title_is_escaped() -> None:
    assert "<title>a &lt;b&gt;</title>" in render(Runbook("a <b>", "c", (Section("s", "t", ()),)))
