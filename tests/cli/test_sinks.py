"""`enclave audit ship` and `enclave audit sinks`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from enclave.audit.event import Event
from enclave.audit.log import AuditLog
from enclave.cli.sinks import open_sinks, settings
from enclave.errors import InputError
from enclave.spec.load import load
from enclave.spec.sinks import Sink

SPEC = """enclave: v1
name: contoso
identity: {tenant: 11111111-1111-1111-1111-111111111111, audience: api://contoso}
regions: {europe: {location: westeurope}}
"""
Command = Callable[..., CompletedProcess[str]]


def written(tmp_path: Path, sinks: str) -> str:
    path = tmp_path / "enclave.yaml"
    path.write_text(SPEC + (f"sinks:\n{sinks}" if sinks else ""))
    return str(path)


@pytest.fixture
def data(tmp_path: Path) -> str:
    with AuditLog.open(tmp_path / "data") as log:
        log.append([Event(id=str(number), time="2026-11-21T09:00:00.000000Z", kind="started") for number in range(12)])
    return str(tmp_path / "data")


def test_ships_to_every_sink_and_tells_how_far_each_has_come(command: Command, tmp_path: Path, data: str) -> None:
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    spec = written(tmp_path, f"  one: {{jsonl: {{file: {one}}}}}\n  two: {{jsonl: {{file: {two}}}}}\n")
    assert "12 behind" in command("audit", "sinks", spec, "--data", data).stdout
    assert command("audit", "ship", spec, "--data", data, "--sink", "one", "--once").returncode == 0
    assert not two.exists()
    told = {lag["name"]: lag for lag in json.loads(command("audit", "sinks", spec, "--data", data, "--format", "json").stdout)}
    assert (told["one"]["behind"], told["two"]["behind"]) == (0, 12)
    assert command("audit", "ship", spec, "--data", data, "--once").returncode == 0
    for path in (one, two):
        assert [json.loads(line)["RecordNumber"] for line in path.read_text().splitlines()] == list(range(1, 13))
    text = command("audit", "sinks", spec, "--data", data, "--format", "prometheus").stdout
    assert 'enclave_audit_sink_records_behind{sink="two"} 0' in text


def test_what_holds_a_sink_up_is_said_by_its_name(command: Command, tmp_path: Path, data: str) -> None:
    spec = written(tmp_path, f"  bad: {{jsonl: {{file: {tmp_path}}}}}\n")
    ended = command("audit", "ship", spec, "--data", data, "--once")
    assert ended.returncode == 3
    assert "sink `bad`" in ended.stderr
    (tmp_path / "data" / "sinks" / "bad.trouble.json").write_text('{"since":"2026-11-21T09:00:00Z","problem":"down"}')
    ended = command("audit", "sinks", spec, "--data", data)
    assert (ended.returncode, "down, since 2026-11-21" in ended.stdout) == (1, True)


def test_what_cannot_be_shipped(command: Command, tmp_path: Path, data: str) -> None:
    assert command("audit", "ship", written(tmp_path, ""), "--data", data).returncode == 2
    spec = written(tmp_path, "  a: {azure_monitor: {}}\n")
    missing = command("audit", "ship", spec, "--data", data)
    assert missing.returncode == 2
    assert "enclave.yaml:6" in missing.stderr
    assert "ENCLAVE_MONITOR_RULE" in missing.stderr
    assert command("audit", "ship", spec, "--data", data, "--sink", "b").returncode == 2
    assert command("audit", "ship", spec, "--data", str(tmp_path / "none")).returncode == 2


def test_the_environment_has_what_a_file_does_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ENCLAVE_SINK_MY_BUS_USER", "u")
    monkeypatch.setenv("ENCLAVE_SINK_MY_BUS_PASSWORD", "p")
    monkeypatch.setenv("ENCLAVE_SINK_MY_BUS_TOKEN", "t")
    monkeypatch.setenv("ENCLAVE_MONITOR_ENDPOINT", "https://a.example")
    monkeypatch.setenv("ENCLAVE_MONITOR_RULE", "dcr-" + "0" * 32)
    kafka: dict[str, Any] = {"servers": ["a:1"], "topic": "t"}
    assert settings("my-bus", Sink(kafka={**kafka, "mechanism": "PLAIN"})) == {
        "servers": ("a:1",), "topic": "t", "protocol": "SASL_SSL", "authorities": "", "mechanism": "PLAIN", "user": "u", "password": "p",
    }
    assert settings("my-bus", Sink(kafka=kafka))["protocol"] == "SSL"
    assert settings("my-bus", Sink(otlp={"endpoint": "https://a"}))["token"] == "t"
    assert settings("my-bus", Sink(azure_monitor={}))["rule"] == "dcr-" + "0" * 32
    document = load(written(tmp_path, "  a: {azure_monitor: {}}\n  b: {event_hubs: {namespace: contoso.servicebus.windows.net, hub: h}}\n"))
    for sink in open_sinks(document).values():
        sink.close()
    with pytest.raises(InputError, match="no sink `x`"):
        open_sinks(document, ["x"])
