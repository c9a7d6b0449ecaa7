"""Where the log goes."""

from __future__ import annotations

from typing import Any

from enclave.spec.rules.sinks import sinks_are_encrypted, sinks_have_one_kind

SINKS = ("sinks",)


def test_one_kind_each(places: Any) -> None:
    assert places(sinks_have_one_kind, {}) == []
    assert places(sinks_have_one_kind, {SINKS: {"a": {"jsonl": {"file": "-"}}, "b": {"azure_monitor": {}}}}) == []
    both = {"jsonl": {"file": "-"}, "azure_monitor": {}}
    assert places(sinks_have_one_kind, {SINKS: {"a": both, "b": {}}}) == ["sinks.a", "sinks.b"]


def test_nothing_leaves_the_machine_without_tls(places: Any) -> None:
    def at(**sink: Any) -> Any:
        return places(sinks_are_encrypted, {SINKS: {"a": sink}})

    for local in ("http://127.0.0.1:4318", "http://localhost:4318/v1/logs", "http://[::1]:4318", "https://collector.example"):
        assert at(otlp={"endpoint": local}) == []
    for away in ("http://collector.example:4318", "http://127.0.0.1.example", "http://10.0.0.1:4318"):
        assert at(otlp={"endpoint": away}) == ["sinks.a.otlp.endpoint"]
    assert at(azure_monitor={"endpoint": "http://a.example"}) == ["sinks.a.azure_monitor.endpoint"]
    kafka = {"servers": ["127.0.0.1:9092", "b.example:9092"], "topic": "t", "plaintext": True}
    assert at(kafka=kafka) == ["sinks.a.kafka.plaintext"]
    assert at(kafka=kafka | {"servers": ["localhost:9092"]}) == []
    assert at(kafka=kafka | {"plaintext": False}) == []
