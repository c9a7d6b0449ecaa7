"""The bill of materials says what is pinned, with hashes and licences, and the same twice."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


@pytest.fixture(scope="module")
def sbom() -> ModuleType:
    return import_module("scripts.sbom")


def test_everything_that_is_pinned_is_in_it(
    sbom: Any, root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    file = root / "requirements" / "run.txt"
    packages = [*sbom.pinned(file.read_text())]
    monkeypatch.setattr(sbom, "distribution", lambda name: Fake(next(one for one in packages if one.name == name)))
    assert sbom.main(str(file)) == 0
    first = capsys.readouterr().out
    assert sbom.main(str(file)) == 0
    assert capsys.readouterr().out == first
    document = json.loads(first)
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    assert document["metadata"]["timestamp"] == "2026-09-21T14:13:20Z"
    lines = [line for line in file.read_text().splitlines() if "==" in line and not line.startswith(" ")]
    assert len(document["components"]) == len(lines) > 40
    for component in document["components"]:
        assert component["purl"] == f"pkg:pypi/{component['name']}@{component['version']}"
        assert all(len(one["content"]) == 64 for one in component["hashes"])
        assert component["licenses"] == [{"expression": "MIT"}]
    refs = [one["ref"] for one in document["dependencies"]]
    assert len(refs) == len({*refs}) == len(lines) + 1
    assert {needed for one in document["dependencies"] for needed in one["dependsOn"]} <= {*refs}
    msgspec = next(one for one in document["dependencies"] if one["ref"].startswith("pkg:pypi/msgspec@"))
    assert [needed.partition("@")[0] for needed in msgspec["dependsOn"]] == ["pkg:pypi/rich"]


class Fake:
    """A package that is installed."""

    requires = ("Rich>=1", "not-pinned", "msgspec ; extra == 'all'")

    def __init__(self, package: Any) -> None:
        self.version = package.version
        self.metadata = {"License-Expression": "MIT"}


def test_what_is_not_as_it_is_pinned_is_said(sbom: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = {
        "msgspec==0.0.1 \\\n    --hash=sha256:" + "0" * 64: "`msgspec` is pinned as 0.0.1 and installed as",
        "msgspec==0.0.1\n": "is pinned without a hash",
        "no-such-package==1 \\\n    --hash=sha256:" + "0" * 64: "no-such-package",
    }
    for text, message in cases.items():
        (tmp_path / "r.txt").write_text(text)
        assert sbom.main(str(tmp_path / "r.txt")) == 3
        said = capsys.readouterr()
        assert message in said.err
        assert said.out == ""


def test_licences_as_packages_write_them(sbom: Any) -> None:
    from email.message import Message

    def of(**fields: Any) -> Any:
        metadata = Message()
        for name, value in fields.items():
            for one in value if isinstance(value, list) else [value]:
                metadata[name.replace("_", "-")] = one
        return sbom.licences(type("Package", (), {"metadata": metadata}))

    assert of(License_Expression="MIT OR Apache-2.0", License="x") == [{"expression": "MIT OR Apache-2.0"}]
    assert of(License="MIT") == [{"license": {"id": "MIT"}}]
    osi = "License :: OSI Approved"
    assert of(License="see LICENSE", Classifier=[osi, f"{osi} :: Apache Software License"]) == [{"license": {"id": "Apache-2.0"}}]
    both = [f"{osi} :: BSD License", f"{osi} :: MIT License"]
    assert of(Classifier=both) == [{"license": {"name": "BSD License"}}, {"license": {"id": "MIT"}}]
    assert of(License="our own") == [{"license": {"name": "our own"}}]
    assert of() == []
