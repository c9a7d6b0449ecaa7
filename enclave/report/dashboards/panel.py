"""What a dashboard is made of, and the few words of PromQL and KQL that its panels are written in."""

from __future__ import annotations

from typing import Literal

import msgspec

from enclave.telemetry.names import BY_NAME

RANGE = "TimeGenerated {TimeRange}"
"""Where a workbook puts its range of time."""
Unit = Literal["short", "s", "percentunit", "currencyUSD", "reqps", "bytes", "celsius", "watt", "percent", "decmbytes", "none"]
"""Grafana's words."""


class Target(msgspec.Struct, frozen=True):
    """One line, or one per series, of a panel."""

    promql: str
    legend: str = ""


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    """One picture. `kql`: the same out of the log, for workbooks; empty: the log does not know it."""

    title: str
    about: str
    targets: tuple[Target, ...] = ()
    kql: str = ""
    kind: Literal["timeseries", "stat", "table", "bargauge"] = "timeseries"
    unit: Unit = "short"
    width: int = 8
    """Of 24."""
    height: int = 7
    bound: float | None = None
    """What is drawn red above."""


class Dashboard(msgspec.Struct, frozen=True, kw_only=True):
    """One page."""

    id: str
    title: str
    about: str
    panels: tuple[Panel, ...]


def rate(metric: str, by: str = "", where: str = "") -> str:
    """How much a counter grows each second."""
    return f"sum{_by(by)} (rate({BY_NAME[metric].prometheus}{_where(where)}[$__rate_interval]))"


def grown(metric: str, by: str = "", where: str = "", window: str = "$__range") -> str:
    """How much a counter grew, in the range that is shown."""
    return f"sum{_by(by)} (increase({BY_NAME[metric].prometheus}{_where(where)}[{window}]))"


def level(metric: str, by: str = "", where: str = "", how: str = "max") -> str:
    """A gauge."""
    return f"{how}{_by(by)} ({BY_NAME[metric].prometheus}{_where(where)})"


def exact(metric: str, share: float, by: str = "", where: str = "") -> str:
    """A quantile of the last minutes, by the sketches: to one per cent."""
    told = f'quantile="{share:g}"' + (f",{where}" if where else "")
    return f"max{_by(by)} ({BY_NAME[metric].quantile}{{{told}}})"


def rough(metric: str, share: float, by: str = "", where: str = "") -> str:
    """A quantile of any window, by the buckets."""
    labels = f"le, {by}" if by else "le"
    return f"histogram_quantile({share:g}, sum by ({labels}) (rate({BY_NAME[metric].prometheus}_bucket{_where(where)}[$__rate_interval])))"


def mean(metric: str, by: str = "", where: str = "") -> str:
    """The mean of what a histogram saw."""
    name = BY_NAME[metric].prometheus
    parts = (f"sum{_by(by)} (rate({name}_{part}{_where(where)}[$__rate_interval]))" for part in ("sum", "count"))
    return " / ".join(parts)


def _by(labels: str) -> str:
    return f" by ({labels})" if labels else ""


def _where(matchers: str) -> str:
    return f"{{{matchers}}}" if matchers else ""
