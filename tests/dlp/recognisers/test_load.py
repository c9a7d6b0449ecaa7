from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from enclave.dlp.recognisers import load
from enclave.dlp.recognisers.interface import RecogniserFailed, Said, Span
from enclave.dlp.recognisers.load import ENGINES, Asked, missing
from enclave.errors import EnclaveError, InputError

HERE = "fixture_engine"


class Made:
    def __init__(self, language: str, labels: tuple[str, ...]) -> None:
        self.made_of = (language, labels)

    def find(self, texts: list[str]) -> Any:
        if texts == ["hang"]:
            raise LookupError(texts[0])
        return [[Said(0, 1, "PERSON", 0.9)] if text else [] for text in texts]


@pytest.fixture
def fixture_module(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setitem(sys.modules, HERE, sys.modules[__name__])
    return HERE


def test_an_engine_of_ones_own_is_loaded_and_limited(fixture_module: str) -> None:
    found = load.load(Asked("module", f"{HERE}:Made", seconds=30))
    assert found.find(["Ada", ""]) == [[Span(0, 1, "person_name", 90, "module")], []]
    assert found.entities == ("person_name", "organization", "street_address")
    with pytest.raises(RecogniserFailed):
        found.find(["hang"])


def test_what_is_not_there_is_an_error_that_says_what_to_do(fixture_module: str) -> None:
    for engine in ENGINES:
        if error := missing(Asked(engine)):
            assert error.hint == f"pip install 'secure-ai-enclave[{engine}]'"
            with pytest.raises(InputError):
                load.load(Asked(engine))
    for model in ("", "nothing", "no_such_module_at_all:x", f"{HERE}:nobody", f"{HERE}:HERE", f"{HERE}:Path"):
        with pytest.raises(EnclaveError, match="cannot load"):
            load.load(Asked("module", model))


def test_every_engine_says_what_it_needs_and_means() -> None:
    for engine, module in ENGINES.items():
        asked = Asked(engine)
        assert set(asked.entities) <= {"person_name", "organization", "street_address"}
        assert isinstance(module.PACKAGES, tuple)
        assert Asked(engine, labels={"X": "phone"}).entities == ("phone",)


PROGRAM = """
import json, sys
sys.path.insert(0, sys.argv[1])
sys.path.append(sys.argv[2])  # msgspec; what is in this environment goes before it
import types, pathlib
for name in ("enclave", "enclave.dlp"):  # the room without what the scanner needs, which is not in this environment
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = [str(pathlib.Path(sys.argv[1]).joinpath(*name.split(".")))]
from enclave.dlp.recognisers import presidio, spacy_pipeline
from enclave.dlp.recognisers.interface import Labelled
texts = ["Write to jane.doe@example.com or call Ada.", "", "card 4111 1111 1111 1111"]
labels = {"EMAIL_ADDRESS": "email", "CREDIT_CARD": "credit_card"}
found = Labelled("presidio", presidio.load("blank", "en", tuple(labels)), labels, 75).find(texts)
import spacy
pipeline = spacy.blank("en")
pipeline.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": "Ada"}])
pipeline.to_disk(sys.argv[3])
people = Labelled("spacy", spacy_pipeline.load(sys.argv[3], "en", ("PERSON",)), {"PERSON": "person_name"}, 75).find(texts)
print(json.dumps([[[(one.start, one.end, one.entity, one.confidence) for one in row] for row in rows] for rows in (found, people)]))
"""


@pytest.fixture
def python(root: Path) -> Path:
    """The peer's Python, as scripts/peer.sh installs it."""
    found = root / ".venv-presidio" / "bin" / "python"
    if not found.is_file():
        pytest.skip("not run: needs Presidio (scripts/peer.sh, which `make test-long` runs)")
    return found


@pytest.mark.long
def test_presidio_and_spacy_as_they_are(tmp_path: Path, root: Path, python: Path) -> None:
    """In the peer's environment: patterns alone, and a pipeline of rules, since trained ones are not on PyPI."""
    site = next(iter((Path(sys.prefix) / "lib").glob("python3.*/site-packages")))
    done = subprocess.run(
        [python, "-c", PROGRAM, str(root), str(site), str(tmp_path / "pipeline")],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found, people = json.loads(done.stdout.splitlines()[-1])
    assert [9, 29, "email", 100] in found[0]
    assert found[2] == [[5, 24, "credit_card", 100]]
    assert people[0] == [[38, 41, "person_name", 75]]
