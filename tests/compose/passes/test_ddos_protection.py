"""The DDoS protection plan."""

from __future__ import annotations

from collections.abc import Callable

from enclave.compose import compose
from enclave.graph.model import Graph
from enclave.graph.resources import ddos_protection_plans, resource_groups, virtual_networks
from enclave.spec.models import Spec
from enclave.spec.presets import apply


def composed(spec: Callable[..., Spec], on: bool) -> Graph:
    return compose(apply(spec(components={"ddos_protection": on})))


def test_one_plan_protects_the_hub_of_every_region_and_no_spoke(spec: Callable[..., Spec], problems: Callable[..., list[str]]) -> None:
    graph = composed(spec, on=True)
    (plan,) = graph.of_type(ddos_protection_plans.TYPE)
    assert (plan.stamp, plan.scope) == ("", "/resourceGroups/rg-acme-labs-global")
    assert plan.scope in {group.id for group in graph.of_type(resource_groups.TYPE)}
    plans = {network.name: virtual_networks.read(network, graph).ddos_plan for network in graph.of_type(virtual_networks.TYPE)}
    assert {name for name, found in plans.items() if found} == {name for name in plans if name.endswith("-hub")}
    assert set(plans.values()) == {None, plan.id}
    assert problems([plan]) == []


def test_switched_off_there_is_none(spec: Callable[..., Spec]) -> None:
    graph = composed(spec, on=False)
    assert not graph.of_type(ddos_protection_plans.TYPE)
    assert not any(virtual_networks.read(network, graph).ddos_plan for network in graph.of_type(virtual_networks.TYPE))
