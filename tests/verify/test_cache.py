"""What is remembered in a file is used only when this program wrote it for this user, whole, and gives the same answers."""

from __future__ import annotations

import os
import pickle
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from enclave.errors import EnclaveError
from enclave.graph.model import Graph, Resource, Unresolved
from enclave.verify import Verifier, cache, verify
from enclave.verify.cache import MAGIC, NAME, SIZE, program, read, write

GROUP = "/resourceGroups/rg"


def estate(**account: Any) -> Graph:
    body: Any = {"publicNetworkAccess": "Disabled", "disableLocalAuth": True, "customSubDomainName": "ai", **account}
    subnets = [{"name": name, "properties": {"addressPrefix": f"10.0.{place}.0/24"}} for place, name in enumerate(("app", "odd"))]
    network: Any = {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": subnets}
    return Graph((
        Resource("Microsoft.CognitiveServices/accounts", "2025-09-01", "ai", GROUP, {"properties": body, "kind": "OpenAI"}, "westeurope"),
        Resource("Microsoft.Network/virtualNetworks", "2025-09-01", "net", GROUP, {"properties": network}, "westeurope"),
        Resource("Microsoft.Storage/storageAccounts", "2025-01-01", "st", GROUP, {"properties": {"x": Unresolved("y()")}}, "westeurope"),
    ))


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    verifier = Verifier()
    verifier.verify(estate())
    assert verifier.record is not None
    write(tmp_path / "cache", verifier.record)
    return tmp_path / "cache"


def again(directory: Path, graph: Graph) -> int:
    """Verifies with what is remembered; how many answers were worked out. They must be those of a verification from the start."""
    verifier = Verifier(read(directory))
    assert verifier.verify(graph) == verify(graph)
    return verifier.asked


def sealed(payload: bytes) -> bytes:
    return MAGIC + program() + sha256(payload).digest() + payload


def test_a_second_run_works_out_next_to_nothing(directory: Path) -> None:
    whole = Verifier()
    whole.verify(estate())
    assert again(directory, estate()) < whole.asked / 4


@pytest.mark.parametrize(
    "account", [{"publicNetworkAccess": "Enabled"}, {"disableLocalAuth": False}, {"disableLocalAuth": Unresolved("p")}]
)
def test_a_change_is_seen(directory: Path, account: dict[str, Any]) -> None:
    assert again(directory, estate(**account)) > 0
    assert verify(estate(**account)) != verify(estate())


def test_what_was_loaded_can_be_written_again(directory: Path) -> None:
    verifier = Verifier(read(directory))
    verifier.verify(estate(disableLocalAuth=False))
    assert verifier.record is not None
    write(directory, verifier.record)
    assert again(directory, estate()) > 0
    again(directory, estate(disableLocalAuth=False))


def test_it_is_for_its_owner_alone(directory: Path) -> None:
    assert (directory / NAME).stat().st_mode & 0o777 == 0o600
    assert directory.stat().st_mode & 0o777 == 0o700
    assert [file.name for file in directory.iterdir()] == [NAME]


def test_one_that_others_may_write_is_passed_over(directory: Path) -> None:
    (directory / NAME).chmod(0o620)
    assert read(directory) is None


def test_a_link_is_passed_over(directory: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / NAME).symlink_to(directory / NAME)
    assert read(tmp_path / "other") is None
    assert read(tmp_path / "nowhere") is None


def test_any_damage_is_seen(directory: Path) -> None:
    good = (directory / NAME).read_bytes()
    for place in (0, len(MAGIC) + 3, len(MAGIC) + SIZE + 3, len(MAGIC) + 2 * SIZE + 1, len(good) // 2, len(good) - 1):
        (directory / NAME).write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1:])
        assert read(directory) is None
    for text in (b"", MAGIC, good[:-1], good + b"x"):
        (directory / NAME).write_bytes(text)
        assert read(directory) is None
    (directory / NAME).write_bytes(good)
    assert read(directory) is not None


def test_another_program_wrote_it(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "program", lambda: bytes(SIZE))
    assert read(directory) is None


class Call:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("ran",)


@pytest.mark.parametrize("value", [Call(), (1, 2, 3), ("", [], []), ([], [], []), None, EnclaveError("x")])
def test_nothing_but_plain_values_is_built(directory: Path, value: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (directory / NAME).write_bytes(sealed(pickle.dumps(value)))
    assert read(directory) is None
    assert not (tmp_path / "ran").exists()


def test_a_value_that_is_not_plain_stops_the_run(directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    graph, keys, answers = cache._loaded((directory / NAME).read_bytes()[len(MAGIC) + 2 * SIZE:])
    forged = [(number, reads, None if data is None else pickle.dumps(Call())) for number, reads, data in answers]
    (directory / NAME).write_bytes(sealed(pickle.dumps((graph, keys, forged), protocol=5)))
    with pytest.raises(EnclaveError, match="cannot be read"):
        Verifier(read(directory)).verify(estate())
    assert not (tmp_path / "ran").exists()


def test_a_directory_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    verifier = Verifier()
    verifier.verify(estate())
    (tmp_path / "file").write_text("")
    assert verifier.record is not None
    with pytest.raises(EnclaveError, match="cannot be written"):
        write(tmp_path / "file", verifier.record)


def test_order_and_absence_are_changes(directory: Path) -> None:
    graph = estate()
    again(directory, replace(graph, resources=graph.resources[::-1]))
    again(directory, replace(graph, resources=graph.resources[:1]))
    again(directory, replace(graph, resources=()))
