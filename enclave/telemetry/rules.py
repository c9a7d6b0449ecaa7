"""What an alert is: one definition of each, which Prometheus, Azure Monitor and the evaluator of this program are given alike.

Every rule measures something, for each value of some labels, and compares it with a bound that a file may set otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

import msgspec

from enclave.telemetry.names import BY_NAME

Compare = Literal[">", ">=", "<"]
Matchers: TypeAlias = tuple[tuple[str, str, str], ...]
"""Label, `=`, `!=` or `=~`, and what it is held to; an expression has `.` and literal text only."""
HOLD = 300
"""Seconds that an alert goes on after what it tells of has ended, so that it does not flap."""


class Level(msgspec.Struct, frozen=True, tag=True):
    """The highest of a gauge now; with `quantile`, that of a histogram over the last minutes."""

    metric: str
    by: tuple[str, ...] = ()
    quantile: float | None = None
    lowest: bool = False
    """The lowest instead."""


class Growth(msgspec.Struct, frozen=True, tag=True):
    """How much a counter grew in a window of seconds."""

    metric: str
    by: tuple[str, ...] = ()
    where: Matchers = ()
    window: int = 300


class Share(msgspec.Struct, frozen=True, tag=True):
    """What part one growth is of another; nothing where the other is not above `least`."""

    part: Growth
    whole: Growth
    least: float


class Surge(msgspec.Struct, frozen=True, tag=True):
    """A growth that is above `factor` times what it was, for each second, in the `before` seconds that went before its window."""

    growth: Growth
    before: int
    factor: float


class Until(msgspec.Struct, frozen=True, tag=True):
    """Seconds until a moment."""

    metric: str


class Since(msgspec.Struct, frozen=True, tag=True):
    """Seconds that passed since the moment that a gauge tells."""

    metric: str


class Missing(msgspec.Struct, frozen=True, tag=True):
    """1 when nobody tells a metric."""

    metric: str


Measure: TypeAlias = Level | Growth | Share | Surge | Until | Since | Missing


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One alert."""

    id: str
    title: str
    why: str
    """What it may mean, and what to look at."""
    measure: Measure
    compare: Compare = ">"
    bound: float
    seconds: int
    """It fires when it was so for so long."""
    severity: int
    """0 is critical, 4 is for the record (as Azure Monitor counts)."""
    unit: str = ""
    """Of the measure, for people: ` s`, ` %` of a share, or nothing."""

    @property
    def metrics(self) -> tuple[str, ...]:
        """What it measures, by name."""
        match self.measure:
            case Share(part=part, whole=whole):
                return tuple(dict.fromkeys((part.metric, whole.metric)))
            case Surge(growth=growth):
                return (growth.metric,)
            case Level(metric=metric) | Growth(metric=metric) | Until(metric=metric) | Since(metric=metric) | Missing(metric=metric):
                return (metric,)

    @property
    def is_ours(self) -> bool:
        """Whether the program itself tells what it measures; DCGM's is told to Prometheus only."""
        return all(name in BY_NAME for name in self.metrics)


_REQUESTS = Growth("enclave.requests", ("project",))
_ATTEMPTS = Growth("enclave.upstream.attempts", ("region",))
DAY = 86_400

