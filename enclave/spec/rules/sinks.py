"""Where the log goes."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.spec.rules.subject import Subject
from enclave.spec.source import Keys, Problem


def sinks_have_one_kind(subject: Subject) -> Iterator[Problem]:
    """Every sink is one place: two kinds under one name would share what they remember."""
    for name, sink in (subject.spec.sinks or {}).items():
        if len(sink.kinds) != 1:
            keys: Keys = ("sinks", name)
            what = " and ".join(f"`{kind}`" for kind in sink.kinds) or "nothing"
            hint = "write one of `azure_monitor`, `event_hubs`, `kafka`, `otlp`, `jsonl` under each name"
            yield subject.problem(keys, f"sink `{name}` is {what}", hint)


def sinks_are_encrypted(subject: Subject) -> Iterator[Problem]:
    """What leaves the machine is encrypted."""
    for name, sink in (subject.spec.sinks or {}).items():
        for kind in ("azure_monitor", "otlp"):
            part = getattr(sink, kind)
            if part is not None and part.endpoint and part.endpoint.startswith("http:") and not _is_local(part.endpoint[7:]):
                yield subject.problem(("sinks", name, kind, "endpoint"), f"sink `{name}` would send without TLS", "write `https://...`")
        if sink.kafka is not None and sink.kafka.plaintext and not all(map(_is_local, sink.kafka.servers)):
            yield subject.problem(("sinks", name, "kafka", "plaintext"), f"sink `{name}` would send without TLS", "leave `plaintext` out")


def _is_local(address: str) -> bool:
    host = address.partition("/")[0]
    return host.rpartition(":")[0] in {"localhost", "127.0.0.1", "[::1]"} or host in {"localhost", "127.0.0.1", "[::1]"}
