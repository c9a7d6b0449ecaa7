"""Where the log goes beside its own directory: each sink is a reader of the log that remembers how far it has come.

    interface        what a sink is, and how an endpoint says no
    rows             a record as it is delivered: a row of `EnclaveEvents_CL`
    cursor           how far a sink has come, durably
    ship             reads the signed log, sends, tries again, passes over what is refused
    status           how far each sink lags behind
    over_http        posting to an endpoint
    azure_monitor event_hubs kafka otlp jsonl        one for each kind
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from enclave.audit.sinks.interface import Sink

SINKS = ("azure_monitor", "event_hubs", "kafka", "otlp", "jsonl")
"""The kinds, each a module of this room with `open_sink(**settings) -> Sink`."""


def open_sink(kind: str, settings: dict[str, Any]) -> Sink:
    """A sink of a kind. Raises EnclaveError for settings that cannot be, ImportError when its library is not installed."""
    sink: Sink = import_module(f"{__name__}.{kind}").open_sink(**settings)
    return sink
