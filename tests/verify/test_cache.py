"""What is remembered in a file is used only when this program wrote it for this user, whole, and gives the same answers."""

from __future__ import annotations

import os
import pickle
from array import array
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest

import enclave
from enclave.errors import EnclaveError
from enclave.graph.model import Graph, Resource, Unresolved
from enclave.verify import Verifier, cache, verify
from enclave.verify.cache import MAGIC, NAME, SIZE, program, read, write
from enclave.verify.plain import OTHERS

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


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this user's key lies."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "enclave"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    verifier = Verifier()
    verifier.verify(estate())
    assert verifier.record is not None
    write(tmp_path / "cache", verifier.record)
    return tmp_path / "cache"


def again(directory: Path, graph: Graph) -> int:
    """Verifies with what is remembered; how many answers were worked out. They must be those of a verification from the start."""
    before, why = read(directory)
    assert (before is None) == bool(why)
    verifier = Verifier(before)
    assert verifier.verify(graph) == verify(graph)
    return verifier.asked


def sealed(payload: bytes) -> bytes:
    """As only this user could write it."""
    return MAGIC + program() + cache._seal(cache.key_file().read_bytes(), payload) + payload


def not_believed(directory: Path, why: str) -> None:
    record, told = read(directory)
    assert record is None
    assert why in told, told


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
    verifier = Verifier(read(directory)[0])
    verifier.verify(estate(disableLocalAuth=False))
    assert verifier.record is not None
    write(directory, verifier.record)
    assert again(directory, estate()) > 0
    again(directory, estate(disableLocalAuth=False))


def test_it_is_for_its_owner_alone(directory: Path, home: Path) -> None:
    for file in (directory / NAME, home / "cache.key"):
        assert file.stat().st_mode & 0o777 == 0o600
        assert file.parent.stat().st_mode & 0o777 == 0o700
        assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_one_that_others_may_write_is_passed_over(directory: Path) -> None:
    (directory / NAME).chmod(0o620)
    not_believed(directory, "this user's alone")


def test_a_link_is_passed_over_and_so_is_a_directory(directory: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / NAME).symlink_to(directory / NAME)
    not_believed(tmp_path / "other", "cannot be read")
    (tmp_path / "third" / NAME).mkdir(parents=True)
    not_believed(tmp_path / "third", "cannot be read")
    assert read(tmp_path / "nowhere") == (None, "")


def test_any_damage_is_seen(directory: Path) -> None:
    good = (directory / NAME).read_bytes()
    places = {0: "of this version", len(MAGIC) + 3: "version", len(MAGIC) + SIZE + 3: "changed"}
    places |= dict.fromkeys((len(MAGIC) + 2 * SIZE + 1, len(good) // 2, len(good) - 1), "changed")
    for place, why in places.items():
        (directory / NAME).write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1:])
        not_believed(directory, why)
    for text in (b"", MAGIC, good[:-1], good + b"x", good[:len(MAGIC) + SIZE]):
        (directory / NAME).write_bytes(text)
        not_believed(directory, "")
    (directory / NAME).write_bytes(good)
    assert read(directory)[0] is not None


def test_one_of_another_version_is_passed_over(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = (directory / NAME).read_bytes()
    (directory / NAME).write_bytes(b"enclave verify 1\n" + data[len(MAGIC):])
    not_believed(directory, "of this version")
    (directory / NAME).write_bytes(data)
    monkeypatch.setattr(cache, "program", lambda: bytes(SIZE))
    not_believed(directory, "another version of this program")


def test_any_file_of_the_program_makes_it_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "verify" / "rules").mkdir(parents=True)
    (tmp_path / "__init__.py").write_text("")
    monkeypatch.setattr(enclave, "__file__", str(tmp_path / "__init__.py"))
    found: set[bytes] = set()
    for file in ("__init__.py", "finding.py", "verify/rules/one.py", "verify/rules/two.json", "verify/rules/one.py"):
        (tmp_path / file).write_text(f"{len(found)}")
        found.add(program.__wrapped__())
    assert len(found) == 5


def test_one_that_is_sealed_with_another_key_is_passed_over(directory: Path, home: Path) -> None:
    data = (directory / NAME).read_bytes()
    payload = data[len(MAGIC) + 2 * SIZE:]
    (directory / NAME).write_bytes(MAGIC + program() + sha256(payload).digest() + payload)
    not_believed(directory, "another user or another machine")
    (directory / NAME).write_bytes(MAGIC + program() + cache._seal(bytes(SIZE), payload) + payload)
    not_believed(directory, "another user or another machine")
    (directory / NAME).write_bytes(data)
    (home / "cache.key").chmod(0o640)
    not_believed(directory, "`cache.key` is not a file that is this user's alone")
    (home / "cache.key").unlink()
    not_believed(directory, "another user or another machine")
    again_written = Verifier()
    again_written.verify(estate())
    assert again_written.record is not None
    write(directory, again_written.record)
    assert read(directory)[0] is not None


class Call:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("ran",)


@pytest.mark.parametrize("value", [Call(), (1, 2, 3), ("", [], []), ([], [], []), None, EnclaveError("x"), [(10**6, "x")], [7]])
def test_nothing_but_plain_values_is_built(directory: Path, value: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    filed = msgspec.msgpack.decode((directory / NAME).read_bytes()[len(MAGIC) + 2 * SIZE:], type=cache._Filed)
    (directory / NAME).write_bytes(sealed(pickle.dumps(value)))
    not_believed(directory, "cannot be read")
    filed.shelves = [shelf._replace(data=OTHERS + pickle.dumps(value)) for shelf in filed.shelves]
    (directory / NAME).write_bytes(sealed(msgspec.msgpack.encode(filed)))
    with suppress(EnclaveError):
        Verifier(read(directory)[0]).verify(estate(disableLocalAuth=False))
    assert not (tmp_path / "ran").exists()


def test_a_value_that_is_not_plain_stops_the_run(directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    filed = msgspec.msgpack.decode((directory / NAME).read_bytes()[len(MAGIC) + 2 * SIZE:], type=cache._Filed)
    sound = filed.answers
    for parts in ({"values": b"\x07" + sound.values[1:] + b"\x07"}, {"starts": sound.starts[:-4]}, {"reads": b"7"}, {"bounds": b""}):
        filed.answers = msgspec.structs.replace(sound, **parts)
        (directory / NAME).write_bytes(sealed(msgspec.msgpack.encode(filed)))
        not_believed(directory, "cannot be read")
    data, count = OTHERS + pickle.dumps(Call()), len(sound.states)
    bounds = array("I", range(0, len(data) * count + 1, len(data))).tobytes()
    filed.answers = msgspec.structs.replace(sound, bounds=bounds, values=data * count)
    (directory / NAME).write_bytes(sealed(msgspec.msgpack.encode(filed)))
    with pytest.raises(EnclaveError, match="cannot be read"):
        Verifier(read(directory)[0]).verify(estate())
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
