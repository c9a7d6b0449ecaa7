"""Types that the main file takes from modules: each is imported where it is named, by a name that nothing else has there."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from enclave.compose import compose
from enclave.emit import emit
from enclave.emit.requests import is_template
from enclave.graph.model import Graph
from enclave.spec.load import load

SPECS = ("examples/hospital/enclave.yaml", "tests/everything.yaml")
"""Two modules with a type of the same name; a type that the main file itself is given values of."""
IMPORT = re.compile(r"^import \{ ([^}]*) \} from '([^']*)'\n", re.MULTILINE)


@cache
def printed(path: Path) -> tuple[dict[str, str], Graph]:
    graph = compose(load(path).spec)
    graph = Graph(tuple(resource for resource in graph if is_template(resource)), graph.intent)
    return {name: text for name, text in emit(graph, "bicep").items() if name.endswith((".bicep", ".bicepparam"))}, graph


def imported(text: str) -> list[str]:
    return [name for found in IMPORT.finditer(text) for name in found[1].split(", ")]


@pytest.mark.parametrize("spec", SPECS)
def test_no_name_is_there_twice_and_none_in_vain(spec: str, root: Path) -> None:
    for path, text in printed(root / spec)[0].items():
        own = re.findall(r"^(?:type|func) (\w+)", text, re.MULTILINE)
        assert [name for name, times in Counter([*imported(text), *own]).items() if times > 1] == [], path
        said = set(re.findall(r"\w+", IMPORT.sub("", text)))
        assert [name for name in imported(text) if name not in said] == [], path


@pytest.mark.parametrize("spec", SPECS)
def test_what_is_named_is_declared_or_imported(spec: str, root: Path) -> None:
    files, _ = printed(root / spec)
    seen = 0
    for path, text in files.items():
        named = set(re.findall(r"^(?:param \w+|  \w+:) (\w+Type)\b", text, re.MULTILINE))
        own = set(re.findall(r"^type (\w+)", text, re.MULTILINE))
        assert named <= own | set(imported(text)), path
        seen += len(named)
    assert seen > 10


@pytest.mark.parametrize("spec", SPECS)
def test_it_reads_back_as_the_same_resources(spec: str, root: Path, bicep_reader: ModuleType) -> None:
    files, graph = printed(root / spec)
    assert {resource.id.lower() for resource in bicep_reader.read(files, graph).resources} == {resource.id.lower() for resource in graph}


def test_a_type_is_called_after_its_module_where_another_has_its_name(root: Path) -> None:
    files, _ = printed(root / SPECS[0])
    names = [name for name in imported(files["regions.bicep"]) if name.lower().endswith("roleassignmenttype")]
    assert len(names) > 1
    assert len(set(names)) == len(names)
