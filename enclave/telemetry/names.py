"""Every metric that the program exports: name, unit, kind, bounds, attributes. Nothing is exported, drawn or alerted on that is not here.

Sources: opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-metrics (1.41: names, units, attributes and bounds of `gen_ai.*`; 0.1.0 of their
later home, open-telemetry/semantic-conventions-genai, replaces `gen_ai.client.token.usage`, as docs/telemetry.md says, and keeps the
others), opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics (how names become Prometheus's),
github.com/NVIDIA/dcgm-exporter etc/default-counters.csv (2026-05-12).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import msgspec

CONVENTIONS = "1.41.0"
"""Of OpenTelemetry's semantic conventions."""
SCHEMA = f"https://opentelemetry.io/schemas/{CONVENTIONS}"
WINDOW_MINUTES = 5
"""What quantiles are of: the last minutes."""
QUANTILES = (0.5, 0.95, 0.99)

DURATIONS = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92)
FIRST_TOKEN = (0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0)
PER_TOKEN = (0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 2.5)
TOKENS = (1.0, 4.0, 16.0, 64.0, 256.0, 1024.0, 4096.0, 16384.0, 65536.0, 262144.0, 1048576.0, 4194304.0, 16777216.0, 67108864.0)
OVERHEAD = (0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)
SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)

_UNITS: Mapping[str, str] = MappingProxyType({"s": "seconds", "By": "bytes", "1": "ratio"})
"""UCUM -> Prometheus's word. A unit in braces is only a remark."""


class Metric(msgspec.Struct, frozen=True, kw_only=True):
    """One metric, by the name that OpenTelemetry would have."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    unit: str
    labels: tuple[str, ...]
    about: str
    bounds: tuple[float, ...] = ()
    has_quantiles: bool = False
    """Whether exact quantiles are kept beside the buckets."""
    merge: Literal["sum", "most"] = "sum"
    """What a gauge of several workers is."""

    @property
    def prometheus(self) -> str:
        """Prometheus's name: dots are underscores, the unit is a word of it, counters end in `_total`."""
        words = self.name.replace(".", "_")
        unit = _UNITS.get(self.unit, "")
        if unit and unit not in words.split("_"):
            words += f"_{unit}"
        return f"{words}_total" if self.kind == "counter" else words

    @property
    def quantile(self) -> str:
        """Prometheus's name of its quantiles."""
        unit = _UNITS.get(self.unit, "")
        words = f"{self.name.replace('.', '_')}_quantile"
        return f"{words}_{unit}" if unit else words

    @property
    def prometheus_labels(self) -> tuple[str, ...]:
        """The attributes as Prometheus names them."""
        return tuple(label.replace(".", "_") for label in self.labels)


_CALL = ("gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model")

