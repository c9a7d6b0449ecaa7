"""Alerts as those who are told take them: a webhook, a mail, a card in Teams, an event of PagerDuty.

Sources: prometheus.io/docs/alerting/latest/configuration (webhook_config, version 4); learn.microsoft.com/microsoftteams/platform/
webhooks-and-connectors (workflows: a message with an adaptive card); developer.pagerduty.com/docs/events-api-v2 (`enqueue`).
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Any

import msgspec

from enclave.errors import EnclaveError, InputError
from enclave.telemetry.evaluate import Alert
from enclave.telemetry.post import Endpoint

PAGERDUTY = {"us": "https://events.pagerduty.com/v2/enqueue", "eu": "https://events.eu.pagerduty.com/v2/enqueue"}
WORDS = ("critical", "error", "warning", "info", "info")
"""Severity -> PagerDuty's word, and Alertmanager's by custom."""
SMTP_SECONDS = 10.0
SMTPS = 465
CARD = "http://adaptivecards.io/schemas/adaptive-card.json"
MOST_IN_ONE = 50
CARD_BYTES = 24_000
"""Of the alerts of a card: Teams takes messages of 28 KB."""
DEDUP_CHARACTERS = 255
"""Of PagerDuty's `dedup_key`."""


class Webhook:
    """Any address: JSON as Alertmanager sends it."""

    def __init__(self, name: str, severity: int, source: str, url: str, token: str = "") -> None:
        self.name, self.severity = name, severity
        self._source = source
        self._endpoint = Endpoint(url)
        self._headers = {"Authorization": f"Bearer {_one_line(token)}"} if token else {}

    def send(self, alerts: Sequence[Alert]) -> None:
        """One message."""
        self._endpoint.post(msgspec.json.encode(webhook_message(alerts, self.name, self._source)), self._headers, is_plain=True)


class Teams:
    """A workflow of Teams that posts what a webhook request brings. Its URL is a secret."""

    def __init__(self, name: str, severity: int, source: str, url: str) -> None:
        if not url.startswith(("https://", "http://127.0.0.1:")):
            raise InputError(f"route `{name}` has no URL", hint="set the workflow's in the environment, `https://...`")
        self.name, self.severity = name, severity
        self._source = source
        self._endpoint = Endpoint(url)

    def send(self, alerts: Sequence[Alert]) -> None:
        """One card."""
        self._endpoint.post(msgspec.json.encode(teams_message(alerts, self._source)), {}, is_plain=True)


class Pagerduty:
    """A service of PagerDuty, by its integration key."""

    def __init__(self, name: str, severity: int, source: str, key: str, url: str = PAGERDUTY["us"]) -> None:
        if not key:
            raise InputError(f"route `{name}` has no key", hint="set the service's integration key in the environment")
        self.name, self.severity = name, severity
        self._source, self._key = source, key
        self._endpoint = Endpoint(url)

    def send(self, alerts: Sequence[Alert]) -> None:
        """An event for each: PagerDuty puts those of one key together."""
        for alert in alerts:
            self._endpoint.post(msgspec.json.encode(pagerduty_event(alert, self._key, self._source)), {}, is_plain=True)


class Email:
    """A mail server, by TLS from the start on port 465, else by STARTTLS; `is_plain`: without, on this machine."""

    def __init__(
        self, name: str, severity: int, source: str, server: str, *, sender: str, to: Sequence[str], user: str = "", password: str = "",
        is_plain: bool = False, tls: ssl.SSLContext | None = None,
    ) -> None:  # fmt: skip
        self.name, self.severity = name, severity
        self._source, self._sender, self._to = source, sender, tuple(to)
        host, _, port = server.rpartition(":")
        self._host, self._port = host.strip("[]"), int(port)
        self._user, self._password = user, password
        self._is_plain, self._tls = is_plain, tls or ssl.create_default_context()

    def send(self, alerts: Sequence[Alert]) -> None:
        """One mail. Raises EnclaveError."""
        try:
            with self._connect() as server:
                if self._user:
                    server.login(self._user, self._password)
                server.send_message(mail(alerts, self._source, self._sender, self._to))
        except (OSError, smtplib.SMTPException) as error:
            # what the server said may quote addresses
            raise EnclaveError(f"the mail server did not take it ({type(error).__name__})", f"{self._host}:{self._port}") from None

    def _connect(self) -> smtplib.SMTP:
        if self._port == SMTPS and not self._is_plain:
            return smtplib.SMTP_SSL(self._host, self._port, timeout=SMTP_SECONDS, context=self._tls)
        server = smtplib.SMTP(self._host, self._port, timeout=SMTP_SECONDS)
        try:
            if not self._is_plain:
                server.starttls(context=self._tls)
        except (OSError, smtplib.SMTPException):
            server.close()
            raise
        return server


