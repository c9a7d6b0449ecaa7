"""Traces, and where they go. Metrics are always there: `enclave serve --metrics-port`."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, StringConstraints

from enclave.spec.base import ENDPOINT, TOPIC, Model, Share


class Collector(Model):
    """A collector of OpenTelemetry, over HTTP."""

    endpoint: Annotated[str, StringConstraints(pattern=ENDPOINT, max_length=255)] = Field(
        description="`https://collector:4318`; a token for it is in `ENCLAVE_TELEMETRY_TOKEN`"
    )


class Telemetry(Model):
    """One span for each call, with the names that OpenTelemetry has for generative AI; never a prompt or an answer."""

    otlp: Collector | None = Field(default=None, description="sends spans by OTLP")
    azure_monitor: bool = Field(
        default=False, strict=True,
        description="sends spans to Application Insights, signed in by managed identity; its connection string is in"
        " `APPLICATIONINSIGHTS_CONNECTION_STRING`",
    )  # fmt: skip
    share: Share = Field(
        default=Decimal("0.1"), description="share of calls that are traced, where the caller did not decide that"
    )
    stages: bool = Field(default=False, strict=True, description="a span for each stage, too")
    service: str = Field(default="enclave-gateway", pattern=TOPIC, description="`service.name` of the spans")
