"""One file proves one record to whoever trusts the key, and nothing else."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from enclave.audit.log import AuditLog
from enclave.audit.note import read_verifiers
from enclave.audit.proof import Deleted, check, find, prove
from enclave.audit.prune import prune
from enclave.audit.read import numbered_events
from enclave.audit.retention import Days, Retention
from enclave.audit.tree import empty
from enclave.errors import InputError

from .conftest import event


def test_every_signed_record_is_proved(large: Callable[[], Path]) -> None:
    directory = large()
    keys = read_verifiers(directory / "log" / "key.pub")
    for number, found in list(numbered_events(directory))[:590:29]:
        proven = check(prove(directory, number), keys)
        assert (proven.number, proven.event) == (number, found)
        assert proven.checkpoint.size == 590


def test_it_has_the_form_of_c2sp(copy: Callable[[], Path]) -> None:
    directory = copy()
    header, extra, index, *rest = prove(directory, 3).split("\n")
    assert header == "c2sp.org/tlog-proof@v1"
    assert b'"id":"event-2"' in base64.b64decode(extra.removeprefix("extra "))
    assert index == "index 2"
    assert len(base64.b64decode(rest[0])) == 32
    assert rest.index("") == 3, "a tree of eight has paths of three"
    assert "\n".join(rest[4:]) == (directory / "log" / "checkpoint").read_text()


def test_proofs_outlive_records_keys_and_the_log(copy: Callable[[], Path]) -> None:
    directory = copy()
    keys = read_verifiers(directory / "log" / "key.pub")
    proof = prove(directory, 8)
    with AuditLog.open(directory) as log:
        log.rotate()
        log.append([event(99)])
    newer = prove(directory, 8)
    shutil.rmtree(directory)
    assert check(proof, keys).event.id == "event-7"
    with pytest.raises(InputError, match="no key that is trusted has signed it"):
        check(newer, keys)


def test_any_changed_character_proves_nothing(copy: Callable[[], Path]) -> None:
    directory = copy()
    keys = read_verifiers(directory / "log" / "key.pub")
    proof = prove(directory, 5)
    for place in range(len(proof)):
        with pytest.raises(InputError, match="proves nothing"):
            check(proof[:place] + chr(ord(proof[place]) ^ 1) + proof[place + 1 :], keys)
    for broken in ("", proof[:100], proof.replace("extra", "more"), proof + "x", proof.replace("index 4", "index 04"), "\udcff"):
        with pytest.raises(InputError, match="proves nothing"):
            check(broken, keys)


def test_records_are_found_by_any_of_their_names(copy: Callable[[], Path]) -> None:
    directory = copy()
    assert find(directory, "event-3") == find(directory, "request-3") == find(directory, "4") == [4]
    with pytest.raises(InputError, match="no record of `event-77`"):
        find(directory, "event-77")


def test_what_is_not_signed_yet_is_not_proved(unsigned: Callable[[], Path]) -> None:
    with pytest.raises(InputError, match="record 2 is not signed yet"):
        prove(unsigned(), 2)


def test_what_was_deleted_is_said_to_be(copy: Callable[[], Path]) -> None:
    directory = copy()
    now = datetime(2026, 11, 21, 9, 30, 4, tzinfo=UTC) + timedelta(days=90)
    with AuditLog.open(directory) as log:
        prune(directory, log, Retention(Days(None, 90)), now)
    assert find(directory, "3") == [3]
    with pytest.raises(Deleted, match=r"record 3 was deleted by retention at .*, as record 9 says .audit for ever, requests") as caught:
        prove(directory, 3)
    assert "`enclave audit prove 9`" in caught.value.hint
    assert check(prove(directory, 9), read_verifiers(directory / "log" / "key.pub")).event.details["count"] == "4"
    assert check(prove(directory, 7), read_verifiers(directory / "log" / "key.pub")).event.id == "event-6"
    with pytest.raises(InputError, match="no record of `request-2`") as unknown:
        find(directory, "request-2")
    assert "found by its number only" in unknown.value.hint
    empty(directory / "log", 9, {0: 1 << 5})
    with pytest.raises(InputError, match="record 6 is missing, and no record of a deletion names it"):
        prove(directory, 6)