METRICS: tuple[Metric, ...] = (
    Metric(
        name="gen_ai.server.request.duration", kind="histogram", unit="s", labels=(*_CALL, "error.type", "enclave.project"),
        about="time from a request to the last byte of its answer, as the caller sees it", bounds=DURATIONS, has_quantiles=True,
    ),
    Metric(
        name="gen_ai.server.time_to_first_token", kind="histogram", unit="s", labels=(*_CALL, "enclave.project"),
        about="time from a request to the first event of a streamed answer", bounds=FIRST_TOKEN, has_quantiles=True,
    ),
    Metric(
        name="gen_ai.server.time_per_output_token", kind="histogram", unit="s", labels=(*_CALL, "enclave.project"),
        about="time for each token of a streamed answer after the first", bounds=PER_TOKEN, has_quantiles=True,
    ),
    Metric(
        name="gen_ai.client.operation.duration", kind="histogram", unit="s", labels=(*_CALL, "error.type", "enclave.region"),
        about="time that the model service took until its answer, or its stream, was there", bounds=DURATIONS,
    ),
    Metric(
        name="gen_ai.client.token.usage", kind="histogram", unit="{token}", labels=(*_CALL, "gen_ai.token.type"),
        about="tokens of one call, as the model service reported them", bounds=TOKENS,
    ),
    Metric(
        name="enclave.requests", kind="counter", unit="{request}", labels=("operation", "project", "status"),
        about="requests that ended, by the status that the caller got",
    ),
    Metric(
        name="enclave.refusals", kind="counter", unit="{request}", labels=("operation", "project", "stage", "code"),
        about="requests that a guard refused, or the model service did not answer; `rate` is the limits per minute",
    ),
    Metric(
        name="enclave.overhead.duration", kind="histogram", unit="s", labels=("operation",),
        about="time that a request took in all stages but the model service's", bounds=OVERHEAD, has_quantiles=True,
    ),
    Metric(
        name="enclave.stage.duration", kind="histogram", unit="s", labels=("stage",),
        about="time that a request took in one stage, of every eighth request", bounds=OVERHEAD,
    ),
    Metric(
        name="enclave.tokens", kind="counter", unit="{token}", labels=("project", "deployment", "type"),
        about="tokens of prompts (`input`) and of answers (`output`), as the model service reported them",
    ),
    Metric(
        name="enclave.cached_tokens", kind="counter", unit="{token}", labels=("project", "deployment"),
        about="tokens of prompts that the model service had read before; `enclave_tokens_total` counts them, too",
    ),
    Metric(
        name="enclave.spent_usd", kind="counter", unit="{USD}", labels=("project", "deployment"),
        about="US dollars that calls cost, as settled in the ledger",
    ),
    Metric(
        name="enclave.redactions", kind="counter", unit="{value}", labels=("project",),
        about="values that were hidden in prompts and answers",
    ),
    Metric(
        name="enclave.dlp.findings", kind="counter", unit="{value}", labels=("project", "entity", "stage"),
        about="values that were found in prompts (`dlp`) and answers (`answer`), whatever was done about them",
    ),
    Metric(
        name="enclave.upstream.attempts", kind="counter", unit="{request}", labels=("region", "result"),
        about="calls of a model service, failed over ones included: `ok`, or what went wrong",
    ),
    Metric(
        name="enclave.confidence", kind="histogram", unit="1", labels=("enclave.project", "gen_ai.request.model"),
        about="how sure the model was of its answer: geometric mean of its tokens' probabilities, where the caller asked for them",
        bounds=SHARES, has_quantiles=True,
    ),
    Metric(
        name="enclave.active_requests", kind="gauge", unit="{request}", labels=(),
        about="requests that are being answered",
    ),
    Metric(
        name="enclave.journal.waiting", kind="gauge", unit="{entry}", labels=(),
        about="entries that wait to be written to ledger and log",
    ),
    Metric(
        name="enclave.circuit.state", kind="gauge", unit="{state}", labels=("server",), merge="most",
        about="whether a model service is asked: 0 it is, 1 one call tries it, 2 it is left alone",
    ),
    Metric(
        name="enclave.workers", kind="gauge", unit="{process}", labels=(),
        about="worker processes that serve",
    ),
    Metric(
        name="enclave.worker.deaths", kind="counter", unit="{process}", labels=(),
        about="workers that ended although nobody told them to",
    ),
    Metric(
        name="enclave.info", kind="gauge", unit="{info}", labels=("version", "policy_digest"), merge="most",
        about="1; the program's version and the policy that it enforces",
    ),
    Metric(
        name="enclave.budget.limit_usd", kind="gauge", unit="{USD}", labels=("scope", "window"), merge="most",
        about="ceiling of a scope that was used in this window (`daily`, `monthly`), in US dollars; callers' are left out",
    ),
    Metric(
        name="enclave.budget.remaining_usd", kind="gauge", unit="{USD}", labels=("scope", "window"), merge="most",
        about="US dollars that may still be reserved under a ceiling",
    ),
    Metric(
        name="enclave.budget.used", kind="gauge", unit="1", labels=("scope", "window"), merge="most",
        about="share of a ceiling that is settled or held",
    ),
    Metric(
        name="enclave.audit.sink.records_behind", kind="gauge", unit="{record}", labels=("sink",), merge="most",
        about="signed records that the sink has not",
    ),
    Metric(
        name="enclave.audit.sink.seconds_behind", kind="gauge", unit="s", labels=("sink",), merge="most",
        about="age of the oldest record that the sink has not",
    ),
    Metric(
        name="enclave.audit.anchor.records_behind", kind="gauge", unit="{record}", labels=("anchor",), merge="most",
        about="signed records that no checkpoint in the anchor covers",
    ),
    Metric(
        name="enclave.audit.anchor.seconds_behind", kind="gauge", unit="s", labels=("anchor",), merge="most",
        about="time since the anchor was known to hold the log, while there are records that it does not cover",
    ),
    Metric(
        name="enclave.audit.anchor.forked", kind="gauge", unit="{state}", labels=("anchor",), merge="most",
        about="1 when the log does not go on from what the anchor holds: one of them was changed",
    ),
    Metric(
        name="enclave.proof.proved", kind="gauge", unit="{state}", labels=(), merge="most",
        about="1 when every obligation of the file is proved, 0 when not",
    ),
    Metric(
        name="enclave.proof.timestamp", kind="gauge", unit="s", labels=(), merge="most",
        about="when the file was verified last, as Unix time; `enclave serve` does it at its start, when the file changes, and daily",
    ),
    Metric(
        name="enclave.deployment.differences", kind="gauge", unit="{resource}", labels=(), merge="most",
        about="resources that run otherwise than the file says, as the last `enclave drift --data` found them",
    ),
    Metric(
        name="enclave.deployment.timestamp", kind="gauge", unit="s", labels=(), merge="most",
        about="when that was, as Unix time",
    ),
    Metric(
        name="enclave.certificate.expiry_timestamp", kind="gauge", unit="s", labels=(), merge="most",
        about="when the certificate that callers see ends, as Unix time",
    ),
    Metric(
        name="enclave.images.overdue", kind="gauge", unit="{vulnerability}", labels=(), merge="most",
        about="vulnerabilities of images whose time to respond is over, as the last `enclave images gate --data` of each image found them",
    ),
    Metric(
        name="enclave.drift.detected", kind="gauge", unit="{column}", labels=("project", "model"), merge="most",
        about="columns that drifted in the newest period of a model that `enclave monitor run` watches",
    ),
    Metric(
        name="enclave.anomalies", kind="gauge", unit="{caller}", labels=("kind",), merge="most",
        about="callers whose last whole hour is unlike those before",
    ),
    Metric(
        name="enclave.telemetry.spans", kind="counter", unit="{span}", labels=("exporter", "result"),
        about="spans that were `sent`, `dropped` because the queue was full, or `refused` by who was to take them",
    ),
)  # fmt: skip
"""In the order of the docs."""

