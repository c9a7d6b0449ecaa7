"""The whole program, by its command line, on a bad day: clocks jump, disks are full, files are broken, the provider lies, prices change."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.gateway.model import Model, running

pytestmark = pytest.mark.long
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("ENCLAVE_")}
RUN = [sys.executable, "-m", "enclave.cli.main"]
DAY = 86_400

# the program, on a machine whose clock goes by so many seconds as stand in a file
JUMPING = textwrap.dedent("""
    import datetime, pathlib, sys, time
    offset = pathlib.Path(sys.argv.pop(1))
    real_time, real_ns, real_datetime = time.time, time.time_ns, datetime.datetime
    shift = lambda: float(offset.read_text() or 0)
    time.time = lambda: real_time() + shift()
    time.time_ns = lambda: real_ns() + int(shift() * 10**9)
    class Jumping(real_datetime):
        @classmethod
        def now(cls, tz=None):
            return cls.fromtimestamp(time.time(), tz)
    datetime.datetime = Jumping
    from enclave.cli.main import main
    main(sys.argv[1:])
""")


@pytest.fixture
def model() -> Iterator[Model]:
    with running() as one:
        yield one


class Gateway:
    """A running `enclave serve`."""

    def __init__(self, url: str, process: subprocess.Popen[str], token: str) -> None:
        self.url, self.process, self._token = url, process, token

    def ask(self, token: str = "") -> httpx.Response:
        body = {"model": "gpt-4o", "messages": [{"role": "user", "content": "hello"}], "max_tokens": 50}
        headers = {"authorization": f"Bearer {token or self._token}"}
        return httpx.post(f"{self.url}/v1/chat/completions", json=body, headers=headers, timeout=60)


def run(*arguments: object, start: list[str] | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [*(start or RUN), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=CLEAN | environment, check=False)


def issued(spec: Path, data: Path, start: list[str] | None = None, **environment: str) -> str:
    who = ("--project", "fraud-triage", "--role", "user", "--caller", "jane")
    token = run("token", "issue", spec, *who, "--data", data, start=start, **environment)
    assert token.returncode == 0, token.stderr
    return token.stdout.split()[-1]


@contextmanager
def serving(
    spec: Path, data: Path, model: Model, *more: object, start: list[str] | None = None, before: list[str] | None = None, **environment: str
) -> Iterator[Gateway]:
    upstream = f"http://127.0.0.1:{model.server_address[1]}/v1"
    token = issued(spec, data, start, **environment)
    serve = ["serve", str(spec), "--port", "0", "--data", str(data), "--upstream", upstream, *map(str, more)]
    with subprocess.Popen(
        [*(before or []), *(start or RUN), *serve], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=CLEAN | environment,
    ) as process:
        timer = threading.Timer(120, process.kill)
        timer.start()
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            match = re.fullmatch(r"listening on (\S+)\n", line)
            assert match, (line, process.stderr and process.stderr.read())
            yield Gateway(match[1], process, token)
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)
        finally:
            timer.cancel()
            process.kill()


def verified(data: Path) -> str:
    found = run("audit", "verify", "--data", data)
    assert found.returncode == 0, found.stdout + found.stderr
    return found.stdout


def windows(spec: Path, data: Path, start: list[str] | None = None) -> dict[str, int]:
    """Window of a day of the hub -> settled and reserved nano-dollars, as the report says."""
    report = run("budget", "report", spec, "--data", data, "--format", "json", start=start)
    assert report.returncode == 0, report.stderr
    return json.loads(report.stdout)


def asked(data: Path, kql: str) -> list[Any]:
    found = run("audit", "query", "--data", data, kql, "--format", "json")
    assert found.returncode == 0, found.stderr
    return json.loads(found.stdout)


def test_clocks_that_jump_spend_nothing_twice_and_break_no_log(bank: Path, tmp_path: Path, model: Model) -> None:
    offset, data = tmp_path / "offset", tmp_path / "data"
    offset.write_text("0")
    start = [sys.executable, "-c", JUMPING, str(offset)]
    with serving(bank, data, model, start=start, TZ="America/St_Johns") as gateway:
        for seconds in (0, 3 * DAY, 3 * DAY - 7200, 0, -5 * DAY, 40 * DAY, 0):
            offset.write_text(str(seconds))
            answer = gateway.ask(issued(bank, data, start))
            assert answer.status_code == 200, (seconds, answer.text)
    verified(data)
    kinds = "a = countif(Kind == 'admitted'), c = countif(Kind == 'completed')"
    [counts] = asked(data, f"EnclaveEvents | summarize {kinds}, n = sum(SettledNanousd)")
    assert (counts["a"], counts["c"], model.calls) == (7, 7, 7)
    offset.write_text(str(40 * DAY))
    lines = windows(bank, data, start)
    assert "2027" in json.dumps(lines) or "2026-12" in json.dumps(lines), "the latest window is that of the future"
    assert counts["n"] > 0


def test_a_full_disk_refuses_and_loses_nothing(bank: Path, tmp_path: Path, model: Model) -> None:
    data = tmp_path / "data"
    with serving(bank, data, model) as gateway:
        assert gateway.ask().status_code == 200
    # no file may grow beyond so many blocks: what a disk without room says, to every file at its own time
    with serving(bank, data, model, before=["bash", "-c", 'ulimit -f 96; exec "$@"', "-"]) as gateway:
        before, found = model.calls, []
        for _ in range(400):
            found.append(gateway.ask().status_code)
            if found[-3:] == [503, 503, 503]:
                break
        assert 503 in found, found
        admitted = model.calls - before
        assert found.count(200) <= admitted
        calls = model.calls
        assert gateway.ask().status_code == 503
        assert model.calls == calls, "a call that cannot be recorded does not leave"
    assert run("audit", "verify", "--data", data).returncode == 0
    with serving(bank, data, model) as gateway:
        assert gateway.ask().status_code == 200
    verified(data)
    [counts] = asked(data, "EnclaveEvents | summarize a = countif(Kind == 'admitted')")
    assert counts["a"] >= model.calls, "every call that left has its record"


def test_broken_files_keep_it_from_starting_and_are_named(bank: Path, tmp_path: Path, model: Model) -> None:
    whole = tmp_path / "whole"
    with serving(bank, whole, model) as gateway:
        for _ in range(3):
            assert gateway.ask().status_code == 200
    other = tmp_path / "other"
    with serving(bank, other, model):
        pass
    upstream = f"http://127.0.0.1:{model.server_address[1]}/v1"

    def said(name: str, content: bytes | None) -> str:
        data = tmp_path / "data"
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(whole, data)
        for file in data.glob("ledger.sqlite-*") if name == "ledger.sqlite" else ():
            file.unlink()
        path = max(data.glob(name))  # the widest, of partial ones
        path.write_bytes(path.read_bytes()[:-40] + b"\0" * 40 if content is None else content)
        done = run("serve", bank, "--port", "0", "--data", data, "--upstream", upstream)
        assert done.returncode in {2, 3}, (name, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        return done.stderr

    assert "ledger.sqlite" in said("ledger.sqlite", b"this is no database" * 500)
    assert "checkpoint" in said("log/checkpoint", b"nothing")
    assert "log" in said("log/tile/entries/000.p/*", b"\xff" * 900)
    assert "log.key" in said("keys/log.key", b"nothing")
    assert "log" in said("keys/log.key", (other / "keys" / "log.key").read_bytes())
    shutil.rmtree(tmp_path / "data")
    (tmp_path / "data").write_text("a file")
    done = run("serve", bank, "--port", "0", "--data", tmp_path / "data", "--upstream", upstream)
    assert (done.returncode in {2, 3}, "Traceback" in done.stderr) == (True, False)


def test_two_gateways_on_one_directory_keep_one_log_and_one_ledger(bank: Path, tmp_path: Path, model: Model) -> None:
    data = tmp_path / "data"
    with serving(bank, data, model) as one, serving(bank, data, model) as two:
        codes = [gateway.ask().status_code for _ in range(10) for gateway in (one, two)]
        assert codes == [200] * 20
    verified(data)
    [counts] = asked(data, "EnclaveEvents | summarize c = countif(Kind == 'completed'), d = dcount(RequestId), n = sum(SettledNanousd)")
    assert (counts["c"], counts["n"] % 20) == (20, 0)


def test_what_cannot_be_true_costs_the_reservation(bank: Path, tmp_path: Path, model: Model) -> None:
    data = tmp_path / "data"
    lies = (
        {"prompt_tokens": -5, "completion_tokens": 10}, {"prompt_tokens": 20, "completion_tokens": 10**15}, {"prompt_tokens": "20"}, [],
        None,
        {"prompt_tokens": 20, "completion_tokens": 10, "prompt_tokens_details": {"cached_tokens": 10**6}}, {"prompt_tokens": 1e308},
    )
    with serving(bank, data, model) as gateway:
        for usage in lies:
            model.usage = usage
            answer = gateway.ask()
            # a number that is none makes the answer no JSON, and nobody gets it; it has been paid for all the same
            assert answer.status_code == (502 if usage == {"prompt_tokens": 1e308} else 200), (usage, answer.text)
    verified(data)
    rows = asked(data, "EnclaveEvents | where Kind == 'completed' | project s = SettledNanousd, r = ReservedNanousd, Error")
    assert len(rows) == len(lies)
    assert all(row["s"] == row["r"] > 0 and row["Error"] for row in rows), rows
    assert [row["Error"].startswith("usage_") for row in rows].count(False) <= 1, rows


def costs(data: Path) -> list[int]:
    """What each call was charged."""
    rows = asked(data, "EnclaveEvents | where Kind == 'completed' | order by RecordNumber asc | project s = SettledNanousd")
    return [row["s"] for row in rows]


def test_prices_that_change_while_it_serves_hold_when_they_are_read_and_broken_ones_never(bank: Path, tmp_path: Path, model: Model) -> None:
    data, prices = tmp_path / "data", tmp_path / "prices.json"
    own = json.loads((Path(__file__).parents[2] / "enclave" / "ledger" / "prices.json").read_text())
    prices.write_text(json.dumps(own))
    dear = own | {"rows": [row | {"output": "110"} if row["model"] == "gpt-4o" and "sku" in row else row for row in own["rows"]]}
    with serving(bank, data, model, "--prices", prices) as gateway:
        assert gateway.ask().status_code == 200
        prices.write_text(json.dumps(dear))
        assert gateway.ask().status_code == 200
        gateway.process.send_signal(signal.SIGHUP)
        end = time.monotonic() + 120
        while len({*costs(data)}) < 2:  # what is read needs a while
            assert time.monotonic() < end
            assert gateway.ask().status_code == 200
        prices.write_bytes(b'{"rows": [\xb6')
        gateway.process.send_signal(signal.SIGHUP)
        time.sleep(4)
        assert gateway.ask().status_code == 200
    verified(data)
    paid = costs(data)
    assert paid[0] == paid[1] < paid[-2] == paid[-1], paid
    assert paid == sorted(paid)