RULES: tuple[Rule, ...] = (
    Rule(
        id="gateway-down", title="No worker of the gateway tells anything", severity=0, bound=0, seconds=120,
        why="the gateway does not run, or Prometheus cannot reach its port for metrics", measure=Missing("enclave.workers"),
    ),
    Rule(
        id="error-rate", title="Many calls of a project fail", severity=1, bound=0.05, seconds=300, unit=" %",
        why="the model service or the gateway fails; the refusals by stage tell which",
        measure=Share(Growth("enclave.requests", ("project",), (("status", "=~", "5.."),)), _REQUESTS, 20),
    ),
    Rule(
        id="slow-overhead", title="The gateway itself is slow", severity=2, bound=0.05, seconds=600, unit=" s",
        why="one in a hundred requests waits for the gateway's own stages; the time by stage tells for which",
        measure=Level("enclave.overhead.duration", ("operation",), 0.99),
    ),
    Rule(
        id="slow-answers", title="A model answers slowly", severity=3, bound=60, seconds=600, unit=" s",
        why="one in a hundred answers takes longer; the model service is loaded, or prompts grew",
        measure=Level("gen_ai.server.request.duration", ("gen_ai_request_model",), 0.99),
    ),
    Rule(
        id="slow-first-token", title="A model begins to answer slowly", severity=3, bound=10, seconds=600, unit=" s",
        why="people wait in front of an empty screen", measure=Level("gen_ai.server.time_to_first_token", ("gen_ai_request_model",), 0.99),
    ),
    Rule(
        id="budget-80", title="Four fifths of a budget are used", severity=2, compare=">=", bound=0.8, seconds=0, unit=" %",
        why="at the ceiling the gateway refuses further calls", measure=Level("enclave.budget.used", ("scope", "window")),
    ),
    Rule(
        id="budget-95", title="A budget is almost used up", severity=1, compare=">=", bound=0.95, seconds=0, unit=" %",
        why="at the ceiling the gateway refuses further calls", measure=Level("enclave.budget.used", ("scope", "window")),
    ),
    Rule(
        id="log-lag", title="A sink of the log is behind", severity=2, bound=300, seconds=300, unit=" s",
        why="the log is safe on the gateway's disk, but whoever reads it elsewhere does not see the newest; `enclave audit sinks` says why",
        measure=Level("enclave.audit.sink.seconds_behind", ("sink",)),
    ),
    Rule(
        id="anchor-lag", title="An anchor of the log is behind", severity=2, bound=600, seconds=300, unit=" s",
        why="what is not anchored could be rewritten by whoever has the gateway's disk and key",
        measure=Level("enclave.audit.anchor.seconds_behind", ("anchor",)),
    ),
    Rule(
        id="anchor-forked", title="The log does not go on from what an anchor holds", severity=0, bound=0, seconds=0,
        why="the log or the anchor was changed; keep both as they are and run `enclave audit verify`",
        measure=Level("enclave.audit.anchor.forked", ("anchor",)),
    ),
    Rule(
        id="circuit-open", title="A model service is down", severity=1, compare=">=", bound=2, seconds=60,
        why="it failed five times in a row and is not asked for a while; calls go to other regions where the file names some",
        measure=Level("enclave.circuit.state", ("server",)),
    ),
    Rule(
        id="upstream-errors", title="Many calls of a region's model service fail", severity=2, bound=0.2, seconds=300, unit=" %",
        why="callers may not notice while other regions answer, but there is less room left",
        measure=Share(Growth("enclave.upstream.attempts", ("region",), (("result", "!=", "ok"),)), _ATTEMPTS, 20),
    ),
    Rule(
        id="refusals-surge", title="Far more is refused than in the hour before", severity=2, bound=50, seconds=0,
        why="a client that is broken, or somebody who tries what is allowed; the log has each refusal and its caller",
        measure=Surge(Growth("enclave.refusals", ("project", "stage"), (), 600), 3600, 5),
    ),
    Rule(
        id="dlp-surge", title="Far more is found in texts than in the hour before", severity=2, bound=50, seconds=0,
        why="a workload began to send what it should not; the log says which caller and which field",
        measure=Surge(Growth("enclave.dlp.findings", ("project", "entity"), (), 600), 3600, 5),
    ),
    Rule(
        id="rate-limited", title="Many calls of a project come too fast", severity=3, bound=0.2, seconds=900, unit=" %",
        why="its limits per minute are too low for what it does, or it does too much",
        measure=Share(Growth("enclave.refusals", ("project",), (("stage", "=", "rate"),)), _REQUESTS, 20),
    ),
    Rule(
        id="drift", title="Data or answers of a model drifted", severity=3, bound=0, seconds=0,
        why="what the model sees is not what it was judged on; `enclave monitor report` has the columns",
        measure=Level("enclave.drift.detected", ("project", "model")),
    ),
    Rule(
        id="anomalous-callers", title="A caller behaves unlike before", severity=3, bound=0, seconds=0,
        why="much more traffic, refusals or spend than that caller's own past, or a model it never used; `anomalies.json` names it",
        measure=Level("enclave.anomalies", ("kind",)),
    ),
    Rule(
        id="unproved", title="The enclave is not proved", severity=1, compare="<", bound=1, seconds=0,
        why="an obligation is refuted or unknown; `enclave verify` shows the path", measure=Level("enclave.proof.proved", lowest=True),
    ),
    Rule(
        id="proof-old", title="The proof is old", severity=3, bound=2 * DAY, seconds=0, unit=" s",
        why="the file was not verified for two days, or could not be: `enclave verify SPEC --data DIR` says why",
        measure=Since("enclave.proof.timestamp"),
    ),
    Rule(
        id="deployment-drift", title="What runs is not what the file says", severity=1, bound=0, seconds=0,
        why="somebody changed it in Azure, or a deployment is due; `enclave drift` shows each difference and the proofs that it breaks",
        measure=Level("enclave.deployment.differences"),
    ),
    Rule(
        id="worker-restarts", title="Workers of the gateway die", severity=2, bound=2, seconds=0,
        why="each is replaced, but its open answers break off; its last words are on stderr",
        measure=Growth("enclave.worker.deaths", (), (), 900),
    ),
    Rule(
        id="certificate-expiry", title="The certificate that callers see ends soon", severity=2, compare="<", bound=14 * DAY, seconds=0,
        unit=" s", why="at its end no caller gets through", measure=Until("enclave.certificate.expiry_timestamp"),
    ),
    Rule(
        id="image-sla", title="The time to answer a vulnerability is over", severity=2, bound=0, seconds=0,
        why="an image that runs has a known hole; `enclave images gate` names package and fixed version",
        measure=Level("enclave.images.overdue"),
    ),
    Rule(
        id="spans-lost", title="Traces are lost", severity=4, bound=0, seconds=0,
        why="whoever takes them is down or too slow; requests do not wait for it",
        measure=Growth("enclave.telemetry.spans", ("exporter",), (("result", "!=", "sent"),), 900),
    ),
    Rule(
        id="gpu-errors", title="A GPU reports an error", severity=2, bound=0, seconds=0,
        why="the number of the XID error is NVIDIA's; some mean that the machine must be replaced",
        measure=Level("DCGM_FI_DEV_XID_ERRORS", ("Hostname", "gpu")),
    ),
    Rule(
        id="gpu-hot", title="A GPU is hot", severity=3, bound=85, seconds=600, unit=" °C",
        why="it slows itself down from there on", measure=Level("DCGM_FI_DEV_GPU_TEMP", ("Hostname", "gpu")),
    ),
)  # fmt: skip
"""In the order of the docs."""


class Change(msgspec.Struct, frozen=True):
    """What a file says otherwise of a rule; None: as it is."""

    enabled: bool = True
    bound: float | None = None
    seconds: int | None = None
    severity: int | None = None


def chosen(changes: Mapping[str, Change]) -> tuple[Rule, ...]:
    """The rules as a file wants them. Raises KeyError for a rule that is none."""
    known = {rule.id for rule in RULES}
    for name in changes:
        if name not in known:
            raise KeyError(name)
    found = []
    for rule in RULES:
        change = changes.get(rule.id, Change())
        if change.enabled:
            told = {"bound": change.bound, "seconds": change.seconds, "severity": change.severity}
            found.append(msgspec.structs.replace(rule, **{key: value for key, value in told.items() if value is not None}))
    return tuple(found)
