"""Limits per minute as points of a lattice: of a project, of each of its callers, of each of its deployments."""

from __future__ import annotations

from dataclasses import dataclass

from enclave.spec.models import Rate, RateLimits
from enclave.spec.spending import least


@dataclass(frozen=True)
class PerMinute:
    """None: no limit."""

    requests: int | None = None
    tokens: int | None = None

    def meet(self, other: PerMinute) -> PerMinute:
        """The looser of those that are as strict as both."""
        return PerMinute(least(self.requests, other.requests), least(self.tokens, other.tokens))

    def document(self) -> dict[str, object]:
        """A JSON form."""
        return {"requests": self.requests, "tokens": self.tokens}


ANY = PerMinute()


@dataclass(frozen=True)
class Rates:
    """What may be asked for in any minute."""

    project: PerMinute = ANY
    caller: PerMinute = ANY
    deployment: PerMinute = ANY

    def meet(self, other: Rates) -> Rates:
        """The loosest that are as strict as both."""
        return Rates(self.project.meet(other.project), self.caller.meet(other.caller), self.deployment.meet(other.deployment))

    def document(self) -> dict[str, object]:
        """A JSON form."""
        return {"project": self.project.document(), "caller": self.caller.document(), "deployment": self.deployment.document()}


FREE = Rates()


def rates(limits: RateLimits | None) -> Rates:
    """What `rate_limits` says."""
    return FREE if limits is None else Rates(_per_minute(limits), _per_minute(limits.per_caller), _per_minute(limits.per_deployment))


def _per_minute(rate: Rate | None) -> PerMinute:
    return ANY if rate is None else PerMinute(rate.requests_per_minute, rate.tokens_per_minute)
