from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from enclave.console.spend import Ledger, Shared, spend_document, titled
from enclave.errors import EnclaveError
from enclave.ledger.interface import Ceiling, Reserve, Settle
from enclave.ledger.sqlite import SqliteStore
from enclave.spec.load import load
from enclave.spec.models import Spec
from enclave.spec.spending import NANO_USD

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def spec(bank: Path) -> Spec:
    return load(bank).spec


def spend(data: Path, scope: str, dollars: float, *, settle: bool = True) -> None:
    amount = int(dollars * NANO_USD)
    with SqliteStore(data / "ledger.sqlite") as store:
        ceilings = tuple(Ceiling(scope, window, 10**15) for window in ("daily", "monthly"))  # type: ignore[arg-type]
        store.apply([Reserve(f"{scope}{dollars}", amount, ceilings, NOW)])
        if settle:
            store.apply([Settle(f"{scope}{dollars}", amount, NOW)])


def test_without_a_ledger_nothing_is_made(tmp_path: Path, spec: Spec) -> None:
    totals, problem = Ledger(tmp_path).look(NOW)
    assert (totals, problem) == ([], "there is no ledger yet")
    assert list(tmp_path.iterdir()) == []
    document = spend_document(spec, totals, problem)
    assert [row["scope"] for row in document["scopes"]] == ["hub", *(f"project/{name}" for name in spec.projects)]
    assert all(row["daily"]["settled_nanousd"] == 0 for row in document["scopes"])


def test_spend_stands_against_the_ceilings_of_the_file(tmp_path: Path, spec: Spec) -> None:
    spend(tmp_path, "project/fraud-triage", 85)
    spend(tmp_path, "project/claims-assistant", 60, settle=False)
    spend(tmp_path, "project/of-last-year", 1)
    ledger = Ledger(tmp_path)
    totals, problem = ledger.look(NOW)
    ledger.close()
    rows = {row["scope"]: row for row in spend_document(spec, totals, problem)["scopes"]}
    assert problem == ""
    assert rows["project/fraud-triage"]["daily"] == {
        "settled_nanousd": 85 * NANO_USD, "reserved_nanousd": 0, "limit_nanousd": 100 * NANO_USD, "level": "near", "share": 0.85,
        "settled_share": 0.85, "resets_at": "2026-11-22T00:00:00+00:00",
    }  # fmt: skip
    assert rows["project/claims-assistant"]["daily"]["level"] == "over"
    assert rows["project/claims-assistant"]["monthly"]["level"] == "good"
    assert rows["project/of-last-year"]["known"] is False
    assert rows["project/of-last-year"]["daily"]["level"] == "none"
    assert rows["hub"]["daily"]["level"] == "good"


def test_callers_and_models_stand_against_their_own_ceilings(tmp_path: Path, spec: Spec) -> None:
    """They are in the file, which does not name callers; the ledger knows what each may spend."""
    for number in range(30):
        spend(tmp_path, f"project/fraud-triage/caller/c{number:02}", 10_000 * (number + 1))
    spend(tmp_path, "caller/ann", 950_000)
    spend(tmp_path, "model/gpt-5.1", 1)
    ledger = Ledger(tmp_path)
    document = spend_document(spec, *ledger.look(NOW))
    ledger.close()
    own = [row for row in document["scopes"] if row["scope"] not in ("hub", *(f"project/{name}" for name in spec.projects))]
    assert (len(own), document["hidden"]) == (20, 12)
    assert all(row["known"] for row in own)
    assert (own[0]["scope"], own[0]["daily"]["level"], own[0]["daily"]["share"]) == ("caller/ann", "near", 0.95)
    assert [row["scope"][-2:] for row in own[1:4]] == ["29", "28", "27"]
    assert [titled(scope) for scope in ("hub", "caller/ann", "project/a/caller/b/c", "project/a/model/m", "model/m", "project/a")] == [
        "whole enclave", "caller ann", "caller b/c of a", "model m of a", "model m", "a",
    ]  # fmt: skip


def test_a_new_ledger_in_the_same_place_is_seen(tmp_path: Path) -> None:
    spend(tmp_path, "hub", 1)
    ledger = Ledger(tmp_path)
    assert ledger.look(NOW)[0][0].settled == NANO_USD
    for file in tmp_path.iterdir():
        file.unlink()
    assert ledger.look(NOW)[1] == "there is no ledger yet"
    spend(tmp_path, "hub", 2)
    assert ledger.look(NOW)[0][0].settled == 2 * NANO_USD
    ledger.close()


def test_a_damaged_ledger_is_said(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"this is no database" * 100)
    totals, problem = Ledger(tmp_path).look(NOW)
    assert totals == []
    assert problem == "the ledger is not a database"


def test_a_shared_ledger_is_opened_once_and_anew_when_it_fails(tmp_path: Path) -> None:
    spend(tmp_path, "hub", 3.0)
    opened: list[SqliteStore] = []
    broken = True

    def open_one() -> SqliteStore:
        if broken:
            raise EnclaveError("the ledger's Redis cannot be reached")
        opened.append(SqliteStore(tmp_path / "ledger.sqlite"))
        return opened[-1]

    shared = Shared(open_one)
    assert shared.look(NOW) == ([], "the ledger's Redis cannot be reached")
    broken = False
    for _ in range(2):
        totals, problem = shared.look(NOW)
        assert (problem, {total.settled for total in totals}) == ("", {3 * NANO_USD})
    assert len(opened) == 1
    shared.close()
    assert shared.look(NOW)[1] == ""
    assert len(opened) == 2
    shared.close()
