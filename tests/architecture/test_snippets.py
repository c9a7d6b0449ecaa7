"""What the how-to pages tell people to type is typed, page by page, in a directory with the bank's file and a small log."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from enclave.audit.event import Event, Verdict, timestamp
from enclave.audit.log import AuditLog
from enclave.spec.load import load
from enclave.spec.policy import policy_digest

PAGES = sorted((Path(__file__).parents[2] / "docs" / "how-to").glob("*.md"))
RUN = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.long
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_says_to_type_can_be_typed(page: Path, bank: Path, tmp_path: Path) -> None:
    blocks = RUN.findall(page.read_text(encoding="utf-8"))
    if not blocks:
        assert "```console" in page.read_text(encoding="utf-8"), "a page says what to type"
        return
    shutil.copy(bank, tmp_path / "enclave.yaml")
    with AuditLog.open(tmp_path / "data") as log:
        now = timestamp(datetime.now(UTC))
        digest = policy_digest(load(bank).spec)
        log.append([Event(id="1", time=now, kind="started", policy_digest=digest)])
        log.append([Event(
            id="2", time=now, kind="completed", caller="a", project="fraud-triage", model="gpt-4o", region="europe", location="westeurope",
            status=200, reserved_nanousd=9, settled_nanousd=5, prompt_sha256="0" * 64, verdicts=(Verdict("dlp", "pass", 9),),
            policy_digest=digest,
        )])
    script = tmp_path / "enclave"
    script.write_text(f'#!/bin/sh\nexec {sys.executable} -m enclave.cli.main "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(Path(__file__).parents[2])}
    for block in blocks:
        done = subprocess.run(["sh", "-e", "-c", block], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{block}\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}"


def merged(first: Any, second: Any) -> Any:
    """The second mapping laid over the first."""
    if not isinstance(first, dict) or not isinstance(second, dict):
        return second
    return {**first, **{key: merged(first.get(key), value) for key, value in second.items()}}


def test_what_a_page_says_to_write_is_good_in_the_banks_file(root: Path, bank: Path, tmp_path: Path) -> None:
    pages = [root / "README.md", *sorted((root / "docs").glob("*.md")), *PAGES]
    (tmp_path / "secrets.toml").write_text("[[rules]]\nid = \"badge\"\nregex = 'BDG-[0-9]{6}'\n", encoding="utf-8")
    yaml = YAML(typ="safe", pure=True)
    whole = yaml.load(bank.read_text(encoding="utf-8"))
    pieces = [(page.stem, piece) for page in pages for piece in FILE.findall(page.read_text(encoding="utf-8"))]
    assert len(pieces) >= 10
    for name, piece in pieces:
        path = tmp_path / f"{name}.yaml"
        written = yaml.load(piece)
        with path.open("w", encoding="utf-8") as file:
            yaml.dump(written if "enclave" in written else merged(whole, written), file)
        load(path)
