"""How an endpoint says no."""

from __future__ import annotations

from enclave.audit.sinks import SINKS, open_sink
from enclave.audit.sinks.interface import Refused, Unavailable
from enclave.errors import EnclaveError


def test_both_are_errors_of_ours_and_only_one_asks_for_time() -> None:
    assert Unavailable("x", seconds=3).seconds == 3
    assert isinstance(Refused("x"), EnclaveError)
    assert not isinstance(Refused("x"), Unavailable)


def test_every_kind_opens() -> None:
    settings = {
        "azure_monitor": {"endpoint": "https://a.example", "rule": "dcr-" + "0" * 32, "credential": object()},
        "event_hubs": {"namespace": "contoso.servicebus.windows.net", "hub": "h", "credential": object()},
        "kafka": {"servers": ("a.example:9093",), "topic": "t"},
        "otlp": {"endpoint": "https://a.example:4318"},
        "jsonl": {"file": "-"},
    }
    assert sorted(settings) == sorted(SINKS)
    for kind, of in settings.items():
        sink = open_sink(kind, of)
        assert sink.limits.records > 0
        sink.close()
