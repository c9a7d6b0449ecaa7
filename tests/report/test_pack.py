"""The evidence pack."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from enclave.report.controls import Given
from enclave.report.pack import DIGESTS, pack


def test_every_file_has_its_digest_and_every_link_leads_to_a_file(given: Callable[..., Given], write_log: Callable[..., Path]) -> None:
    there = given(data=write_log())
    files, assessment = pack(there)
    digests = dict(reversed(line.split("  ")) for line in files[DIGESTS].splitlines())
    assert digests == {name: sha256(text.encode()).hexdigest() for name, text in files.items() if name != DIGESTS}
    for name, text in files.items():
        if name.endswith(".html"):
            links = [link for link in re.findall(r'href="([^"]+)"', text) if not link.startswith("#")]
            assert [link for link in links if link not in files] == []
    assert set(re.findall(r"\(runbook-\w+\.svg\)", files["runbook.md"])) == {f"({name})" for name in files if name.endswith(".svg")}
    assert files["log/checkpoint"].startswith("secure-ai-enclave/")
    assert len(assessment.controls) == 55


def test_the_index_escapes_what_it_was_given(given: Callable[..., Given]) -> None:
    files, _ = pack(given(source="<script>.yaml"))
    assert "<script" not in files["index.html"]
    assert "log/checkpoint" not in files
