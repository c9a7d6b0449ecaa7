"""Which ledger a file means."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from enclave.cli.ledgers import file_of, ledger_opener, price_table, shared_ledger
from enclave.errors import InputError
from enclave.ledger.interface import Ceiling, LedgerUnavailable, Reserve, Reserved, Settle
from enclave.ledger.prices import UnknownPriceError
from enclave.ledger.sqlite import SqliteStore
from enclave.spec.load import load
from enclave.spec.models import Spec


@pytest.fixture
def port(tmp_path: Path, unused_port: Callable[[], int]) -> Iterator[int]:
    """Of a Redis that wants a password."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        pytest.skip("not run: needs redis-server or valkey-server (apt-get install redis-server)")
    port = unused_port()
    command = [program, "--port", str(port), "--dir", str(tmp_path), "--save", "", "--requirepass", "correct horse", "--appendonly", "yes"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    for _ in range(3000):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.02)
    yield port
    process.kill()
    process.wait(10)


def enclave(*arguments: str | Path, password: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "enclave.cli.main", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={"ENCLAVE_REDIS_PASSWORD": password}, timeout=60)


def test_without_a_shared_ledger_it_is_a_file(bank: Path, tmp_path: Path) -> None:
    spec = load(bank).spec
    assert shared_ledger(spec) is ledger_opener(spec) is None
    assert file_of(tmp_path) == tmp_path / "ledger.sqlite"
    refused = enclave("budget", "open", bank, "--data", tmp_path)
    assert refused.returncode == 2
    assert "there is no ledger, and there was none" in refused.stderr


def test_a_file_that_went_back_is_refused_until_an_operator_accepts_it(bank: Path, tmp_path: Path) -> None:
    day, noon = Ceiling("hub", "daily", 100), datetime(2026, 11, 21, 12, tzinfo=UTC)
    with SqliteStore(file_of(tmp_path)) as store:
        store.apply([Reserve("1", 60, (day,), noon)])
        file_of(tmp_path).unlink()
        with pytest.raises(LedgerUnavailable, match="budget open"):
            store.apply([Settle("1", 60, noon)])
    opened = enclave("budget", "open", bank, "--data", tmp_path)
    assert (opened.returncode, opened.stdout) == (0, "the ledger of `contoso-bank` begins\n"), opened.stderr
    with SqliteStore(file_of(tmp_path)) as store:
        assert store.apply([Reserve("2", 100, (day,), noon)]) == [Reserved("2", 0)]
    assert enclave("budget", "open", bank, "--data", tmp_path).stdout == "the ledger of `contoso-bank` is accepted as it is\n"


def test_a_shared_ledger_is_begun_once_by_an_operator_and_then_reported(bank: Path, tmp_path: Path, port: int) -> None:
    file = tmp_path / "enclave.yaml"
    file.write_text(bank.read_text(encoding="utf-8") + f"\nledger: {{redis: redis://127.0.0.1:{port}/0}}\n", encoding="utf-8")
    assert ledger_opener(load(file).spec) is not None
    refused = enclave("budget", "report", file, password="wrong")
    assert (refused.returncode, "correct horse" in refused.stderr) == (3, False)
    opened = enclave("budget", "open", file, password="correct horse")
    assert (opened.returncode, opened.stdout) == (0, "the ledger of `contoso-bank` begins\n"), opened.stderr
    assert "appendfsync always" in opened.stderr
    again = enclave("budget", "open", file, password="correct horse")
    assert again.stdout == "the ledger of `contoso-bank` is accepted as it is\n"
    assert "fraud-triage" in enclave("budget", "report", file, password="correct horse").stdout


def test_prices_are_those_of_the_command_line_or_of_the_file_beside_it(tmp_path: Path) -> None:
    one = {"retailPrice": 0.002, "unitOfMeasure": "1K", "armRegionName": "westeurope"}
    retail = {"Items": [one | {"meterName": f"o3 0416 {way} glbl"} for way in ("Inp", "Outp")]}
    (tmp_path / "retail.json").write_text(json.dumps(retail))
    whole = {
        "enclave": "v1", "name": "contoso", "identity": {"tenant": "11111111-1111-1111-1111-111111111111", "audience": "api://contoso"},
        "regions": {"europe": {"location": "westeurope"}},
    }  # fmt: skip
    plain = Spec.model_validate(whole)
    spec = Spec.model_validate(whole | {"ledger": {"prices": "retail.json"}})
    known = price_table(spec, tmp_path / "enclave.yaml", None)
    assert known is not None
    assert known.price("o3", "GlobalStandard", "westeurope").input == 2_000_000_000
    with pytest.raises(UnknownPriceError):
        known.price("gpt-4o", "GlobalStandard", "westeurope")
    assert price_table(plain, tmp_path / "enclave.yaml", None) is None
    assert price_table(plain, tmp_path / "enclave.yaml", tmp_path / "retail.json") is not None
    with pytest.raises(InputError, match="cannot read"):
        price_table(plain, tmp_path / "enclave.yaml", tmp_path / "none.json")


def test_the_pods_redis_goes_before_the_files(monkeypatch: pytest.MonkeyPatch, bank: Path) -> None:
    spec = load(bank).spec
    assert ledger_opener(spec) is None
    for name, value in (("HOST", "contoso.westeurope.redis.azure.net"), ("USER", "1-2-3"), ("ENTRA", "1")):
        monkeypatch.setenv(f"ENCLAVE_REDIS_{name}", value)
    store = shared_ledger(spec)
    assert store is not None
    assert store._server.url == "rediss://contoso.westeurope.redis.azure.net:10000"
    assert (store._server.sign_in is not None, store._server.password) == (True, "")
    assert ledger_opener(spec) is not None
