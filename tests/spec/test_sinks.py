"""Sinks as they are written."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from enclave.spec.sinks import Sink


def test_a_sink_tells_what_it_is() -> None:
    assert Sink(azure_monitor={}).kinds == ("azure_monitor",)
    assert Sink().kinds == ()
    assert Sink(jsonl={"file": "-"}, otlp={"endpoint": "https://a"}).kinds == ("otlp", "jsonl")


def test_no_secret_and_no_nonsense_can_be_written() -> None:
    for wrong in (
        {"otlp": {"endpoint": "https://user:word@a.example"}}, {"otlp": {"endpoint": "https://a.example?token=1"}}, {"otlp": {}},
        {"kafka": {"servers": [], "topic": "t"}}, {"kafka": {"servers": ["a"], "topic": "t"}},
        {"kafka": {"servers": ["a:1"], "topic": "a/b"}}, {"syslog": {}},
        {"azure_monitor": {"rule": "dcr-1"}}, {"azure_monitor": {"stream": "EnclaveEvents"}},
        {"event_hubs": {"namespace": "a", "hub": "h"}},
        {"jsonl": {"file": "x", "files": 0}}, {"kafka": {"servers": ["a:1"], "topic": "t", "password": "p"}},
    ):
        with pytest.raises(ValidationError):
            Sink.model_validate(wrong)
