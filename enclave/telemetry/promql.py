"""A measure in the words of Prometheus."""

from __future__ import annotations

from enclave.telemetry.names import BY_NAME
from enclave.telemetry.rules import Growth, Level, Matchers, Measure, Missing, Rule, Share, Since, Surge, Until


def expression(rule: Rule) -> str:
    """What is there, and more than nothing, as long as the rule holds."""
    bound = number(rule.bound)
    match rule.measure:
        case Share(part=part, whole=whole, least=least):
            among = growth(whole)
            return f"({growth(part)} / {among} {rule.compare} {bound}) and {among} > {number(least)}"
        case Surge(growth=grown, before=before, factor=factor):
            now, then = growth(grown), growth(grown, window=before, offset=grown.window)
            return f"({now} > {bound}) unless ({now} <= {number(factor * grown.window / before)} * {then})"
        case Since(metric=metric):
            return f"time() - max ({name(metric)})"
        case Missing(metric=metric):
            return f"absent({name(metric)}) > {bound}"
        case _:
            return f"{measure(rule.measure)} {rule.compare} {bound}"


def measure(told: Measure) -> str:
    """The number alone."""
    match told:
        case Level(metric=metric, by=by, quantile=share, lowest=lowest):
            which = name(metric) if share is None else f'{BY_NAME[metric].quantile}{{quantile="{number(share)}"}}'
            return f"{'min' if lowest else 'max'}{_by(by)} ({which})"
        case Growth():
            return growth(told)
        case Share(part=part, whole=whole):
            return f"{growth(part)} / {growth(whole)}"
        case Surge(growth=grown):
            return growth(grown)
        case Until(metric=metric):
            return f"min ({name(metric)}) - time()"
        case Since(metric=metric):
            return f"time() - max ({name(metric)})"
        case Missing(metric=metric):
            return f"absent({name(metric)})"


def growth(told: Growth, *, window: int = 0, offset: int = 0) -> str:
    """How much it grew; in another window, or one that ended so many seconds ago."""
    ago = f" offset {duration(offset)}" if offset else ""
    return f"sum{_by(told.by)} (increase({name(told.metric)}{_where(told.where)}[{duration(window or told.window)}]{ago}))"


def name(metric: str) -> str:
    """Prometheus's name; one that is not ours is as it is."""
    known = BY_NAME.get(metric)
    return metric if known is None else known.prometheus


def duration(seconds: int) -> str:
    """`90s`, `5m`, `1h`."""
    for unit, size in (("h", 3600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def number(value: float) -> str:
    """Without a point where none is needed."""
    return f"{value:.12g}"


def _by(labels: tuple[str, ...]) -> str:
    return f" by ({', '.join(labels)})" if labels else ""


def _where(matchers: Matchers) -> str:
    return "{" + ",".join(f'{label}{operator}"{value}"' for label, operator, value in matchers) + "}" if matchers else ""
