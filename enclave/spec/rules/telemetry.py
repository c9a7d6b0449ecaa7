"""Where traces and alerts go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from enclave.spec.rules.subject import Subject
from enclave.spec.source import Keys, Problem

_LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})


def routes_have_one_kind(subject: Subject) -> Iterator[Problem]:
    """Every route is one place."""
    for name, route in subject.spec.alerts.routes.items():
        if len(route.kinds) != 1:
            what = " and ".join(f"`{kind}`" for kind in route.kinds) or "nothing"
            hint = "write one of `webhook`, `email`, `teams`, `pagerduty` under each name"
            yield subject.problem(("alerts", "routes", name), f"route `{name}` is {what}", hint)


def telemetry_is_encrypted(subject: Subject) -> Iterator[Problem]:
    """What leaves the machine is encrypted."""
    told: list[tuple[Keys, str]] = []
    collector = subject.spec.telemetry.otlp
    if collector is not None:
        told.append((("telemetry", "otlp", "endpoint"), collector.endpoint))
    for name, route in subject.spec.alerts.routes.items():
        if route.webhook is not None:
            told.append((("alerts", "routes", name, "webhook", "url"), route.webhook.url))
        if route.email is not None and route.email.plaintext:
            told.append((("alerts", "routes", name, "email", "plaintext"), f"http://{route.email.server}"))
    for keys, address in told:
        if address.startswith("http:") and _host(address) not in _LOCAL:
            yield subject.problem(keys, "this would be sent without TLS", "write `https://...`, or leave `plaintext` out")


def silences_end(subject: Subject) -> Iterator[Problem]:
    """A silence ends on a day that is one."""
    for number, silence in enumerate(subject.spec.alerts.silences):
        try:
            datetime.fromisoformat(silence.until)
        except ValueError:
            yield subject.problem(("alerts", "silences", number, "until"), f"`{silence.until}` is no day", "write one of the calendar")


def _host(address: str) -> str:
    host = address.partition("://")[2].partition("/")[0]
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host
