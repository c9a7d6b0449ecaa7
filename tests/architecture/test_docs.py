"""The documentation is asserted: the paths that it names exist, and nothing names this machine or a registry."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

PATH = re.compile(r"`((?:enclave|docs|examples|tests|bench|scripts|requirements|\.ci)/[A-Za-z0-9_./-]+)`")
HOSTS = re.compile(r"pypi\.org|pythonhosted\.org|npmjs\.(org|com)|deb\.debian\.org|(^|[^.A-Za-z0-9_])/(work|farm|root)/")


def tracked(root: Path, *patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=root, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not run: needs a git checkout")
    return [root / name for name in listed.stdout.split("\0") if name and (root / name).is_file()]


def test_every_path_in_the_docs_exists(root: Path) -> None:
    gone = [
        f"{page.relative_to(root)}: {path}"
        for page in tracked(root, "*.md")
        for path in PATH.findall(page.read_text(encoding="utf-8"))
        if not (root / path).exists()
    ]
    assert gone == []


def test_no_tracked_file_names_a_registry_or_a_machine(root: Path) -> None:
    own = Path(__file__)
    found = []
    for file in tracked(root):
        if file == own:
            continue
        text = file.read_bytes().decode("utf-8", errors="replace")
        found += [f"{file.relative_to(root)}: {line.strip()[:100]}" for line in text.splitlines() if HOSTS.search(line)]
    assert found == []


def test_every_requirement_is_pinned_with_a_hash(root: Path) -> None:
    for name in ("run", "dev"):
        text = (root / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        entries = [entry for entry in text.replace("\\\n", " ").splitlines() if entry.strip()]
        assert entries
        assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_ci_runs_what_the_readme_says(root: Path) -> None:
    assert "make test" in (root / "README.md").read_text(encoding="utf-8")
    assert "make test\n" in (root / ".ci" / "run").read_text(encoding="utf-8")
