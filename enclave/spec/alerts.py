"""Who is told of what goes wrong, and what is otherwise than by default. Secrets are in the environment, `ENCLAVE_ALERT_<ROUTE>_...`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from enclave.spec.base import EMAIL, ENDPOINT, MOMENT, ONE_LINE, SERVER, Key, Model, Reason

RuleName = Literal[
    "gateway-down", "error-rate", "slow-overhead", "slow-answers", "slow-first-token", "budget-80", "budget-95", "log-lag", "anchor-lag",
    "anchor-forked", "circuit-open", "upstream-errors", "refusals-surge", "dlp-surge", "rate-limited", "drift", "anomalous-callers",
    "unproved", "proof-old", "deployment-drift", "worker-restarts", "certificate-expiry", "image-sla", "spans-lost", "gpu-errors",
    "gpu-hot",
]  # fmt: skip
Severity = Annotated[int, Field(strict=True, ge=0, le=4)]
Address = Annotated[str, StringConstraints(pattern=EMAIL, max_length=254)]
LabelValue = Annotated[str, StringConstraints(pattern=ONE_LINE, max_length=200)]


class AlertRule(Model):
    """What is otherwise of one rule. `docs/alerts.md` has each with its bound and unit."""

    enabled: bool = Field(default=True, strict=True, description="false: nobody looks")
    bound: float | None = Field(default=None, ge=0, description="it holds above this (or from it on, or below it, as the rule says)")
    seconds: Annotated[int, Field(strict=True, ge=0, le=86_400)] | None = Field(
        default=None, description="it fires when it held for so long"
    )
    severity: Severity | None = Field(default=None, description="0 critical, 1 error, 2 warning, 3 and 4 for information")


class Webhook(Model):
    """An address that takes JSON as Alertmanager sends it."""

    url: Annotated[str, StringConstraints(pattern=ENDPOINT, max_length=500)] = Field(
        description="where to; a token for it is in `ENCLAVE_ALERT_<ROUTE>_TOKEN`"
    )


class Email(Model):
    """A mail server. User and password are in `ENCLAVE_ALERT_<ROUTE>_USER` and `ENCLAVE_ALERT_<ROUTE>_PASSWORD`."""

    server: Annotated[str, StringConstraints(pattern=SERVER, max_length=255)] = Field(
        description="`host:port`; on port 465 by TLS from the start, else by STARTTLS"
    )
    sender: Address = Field(description="who it is from")
    to: tuple[Address, ...] = Field(min_length=1, max_length=20, description="who gets it")
    plaintext: bool = Field(default=False, strict=True, description="without TLS, which only a server of this machine allows")


class Teams(Model):
    """A channel of Teams, by a workflow that posts what a webhook request brings; its URL is `ENCLAVE_ALERT_<ROUTE>_URL`."""


class Pagerduty(Model):
    """A service of PagerDuty; its integration key (Events API v2) is `ENCLAVE_ALERT_<ROUTE>_KEY`."""

    region: Literal["us", "eu"] = Field(default="us", description="where the account is")


class Route(Model):
    """One place that is told, of exactly one kind."""

    webhook: Webhook | None = Field(default=None, description="any address")
    email: Email | None = Field(default=None, description="by mail")
    teams: Teams | None = Field(default=None, description="Microsoft Teams")
    pagerduty: Pagerduty | None = Field(default=None, description="PagerDuty")
    severity: Severity = Field(default=4, description="only what is as severe, or worse: 1 means critical and error")

    @property
    def kinds(self) -> tuple[str, ...]:
        """What is written; one, in a file that was checked."""
        return tuple(name for name in ("webhook", "email", "teams", "pagerduty") if getattr(self, name) is not None)


class Silence(Model):
    """Nobody is told of some alerts until a moment; they are shown all the same."""

    rule: RuleName | None = Field(default=None, description="of this rule; without it, of any")
    labels: dict[Key, LabelValue] = Field(default={}, description="with these labels, `{project: fraud-triage}`")
    until: Annotated[str, StringConstraints(pattern=MOMENT)] = Field(description="in quotes, UTC: \"2026-12-01T08:00:00Z\"")
    reason: Reason = Field(description="why; it is shown beside the alert")


class Alerts(Model):
    """What the gateway watches of itself. `enclave report alerts` prints the same for Prometheus and Azure Monitor."""

    enabled: bool = Field(default=True, strict=True, description="false: the gateway does not judge alerts itself; Prometheus still can")
    rules: dict[RuleName, AlertRule] = Field(default={}, description="what is otherwise than by default, by rule")
    routes: dict[Key, Route] = Field(default={}, description="who is told, by a name that you choose")
    silences: tuple[Silence, ...] = Field(default=(), description="what nobody is told of for a while")
    repeat_hours: Annotated[int, Field(strict=True, ge=1, le=168)] = Field(
        default=4, description="who was told is told again after so many hours, while it goes on"
    )
    false_alarms_per_month: Annotated[float, Field(gt=0, le=1000)] = Field(
        default=1.0, description="how many callers may be called unlike before in a month although nothing is: over all callers together"
    )
