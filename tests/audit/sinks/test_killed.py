"""Each sink killed again and again while it ships: the endpoint gets every record, in order, and again at most what was under way."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Producer

from .test_kafka import consumed

RECORDS, BATCH = 600, 7
SHIP = """
import json, sys
from importlib import import_module
from pathlib import Path
from enclave.audit.sinks.interface import Limits
from enclave.audit.sinks.ship import ship

kind, settings = sys.argv[2], json.loads(sys.argv[3])
if kind == "azure_monitor":
    from azure.core.credentials import AccessToken
    settings["credential"] = type("C", (), {"get_token": lambda self, *_, **__: AccessToken("token", 2**31)})()
sink = import_module(f"enclave.audit.sinks.{kind}").open_sink(**settings)
sink.limits = Limits(7, 10**6)
print("ready", flush=True)
ship(Path(sys.argv[1]), "one", sink, lambda seconds: False, once=True)
"""


def killed_while_shipping(directory: Path, root: Path, kind: str, settings: dict[str, Any]) -> int:
    """How often it was killed before it came to the end."""
    kills = 0
    for delay in (0.0, 0.01, 0.03, 0.06, 0.12, 60.0):
        child = subprocess.Popen(
            [sys.executable, "-c", SHIP, str(directory), kind, json.dumps(settings)], stdout=subprocess.PIPE, cwd=root,
        )  # fmt: skip
        assert child.stdout is not None
        child.stdout.readline()
        deadline = time.monotonic() + delay
        while child.poll() is None and time.monotonic() < deadline:
            time.sleep(0.001)
        if child.poll() is None:
            child.send_signal(signal.SIGKILL)
            kills += 1
        child.stdout.close()
        child.wait()
    assert child.returncode == 0
    return kills


def whole_and_in_order(numbers: list[int]) -> None:
    assert list(dict.fromkeys(numbers)) == list(range(1, RECORDS + 1))
    assert all(after == before + 1 or 0 < before + 1 - after <= BATCH for before, after in pairwise(numbers))


def record_numbers(kind: str, bodies: list[bytes]) -> list[int]:
    bodies = [body for body in bodies if body]  # of a process that was killed before it had sent the rest
    if kind == "azure_monitor":
        return [row["RecordNumber"] for body in bodies for row in json.loads(body)]
    found = []
    for body in bodies:
        for record in json.loads(body)["resourceLogs"][0]["scopeLogs"][0]["logRecords"]:
            found += [int(pair["value"]["intValue"]) for pair in record["attributes"] if pair["key"] == "enclave.record"]
    return found


@pytest.mark.long
@pytest.mark.parametrize("kind", ["azure_monitor", "otlp"])
def test_over_http(log: Any, endpoint: Any, root: Path, kind: str) -> None:
    log.append(RECORDS)
    settings = {"endpoint": endpoint.url} | ({"rule": "dcr-" + "0a" * 16} if kind == "azure_monitor" else {})
    assert killed_while_shipping(log.directory, root, kind, settings) >= 1
    whole_and_in_order(record_numbers(kind, endpoint.bodies))


@pytest.mark.long
def test_to_brokers(log: Any, root: Path) -> None:
    holder = Producer({"test.mock.num.brokers": 3, "log_level": 0})
    brokers = [f"{broker.host}:{broker.port}" for broker in holder.list_topics(timeout=10).brokers.values()]
    log.append(RECORDS)
    assert killed_while_shipping(log.directory, root, "kafka", {"servers": brokers, "topic": "killed", "protocol": "PLAINTEXT"}) >= 1
    # repeats are more messages: take what there is
    numbers = [json.loads(message.value())["RecordNumber"] for message in consumed(brokers, "killed", RECORDS + 6 * BATCH)]
    whole_and_in_order(numbers)
    holder.flush(1)