def webhook_message(alerts: Sequence[Alert], receiver: str, source: str) -> dict[str, Any]:
    """Alertmanager's webhook, version 4."""
    rows = [
        {
            "status": alert.state,
            "labels": {"alertname": alert.rule, "severity": WORDS[alert.severity], "enclave": source, **alert.labels},
            "annotations": {"summary": alert.title, "description": alert.why, "value": f"{alert.value:.6g}"},
            "startsAt": moment(alert.fired),
            "endsAt": moment(alert.resolved) if alert.resolved else "0001-01-01T00:00:00Z",
            "generatorURL": "",
            "fingerprint": alert.fingerprint,
        }
        for alert in alerts
    ]
    is_firing = any(alert.state == "firing" for alert in alerts)
    return {
        "version": "4", "groupKey": f"{{}}:{{enclave={source}}}", "truncatedAlerts": 0, "status": "firing" if is_firing else "resolved",
        "receiver": receiver, "groupLabels": {"enclave": source}, "commonLabels": {"enclave": source}, "commonAnnotations": {},
        "externalURL": "", "alerts": rows,
    }  # fmt: skip


def teams_message(alerts: Sequence[Alert], source: str) -> dict[str, Any]:
    """A message with one adaptive card."""
    title = headline(alerts, source)
    body: list[dict[str, Any]] = [{"type": "TextBlock", "size": "Large", "weight": "Bolder", "wrap": True, "text": title}]
    for i, alert in enumerate(sorted(alerts, key=lambda alert: (alert.state != "firing", alert.severity))):
        color = "Good" if alert.state == "resolved" else "Attention" if alert.severity <= 1 else "Warning"
        told = {"severity": WORDS[alert.severity], **alert.labels, "value": f"{alert.value:.6g}", "since": moment(alert.since)}
        more: list[dict[str, Any]] = [
            {"type": "TextBlock", "wrap": True, "weight": "Bolder", "color": color, "text": f"{alert.state}: {alert.title}"},
            {"type": "TextBlock", "wrap": True, "isSubtle": True, "text": alert.why},
            {"type": "FactSet", "facts": [{"title": name, "value": value} for name, value in told.items()]},
        ]
        if i == MOST_IN_ONE or len(msgspec.json.encode(body + more)) > CARD_BYTES:
            body.append({"type": "TextBlock", "wrap": True, "weight": "Bolder", "text": f"and {len(alerts) - i} more"})
            break
        body += more
    card = {"$schema": CARD, "type": "AdaptiveCard", "version": "1.4", "body": body}
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def pagerduty_event(alert: Alert, key: str, source: str) -> dict[str, Any]:
    """An event of the Events API v2: what is over resolves what had triggered."""
    told: dict[str, Any] = {"routing_key": key, "dedup_key": f"{source}/{alert.fingerprint}"[-DEDUP_CHARACTERS:]}
    if alert.state == "resolved":
        return told | {"event_action": "resolve"}
    payload = {
        "summary": _named(alert, source)[:1024], "source": source, "severity": WORDS[alert.severity], "timestamp": moment(alert.fired),
        "component": "gateway", "class": alert.rule,
        "custom_details": {**alert.labels, "value": f"{alert.value:.6g}", "why": alert.why},
    }  # fmt: skip
    return told | {"event_action": "trigger", "client": "secure-ai-enclave", "payload": payload}


def mail(alerts: Sequence[Alert], source: str, sender: str, to: Sequence[str]) -> EmailMessage:
    """A mail in plain text."""
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = headline(alerts, source), sender, ", ".join(to)
    # RFC 5322 asks for the first, spam filters for the second; the third keeps absent people from answering (RFC 3834)
    message["Date"], message["Message-ID"] = format_datetime(datetime.now(UTC)), make_msgid(domain=sender.rpartition("@")[2].strip("> "))
    message["Auto-Submitted"] = "auto-generated"
    lines: list[str] = []
    for alert in alerts:
        labels = ", ".join(f"{name} {value}" for name, value in alert.labels.items()) or "the whole enclave"
        ends = f"\n  over since {moment(alert.resolved)}" if alert.state == "resolved" else ""
        lines.append(
            f"{alert.state} ({WORDS[alert.severity]}): {alert.title}\n"
            f"  {labels}; value {alert.value:.6g}, since {moment(alert.since)}{ends}\n  {alert.why}\n"
        )
    message.set_content("\n".join(lines))
    return message


def headline(alerts: Sequence[Alert], source: str) -> str:
    """One line for all."""
    firing = sorted((alert for alert in alerts if alert.state == "firing"), key=lambda alert: alert.severity)
    if not firing:
        return f"[{source}] over: {alerts[0].title}" if len(alerts) == 1 else f"[{source}] {len(alerts)} alerts are over"
    more = f" and {len(firing) - 1} more" if len(firing) > 1 else ""
    return f"[{source}] {WORDS[firing[0].severity]}: {firing[0].title}{more}"


def moment(time: float) -> str:
    """RFC 3339, UTC."""
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _named(alert: Alert, source: str) -> str:
    labels = ", ".join(alert.labels.values())
    return f"{source}: {alert.title}" + (f" ({labels})" if labels else "")


def _one_line(token: str) -> str:
    if "\n" in token or "\r" in token:
        raise InputError("a token has a line break")
    return token
