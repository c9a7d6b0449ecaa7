"""What all exchanges share: opened together, kept in order, closed without losing anything."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta

import pytest

from enclave.audit.event import Event, timestamp
from enclave.errors import EnclaveError, InputError
from enclave.gateway import runtime
from enclave.gateway.endpoints import Upstream
from enclave.gateway.runtime import Runtime
from enclave.ledger.interface import Ceiling, Reserve

URL = "http://127.0.0.1:9/v1"


def test_everything_is_made_in_an_empty_directory(run, document, tmp_path):
    async def main():
        opened = Runtime.open(document, tmp_path / "new" / "data", Upstream(URL))
        assert opened.journal.healthy
        assert not opened.busy
        await opened.close()

    run(main)
    assert {path.name for path in (tmp_path / "new" / "data").iterdir()} >= {"ledger.sqlite", "log", "keys"}


@pytest.mark.parametrize("obstacle", ["log", "ledger.sqlite"])
def test_what_cannot_be_opened_is_an_error(run, document, tmp_path, obstacle):
    path = tmp_path / obstacle
    if obstacle == "ledger.sqlite":
        path.mkdir()
    else:
        path.write_text("in the way")

    async def main():
        with pytest.raises(EnclaveError):
            Runtime.open(document, tmp_path, Upstream(URL))

    run(main)


def test_a_base_url_that_is_none(run, document, tmp_path):
    async def main():
        with pytest.raises(InputError, match="not a base URL"):
            Runtime.open(document, tmp_path, Upstream("localhost:11434"))

    run(main)


def test_reservations_that_nobody_settles_are_charged_when_their_lease_ends(run, document, tmp_path, monkeypatch):
    monkeypatch.setattr(runtime, "EXPIRE_SECONDS", 0.05)

    async def main():
        opened = Runtime.open(document, tmp_path, Upstream(URL))
        now = datetime.now(UTC)
        reserve = Reserve("a", 70, (Ceiling("hub", "daily", 100),), now, {}, timedelta(milliseconds=10))
        await opened.journal.admit(reserve, Event(id="a", time=timestamp(now), kind="admitted"))
        for _ in range(1500):
            await asyncio.sleep(0.02)
            [total] = opened._store.report(datetime.now(UTC))
            if total.settled:
                break
        await opened.close()
        return total.settled, total.reserved

    assert run(main) == (70, 0)


def test_work_without_a_client_is_waited_for_and_then_ended(run, document, tmp_path):
    ended: list[str] = []

    async def work(seconds: float, name: str) -> None:
        try:
            await asyncio.sleep(seconds)
            ended.append(name)
        except asyncio.CancelledError:
            ended.append(f"{name} was cut off")
            raise

    async def main():
        opened = Runtime.open(document, tmp_path, Upstream(URL))
        opened.spawn(work(0.05, "short"))
        opened.spawn(work(60, "long"))
        await opened.settle_down(0.3)
        await opened.close()

    run(main)
    assert ended == ["short", "long was cut off"]


def test_labels_have_no_values(run, document, tmp_path):
    async def main():
        opened = Runtime.open(document, tmp_path, Upstream(URL))
        labels = opened.label("gpt-4o"), opened.label("/openai/deployments/4111-1111-1111-1111/x jane@example.com")
        await opened.close()
        return labels

    assert run(main) == ("gpt-4o", "/openai/deployments/[REDACTED-CREDIT_CARD]/x [REDACTED-EMAIL]")


def test_a_start_that_fails_leaves_nothing_open_and_ends(run, world, monkeypatch):
    """What was opened before is closed: neither the loop nor the process waits for it."""

    def broken(*_: object, **__: object) -> None:
        raise InputError("broken")

    async def main():
        async with world():
            pass

    before = set(threading.enumerate())
    for name in ("project_rules", "Endpoints", "policy_digest", "Journal"):
        with monkeypatch.context() as patch:
            patch.setattr(f"enclave.gateway.runtime.{name}", broken)
            with pytest.raises(InputError, match="broken"):
                run(main)
    assert not [thread for thread in set(threading.enumerate()) - before if thread.name in ("audit tree", "journal")]
    run(main)  # and the log can be opened again
