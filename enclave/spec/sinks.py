"""Where the log goes beside its own directory. Secrets are not written here: `ENCLAVE_SINK_<NAME>_USER`, `..._PASSWORD`, `..._TOKEN`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from enclave.spec.base import DCR, ENDPOINT, NAMESPACE, SERVER, STREAM, TOPIC, Model

Endpoint = Annotated[str, StringConstraints(pattern=ENDPOINT, max_length=255)]
Server = Annotated[str, StringConstraints(pattern=SERVER, max_length=255)]


class AzureMonitor(Model):
    """A stream of a data collection rule, signed in by managed identity. `enclave build` makes rule, table and role."""

    endpoint: Endpoint | None = Field(
        default=None, description="logs ingestion endpoint, `https://...ingest.monitor.azure.com`; else `ENCLAVE_MONITOR_ENDPOINT`"
    )
    rule: str | None = Field(default=None, pattern=DCR, description="immutable id of the rule, `dcr-...`; else `ENCLAVE_MONITOR_RULE`")
    stream: str = Field(default="Custom-EnclaveEvents", pattern=STREAM, description="stream that the rule declares")


class EventHubs(Model):
    """An event hub, by its Kafka endpoint, signed in by managed identity."""

    namespace: str = Field(pattern=NAMESPACE, description="host of the namespace, `contoso.servicebus.windows.net`")
    hub: str = Field(pattern=TOPIC, description="the event hub")


class Kafka(Model):
    """A topic of a Kafka cluster."""

    servers: tuple[Server, ...] = Field(min_length=1, max_length=20, description="some of its brokers, `host:port`")
    topic: str = Field(pattern=TOPIC, description="the topic; all records go to one partition, in order")
    mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] | None = Field(
        default=None, description="how to sign in; user and password are in `ENCLAVE_SINK_<NAME>_USER` and `ENCLAVE_SINK_<NAME>_PASSWORD`"
    )
    authorities: str | None = Field(default=None, min_length=1, max_length=255, description="file with the authorities that are trusted")
    plaintext: bool = Field(default=False, strict=True, description="without TLS, which only brokers of this machine allow")


class Otlp(Model):
    """A collector of OpenTelemetry, over HTTP."""

    endpoint: Endpoint = Field(description="`https://collector:4318`; a token for it is in `ENCLAVE_SINK_<NAME>_TOKEN`")
    service: str = Field(default="enclave-gateway", pattern=TOPIC, description="`service.name` of the records")


class JsonLines(Model):
    """A file, a row a line."""

    file: str = Field(min_length=1, max_length=255, description="where to append; `-` for standard output")
    megabytes: Annotated[int, Field(strict=True, ge=1, le=100_000)] = Field(default=100, description="when a file is full")
    files: Annotated[int, Field(strict=True, ge=1, le=1000)] = Field(default=10, description="full ones that are kept")


class Sink(Model):
    """One place, of exactly one kind."""

    azure_monitor: AzureMonitor | None = Field(default=None, description="Azure Monitor's Logs Ingestion API")
    event_hubs: EventHubs | None = Field(default=None, description="Azure Event Hubs")
    kafka: Kafka | None = Field(default=None, description="Apache Kafka")
    otlp: Otlp | None = Field(default=None, description="OTLP logs, with the names that OpenTelemetry has for generative AI")
    jsonl: JsonLines | None = Field(default=None, description="JSON lines")

    @property
    def kinds(self) -> tuple[str, ...]:
        """What is written; one, in a file that was checked."""
        return tuple(name for name in type(self).model_fields if getattr(self, name) is not None)
