"""The DDoS protection plan: one for the whole enclave, since it is paid for once and protects a hundred addresses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.site import Site
from enclave.compose.whole import Whole
from enclave.graph.model import Resource
from enclave.graph.resources import ddos_protection_plans
from enclave.graph.resources.ddos_protection_plans import DdosProtectionPlan


def ddos_protection(whole: Whole, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The plan. The hub networks, where the public addresses are, name it."""
    if whole.spec.components.ddos_protection.enabled:
        plan = DdosProtectionPlan(whole.id(ddos_protection_plans.TYPE), whole.location)
        yield from ddos_protection_plans.write(plan, whole.place("virtual-network/ddos-protection"))


def ddos_plan_id(site: Site) -> str | None:
    """Id of the enclave's plan, None when there is none."""
    return Whole(site.spec, (site,)).id(ddos_protection_plans.TYPE) if site.spec.components.ddos_protection.enabled else None
