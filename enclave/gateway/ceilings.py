"""The ceilings of a call: those of the hub, of its project, of its caller and of its model, all to be held at once."""

from __future__ import annotations

from collections.abc import Mapping

from enclave.ledger.calendar import WindowName
from enclave.ledger.interface import Ceiling, Warned
from enclave.spec.policy import Policy
from enclave.spec.spending import PARTS, UNLIMITED, Limit

MOST_REMEMBERED = 4096
"""Callers of a project whose ceilings are kept ready."""


class Ceilings:
    """The ceilings of one project's calls."""

    def __init__(self, name: str, hub: Policy, policy: Policy, stated: Policy, zone: str) -> None:
        """`policy` is what holds for the project, `stated` what it says of its own."""
        project = f"project/{name}"
        self._zone = zone
        self._warn_at = (hub.spending.warn_at, policy.spending.warn_at)
        self.shared = (
            *self._of("hub", Limit(hub.daily_nanousd, hub.monthly_nanousd), 0),
            *self._of(project, Limit(policy.daily_nanousd, policy.monthly_nanousd), 1),
        )
        """Those of the hub and of the project, which every call is under."""
        models = {*hub.spending.models, *stated.spending.models}
        self._by_model: Mapping[str, tuple[Ceiling, ...]] = {
            model: (
                *self._of(f"model/{model}", hub.spending.models.get(model, UNLIMITED), 0),
                *self._of(f"{project}/model/{model}", stated.spending.models.get(model, UNLIMITED), 1),
            )
            for model in sorted(models)
        }
        self._caller = (("caller/", hub.spending.caller, 0), (f"{project}/caller/", stated.spending.caller, 1))
        self._counts_callers = hub.spending.caller != UNLIMITED or stated.spending.caller != UNLIMITED
        self._known: dict[tuple[str, str], tuple[Ceiling, ...]] = {}

    def of(self, caller: str, model: str) -> tuple[Ceiling, ...]:
        """Every ceiling that one call is under; the same object for the same caller and model."""
        key = (caller if self._counts_callers else "", model)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            own = tuple(ceiling for scope, limit, level in self._caller for ceiling in self._of(scope + caller, limit, level))
            found = self._known[key] = (*self.shared, *self._by_model.get(model, ()), *own)
        return found

    def _of(self, scope: str, limit: Limit, level: int) -> tuple[Ceiling, ...]:
        windows: tuple[tuple[WindowName, int | None], ...] = (("daily", limit.daily), ("monthly", limit.monthly))
        shares = sorted(self._warn_at[level])
        return tuple(
            Ceiling(scope, window, most, self._zone, tuple(-(-most * share // PARTS) for share in shares) if most else ())
            for window, most in windows if most is not None
        )


def whose(scope: str) -> str:
    """Whose ceiling it is, in words that tell a caller nothing about others."""
    if scope == "hub":
        return "the enclave"
    what, _, rest = scope.partition("/")
    if what != "project":
        return "its caller" if what == "caller" else f"model `{rest}`"
    project, _, rest = rest.partition("/")
    return f"{whose(rest)} in project `{project}`" if rest else f"project `{project}`"


def warning(warned: Warned) -> str:
    """What was reached, in one line of ASCII."""
    share = warned.at * 100 / warned.limit
    return f"{share:.4g}% of the {warned.window} budget of {whose(warned.scope)} is spent or reserved ({warned.period})"
