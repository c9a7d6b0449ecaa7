"""Where traces and alerts go."""

from __future__ import annotations

from typing import Any

from enclave.spec.rules.telemetry import routes_have_one_kind, silences_end, telemetry_is_encrypted

ALERTS = ("alerts",)
MAIL = {"sender": "a@example.com", "to": ["b@example.com"]}


def test_one_kind_each(places: Any) -> None:
    assert places(routes_have_one_kind, {}) == []
    assert places(routes_have_one_kind, {ALERTS: {"routes": {"a": {"teams": {}}}}}) == []
    both = {"teams": {}, "pagerduty": {}}
    assert places(routes_have_one_kind, {ALERTS: {"routes": {"a": both, "b": {}}}}) == ["alerts.routes.a", "alerts.routes.b"]


def test_nothing_leaves_the_machine_without_tls(places: Any) -> None:
    for url, wrong in (
        ("http://127.0.0.1:9093/x", False), ("https://example.com", False), ("http://localhost", False), ("http://[::1]:1", False),
        ("http://example.com", True), ("http://127.0.0.1.example", True),
    ):  # fmt: skip
        assert (
            places(telemetry_is_encrypted, {ALERTS: {"routes": {"a": {"webhook": {"url": url}}}}})
            == ["alerts.routes.a.webhook.url"] * wrong
        )
        assert places(telemetry_is_encrypted, {("telemetry",): {"otlp": {"endpoint": url}}}) == ["telemetry.otlp.endpoint"] * wrong
    for server, wrong in (("127.0.0.1:25", False), ("mail.example.com:25", True)):
        mail = {"email": {**MAIL, "server": server, "plaintext": True}}
        assert places(telemetry_is_encrypted, {ALERTS: {"routes": {"a": mail}}}) == ["alerts.routes.a.email.plaintext"] * wrong


def test_a_silence_ends_on_a_day_that_is_one(places: Any) -> None:
    def at(until: str) -> Any:
        return places(silences_end, {ALERTS: {"silences": [{"until": until, "reason": "why not"}]}})

    assert at("2026-12-31T00:00:00Z") == []
    assert at("2026-02-30T00:00:00Z") == ["alerts.silences.0.until"]
