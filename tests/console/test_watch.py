from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from enclave.audit.event import Event, timestamp
from enclave.audit.log import AuditLog
from enclave.console import tail
from enclave.console.proof import Examined
from enclave.console.watch import Watch, unsafe_choices
from enclave.errors import InputError
from enclave.spec.load import Document, load
from enclave.spec.policy import policy_digest
from enclave.spec.spending import NANO_USD

Examine = Callable[..., Callable[[str], Examined]]


def look(watch: Watch) -> dict[str, Any]:
    return watch.look(datetime.now(UTC))


def until(watch: Watch, good: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    deadline = monotonic() + 60
    while not good(found := look(watch)):
        assert monotonic() < deadline, found
        sleep(0.01)
    return found


def settled(watch: Watch) -> dict[str, Any]:
    return until(watch, lambda found: not found["proof"]["running"] and (found["log"]["checked_at"] or found["log"]["state"] == "missing"))


def test_a_day_that_went_well(document: Document, busy: Path, examined: Examine) -> None:
    found = settled(Watch(document, busy, examined()))
    assert found["name"] == "contoso-bank"
    assert (found["requests"], found["answered"], found["refused"], found["tokens"]) == (2, 1, 1, 1000)
    assert found["policy_digest"] == found["gateway"]["policy_digest"] == policy_digest(document.spec)
    assert (found["gateway"]["state"], found["gateway"]["matches"]) == ("started", True)
    assert (found["log"]["state"], found["log"]["records"]) == ("good", 4)
    assert found["spend"]["scopes"][1]["daily"]["settled_nanousd"] == 85 * NANO_USD
    assert found["proof"]["verdict"] == "proved"
    assert [item["text"] for item in found["attention"]] == ["fraud-triage has used 85% of today's ceiling"]
    assert found["verdict"] == "warn"


def test_before_the_gateway_ever_ran(document: Document, data: Path, examined: Examine) -> None:
    found = settled(Watch(document, data, examined()))
    assert (found["log"]["state"], found["gateway"]["state"], found["requests"]) == ("missing", "unseen", 0)
    assert found["verdict"] == "warn"
    assert not data.exists()


def test_new_events_are_seen_at_the_next_look(document: Document, busy: Path, examined: Examine) -> None:
    watch = Watch(document, busy, examined())
    assert look(watch)["requests"] == 2
    now = timestamp(datetime.now(UTC))
    with AuditLog.open(busy) as log:
        log.append([Event(id="9", kind="refused", time=now, stage="access", reason="no role", policy_digest="sha256:other")])
        found = look(watch)
    assert found["requests"] == 3
    assert found["gateway"]["matches"] is False
    assert found["refusals"][0]["count"] == 1


def test_a_changed_byte_is_seen(document: Document, busy: Path, examined: Examine) -> None:
    (bundle,) = (busy / "log/tile/entries/000.p").iterdir()
    content = bytearray(bundle.read_bytes())
    content[len(content) // 2] ^= 1
    bundle.write_bytes(bytes(content))
    found = settled(Watch(document, busy, examined()))
    assert found["log"]["state"] == "damaged"
    assert "tile/entries/000.p/" in found["log"]["problems"][0]["where"]
    assert found["verdict"] == "bad"


def test_a_rewritten_log_with_a_good_tree_is_seen_by_its_signature(
    document: Document, busy: Path, examined: Examine, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    with AuditLog.open(other) as log:
        log.append([Event(id="x", kind="started", time=timestamp(datetime.now(UTC)), policy_digest=policy_digest(document.spec))])
    kept = (busy / "log" / "key.pub").read_bytes()
    shutil.copytree(other / "log", busy / "log", dirs_exist_ok=True)
    (busy / "log" / "key.pub").write_bytes(kept)
    assert settled(Watch(document, busy, examined()))["log"]["state"] == "damaged"


def test_a_log_that_is_replaced_while_watched_is_counted_anew(document: Document, busy: Path, examined: Examine) -> None:
    watch = Watch(document, busy, examined())
    assert look(watch)["requests"] == 2
    shutil.rmtree(busy / "log")
    AuditLog.open(busy).close()
    assert look(watch)["requests"] == 0
    until(watch, lambda found: found["log"]["state"] == "damaged")


def test_a_long_log_is_read_in_several_looks(
    document: Document, busy: Path, examined: Examine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tail, "LOOK_BYTES", 600)
    watch = Watch(document, busy, examined())
    assert until(watch, lambda found: found["log"]["behind_records"] == 0)["requests"] == 2


def test_the_file_is_examined_again_when_it_changes(document: Document, data: Path) -> None:
    asked: list[str] = []

    def examine(path: str) -> Examined:
        asked.append(Path(path).read_text())
        if "broken" in asked[-1]:
            raise InputError("broken", f"{path}:1:1", "mend it")
        found = {"verdict": "proved", "obligations": [], "findings": [], "assumptions": [f"n{len(asked)}"], "unmodelled": []}
        return Examined(document.spec, f"sha256:{len(asked)}", found)

    watch = Watch(document, data, examine)
    first = until(watch, lambda found: found["proof"]["assumptions"])
    assert (first["policy_digest"], len(asked)) == ("sha256:1", 1)
    look(watch)
    assert len(asked) == 1
    Path(document.path).write_text("broken")
    broken = until(watch, lambda found: found["proof"]["problem"])
    assert broken["proof"]["assumptions"] == ["n1"]
    assert "broken" in broken["attention"][0]["text"]
    Path(document.path).write_text("good again")
    again = until(watch, lambda found: found["proof"]["assumptions"] == ["n3"])
    assert again["proof"]["problem"] == ""
    os.unlink(document.path)
    look(watch)


def test_an_internal_error_is_said_and_not_thrown(document: Document, data: Path) -> None:
    def examine(path: str) -> Examined:
        raise ZeroDivisionError("division by zero")

    found = until(Watch(document, data, examine), lambda found: found["proof"]["problem"])
    assert found["proof"]["problem"] == "internal error: ZeroDivisionError: division by zero"
    assert found["verdict"] == "bad"


def test_dangerous_choices_are_read_from_the_file(bank: Path, tmp_path: Path) -> None:
    text = bank.read_text().replace("    region: europe\n", "    region: europe\n    unsafe_allow_public_access: {reason: a pilot}\n", 1)
    (tmp_path / "opened.yaml").write_text(text)
    assert unsafe_choices(load(bank).spec) == []
    assert unsafe_choices(load(tmp_path / "opened.yaml").spec) == [
        {"project": "fraud-triage", "choice": "unsafe_allow_public_access", "reason": "a pilot"}
    ]
