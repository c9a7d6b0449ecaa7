"""What the benchmark of a build builds. What it costs is measured by hand: `bench/README.md`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from enclave.spec.load import load


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    return import_module("bench.build")


@pytest.mark.long
def test_twenty_projects_in_four_regions(bench: ModuleType, tmp_path: Path) -> None:
    build = bench.Build(tmp_path, bench.document())
    build.run()
    assert build.resources > 2000


def test_everything_at_once_is_a_file_too(bench: ModuleType, tmp_path: Path) -> None:
    build = bench.Build(tmp_path, bench.document(full=True))
    spec = load(build.file).spec
    assert len(spec.projects) == 20
    assert {name for name in type(spec.components).model_fields if not getattr(spec.components, name).enabled} == {bench.CONTRADICTED}
