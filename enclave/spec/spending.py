"""What one caller and one model may spend, and when to warn: a lattice, and how a `budget` says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from enclave.spec.models import Allowance, Budget

NANO_USD = 10**9
"""Money is an integer number of nano-dollars everywhere behind the YAML."""
PARTS = 10**6
"""A share is an integer number of millionths."""


@dataclass(frozen=True)
class Limit:
    """The most in a day and in a month, in nano-dollars; None: no limit of its own."""

    daily: int | None = None
    monthly: int | None = None

    def meet(self, other: Limit) -> Limit:
        """The highest that is as low as both."""
        return Limit(least(self.daily, other.daily), least(self.monthly, other.monthly))

    def document(self) -> dict[str, object]:
        """A JSON form."""
        return {"daily_nanousd": self.daily, "monthly_nanousd": self.monthly}


UNLIMITED = Limit()


@dataclass(frozen=True)
class Spending:
    """What is said beside the ceilings of a whole project. The default says nothing."""

    caller: Limit = UNLIMITED
    """Of each caller."""
    models: Mapping[str, Limit] = field(default_factory=lambda: MappingProxyType({}))
    """Of all calls of a model, by model; one that is not listed has no limit of its own."""
    warn_at: frozenset[int] = frozenset()
    """Shares of a ceiling, in millionths."""

    def __post_init__(self) -> None:
        stated = {model: limit for model, limit in sorted(self.models.items()) if limit != UNLIMITED}
        object.__setattr__(self, "models", MappingProxyType(stated))

    def meet(self, other: Spending) -> Spending:
        """The loosest that is as strict as both. More warnings are stricter."""
        models = {*self.models, *other.models}
        return Spending(
            caller=self.caller.meet(other.caller),
            models={name: self.models.get(name, UNLIMITED).meet(other.models.get(name, UNLIMITED)) for name in models},
            warn_at=self.warn_at | other.warn_at,
        )

    def document(self) -> dict[str, object]:
        """A JSON form."""
        return {
            "caller": self.caller.document(),
            "models": {name: limit.document() for name, limit in self.models.items()},
            "warn_at": sorted(self.warn_at),
        }


SILENT = Spending()


def spending(budget: Budget) -> Spending:
    """What a `budget` says."""
    return Spending(
        caller=_limit(budget.per_caller),
        models={name: _limit(allowance) for name, allowance in (budget.per_model or {}).items()},
        warn_at=frozenset(int(share * PARTS) for share in budget.warn_at or ()),
    )


def nano(amount: Decimal | None) -> int | None:
    """Dollars in nano-dollars."""
    return None if amount is None else int(amount * NANO_USD)


def least(left: int | None, right: int | None) -> int | None:
    """The lower of two limits; None is none."""
    return min((value for value in (left, right) if value is not None), default=None)


def _limit(allowance: Allowance | None) -> Limit:
    return UNLIMITED if allowance is None else Limit(nano(allowance.daily_usd), nano(allowance.monthly_usd))