GPU: Mapping[str, str] = MappingProxyType({
    "DCGM_FI_DEV_GPU_UTIL": "share of time that any kernel ran, in per cent",
    "DCGM_FI_PROF_GR_ENGINE_ACTIVE": "share of time that the graphics engine was active",
    "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE": "share of cycles that the tensor cores were active",
    "DCGM_FI_PROF_DRAM_ACTIVE": "share of cycles that the memory's interface was active",
    "DCGM_FI_DEV_FB_USED": "frame buffer that is used, in MiB",
    "DCGM_FI_DEV_FB_FREE": "frame buffer that is free, in MiB",
    "DCGM_FI_DEV_GPU_TEMP": "temperature, in degrees Celsius",
    "DCGM_FI_DEV_POWER_USAGE": "power, in watts",
    "DCGM_FI_DEV_XID_ERRORS": "number of the last XID error; 0: none",
})
"""What DCGM's exporter tells of the GPUs that serve models of one's own. They are scraped from it, and nothing here exports them."""

OPERATIONS: Mapping[str, str] = MappingProxyType({
    "ChatCompletions_Create": "chat",
    "Responses_Create": "chat",
    "Completions_Create": "text_completion",
    "Embeddings_Create": "embeddings",
})
"""Azure's name of an operation -> OpenTelemetry's."""

BY_NAME: Mapping[str, Metric] = MappingProxyType({metric.name: metric for metric in METRICS})


def prometheus(name: str) -> str:
    """Prometheus's name of a metric. Raises KeyError for one that is not exported."""
    return BY_NAME[name].prometheus


def table() -> str:
    """The metrics as a table in Markdown, for `docs/telemetry.md`."""
    rows = ["| metric | in Prometheus | kind | unit | labels | what |", "|---|---|---|---|---|---|"]
    for metric in METRICS:
        names = f"`{metric.prometheus}`" + (f", `{metric.quantile}`" if metric.has_quantiles else "")
        labels = ", ".join(f"`{label}`" for label in metric.prometheus_labels) or "none"
        rows.append(f"| `{metric.name}` | {names} | {metric.kind} | {metric.unit} | {labels} | {metric.about} |")
    return "\n".join(rows) + "\n"
