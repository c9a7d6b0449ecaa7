"""The evidence pack."""

from __future__ import annotations

import csv
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from hashlib import sha256
from html import unescape
from pathlib import Path

import pytest

from enclave.report.controls import Given
from enclave.report.pack import DIGESTS, pack


def test_every_file_has_its_digest_and_every_link_leads_to_a_file(given: Callable[..., Given], write_log: Callable[..., Path]) -> None:
    there = given(data=write_log())
    files, assessment = pack(there)
    digests = dict(reversed(line.split("  ")) for line in files[DIGESTS].splitlines())
    assert digests == {name: sha256(text.encode()).hexdigest() for name, text in files.items() if name != DIGESTS}
    assert dead(files) == []
    assert set(re.findall(r"\(runbook-\w+\.svg\)", files["runbook.md"])) == {f"({name})" for name in files if name.endswith(".svg")}
    assert files["log/checkpoint"].startswith("secure-ai-enclave/")
    assert len(assessment.controls) == 55


def dead(files: Mapping[str, str]) -> list[str]:
    """Links of the pages that lead to no file, or to no place in one."""
    found = []
    for name, text in files.items():
        for link in re.findall(r'href="([^"]+)"', text) if name.endswith(".html") else ():
            file, _, anchor = link.partition("#")
            target = files.get(file or name)
            if target is None or (anchor and f'id="{anchor}"' not in target):
                found.append(f"{name}: {link}")
    return found


@pytest.mark.long
@pytest.mark.parametrize("example", ["hospital", "ministry"])
def test_the_packs_of_the_other_examples(example: str, root: Path, tmp_path: Path) -> None:
    assert ran(f"enclave report pack {root / 'examples' / example / 'enclave.yaml'} -o {tmp_path / 'pack'}") == 0
    files = {path.relative_to(tmp_path / "pack").as_posix(): path.read_text(encoding="utf-8") for path in (tmp_path / "pack").rglob("*.*")}
    assert len(files) >= 18
    assert dead(files) == []
    order = [files["index.html"].index(head) for head in ("Three guarantees", "Three limits", "What to read")]
    assert order == sorted(order)


def test_the_index_escapes_what_it_was_given(given: Callable[..., Given]) -> None:
    files, _ = pack(given(source="<script>.yaml"))
    assert "<script" not in files["index.html"]
    assert "log/checkpoint" not in files


@pytest.mark.long
def test_every_command_of_the_pack_can_be_run_and_says_yes(bank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All but those that ask Azure, which the pages on deployment and drift are tested with, and whole suites of tests."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(bank, "bank.yaml")
    assert ran(f"enclave up {bank} --demo --data made") == 0
    assert ran("enclave report pack bank.yaml --data made/data -o pack") == 0
    with open("pack/controls.csv", encoding="utf-8", newline="") as file:
        again = {row["again"] for row in csv.DictReader(file)}
    listed = re.search(r"<pre>(.*?)</pre>", Path("pack/index.html").read_text(encoding="utf-8"), re.DOTALL)
    assert listed
    commands = {command for line in (*again, *unescape(listed[1]).splitlines()) for command in line.split("; ") if command}
    ours = sorted(command for command in commands if command.startswith("enclave ") and command != "enclave drift bank.yaml")
    assert len(ours) >= 15
    assert {command.split()[0] for command in commands} == {"enclave", "pytest", "az"}
    assert [command for command in ours if ran(command.replace("DIR", "made/data" if "--data" in command else "out")) != 0] == []
    for command in commands:
        if command.startswith("pytest "):
            assert [file for file in command.split()[1:] if not (bank.parents[2] / file).is_file()] == []


def ran(command: str) -> int:
    """The exit code of one of our commands."""
    words = [sys.executable, "-m", "enclave.cli.main", *shlex.split(command)[1:]]
    return subprocess.run(words, capture_output=True, check=False).returncode
