"""Runs Checkov over one output of one spec, says which resources broke which of its rules, and holds that against the table."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from enclave.graph.model import Graph, Resource

SPECS = ("bank", "hospital", "ministry", "everything")
AT_LEAST = (*SPECS, "least")
ARGUMENTS = ("--skip-download", "--quiet", "--compact", "--output", "json")
QUIET = {"CKV_SKIP_PACKAGE_UPDATE_CHECK": "True", "LOG_LEVEL": "ERROR"}
Find = Callable[[str, list[str]], tuple[str, tuple[Resource, ...]]]
ARM_NAME = re.compile(r"(?P<type>Microsoft\.[\w.]+(?:/\w+)+)\.(?P<name>.+)\Z")


@dataclass(frozen=True)
class Failure:
    """A rule that a resource breaks. `resources` is what it may be, none where Checkov does not say."""

    check: str
    type: str
    said: str
    resources: tuple[Resource, ...]


@dataclass(frozen=True)
class Run:
    failures: tuple[Failure, ...]
    passed: int
    resources: int
    unread: int
    """Files that Checkov's parser does not know the language of."""


def run(program: Path, folder: Path, framework: str, find: Find, *more: str) -> Run:
    """What Checkov says of a folder. `find`: what it calls a resource, the lines of it -> type, and the resources that it may be."""
    environment = {**{key: value for key, value in os.environ.items() if not key.startswith(("BC_", "CKV_", "PRISMA"))}, **QUIET}
    done = subprocess.run(
        [str(program), "--directory", ".", "--framework", framework, *ARGUMENTS, *more],
        capture_output=True, text=True, check=False, cwd=folder, env=environment, timeout=900,
    )
    assert done.returncode in (0, 1), done.stderr
    said = json.loads(done.stdout)
    summary = said.get("summary", said)
    failures = []
    for failed in said.get("results", {}).get("failed_checks", ()):
        first, last = failed["file_line_range"]
        lines = (folder / failed["file_path"].lstrip("/")).read_text(encoding="utf-8").splitlines()[first - 1 : last]
        if " existing = {" in lines[0]:
            continue  # a reference to what is declared, and judged, elsewhere
        kind, resources = find(failed["resource"], lines)
        failures.append(Failure(failed["check_id"], kind, failed["resource"], resources))
    return Run(tuple(failures), summary["passed"], summary["resource_count"], summary["parsing_errors"])


def in_arm(graph: Graph) -> Find:
    """Checkov says type and name: `Microsoft.Sql/servers.sql-a`."""

    def find(said: str, _lines: list[str]) -> tuple[str, tuple[Resource, ...]]:
        found = ARM_NAME.match(said)
        assert found, said
        return found["type"], tuple(one for one in graph.of_type(found["type"]) if one.name == found["name"])

    return find


def in_bicep(symbols: Mapping[str, Resource]) -> Find:
    """Checkov says type and symbol."""

    def find(said: str, _lines: list[str]) -> tuple[str, tuple[Resource, ...]]:
        kind, _, symbol = said.rpartition(".")
        return kind, (symbols[symbol],) if symbol in symbols else ()

    return find


def in_terraform(said: str, lines: list[str]) -> tuple[str, tuple[Resource, ...]]:
    """Checkov says where the block is; its type stands in it."""
    (kind,) = re.findall(r'^  type +=\s"([^@"]+)@', "\n".join(lines), re.MULTILINE)
    return kind, ()


def in_manifests(said: str, _lines: list[str]) -> tuple[str, tuple[Resource, ...]]:
    """Checkov says kind, namespace and name. """
    kind, _namespace, name = said.split(".", maxsplit=2)
    return f"{kind} {name}", ()


def in_files(said: str, _lines: list[str]) -> tuple[str, tuple[Resource, ...]]:
    """Checkov says a hash of what it found."""
    return said, ()


def written(files: Mapping[str, str], folder: Path) -> Path:
    """A folder with the files of one target."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def judge(found: Run, framework: str, rules: ModuleType, graph: Graph) -> set[str]:
    """Holds what Checkov found against the table; gives the checks of it that occurred."""
    allowed = {(one.check, kind.lower()): one for one in rules.EXCEPTIONS if framework in one.seen_by for kind in one.types}
    assert [one for one in found.failures if (one.check, one.type.lower()) not in allowed] == []
    for failure in found.failures:
        row = allowed[failure.check, failure.type.lower()]
        for resource in failure.resources:
            assert row.holds(resource, graph), f"{failure.check}: what the table says of it does not hold for {resource.id}"
    return {failure.check for failure in found.failures}


def enough(found: Run, spec: str, framework: str, rules: ModuleType) -> None:
    """No zero because nothing was read."""
    (measured,) = [one for one in rules.READINGS if (one.spec, one.framework) == (spec, framework)]
    now = f"{measured}, now {found.resources} and {found.passed}"
    print(now)
    assert found.resources >= 0.9 * measured.resources, now
    assert found.passed >= 0.9 * measured.passed, now


def still_needed(occurred: set[str], framework: str, rules: ModuleType) -> None:
    assert occurred == {one.check for one in rules.EXCEPTIONS if framework in one.seen_by}
