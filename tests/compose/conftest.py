"""Fixtures for composing: specs by hand, sites of them, and the bank."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from enclave.compose import compose
from enclave.compose.site import Site, sites
from enclave.graph.model import Graph, Resource
from enclave.spec.load import load
from enclave.spec.models import Spec

GROUPS = [f"{digit * 8}-{digit * 4}-{digit * 4}-{digit * 4}-{digit * 12}" for digit in "234"]


def document(**changes: Any) -> dict[str, Any]:
    """A small valid file as plain data."""
    deployment = {"model": "gpt-4o", "version": "2024-11-20", "sku": "DataZoneStandard", "capacity": 5}
    return {
        "enclave": "v1",
        "name": "acme-labs",
        "identity": {"tenant": "11111111-1111-1111-1111-111111111111", "audience": "api://acme"},
        "regions": {"north": {"location": "swedencentral"}, "us_east": {"location": "eastus"}},
        "network": {"egress": [{"fqdn": "login.microsoftonline.com", "why": "tokens"}, {"fqdn": "*.example.com", "why": "our own"}]},
        "hub": {"models": ["gpt-4o"], "retention": {"audit_days": 365, "request_response_days": 90, "metrics_days": 90}},
        "projects": {
            "triage": {
                "region": "north",
                "failover_regions": ["us_east"],
                "deployments": {"chat": deployment, "tools": deployment},
                "access": [{"group": group, "role": role} for group, role in zip(GROUPS, ("user", "contributor", "auditor"), strict=True)],
            },
            "search": {"region": "north"},
        },
    } | changes


@pytest.fixture
def spec() -> Callable[..., Spec]:
    """A spec, with changes to its top-level keys."""
    return lambda **changes: Spec.model_validate(document(**changes))


@pytest.fixture
def site(spec: Callable[..., Spec]) -> Site:
    """The first region of the small spec."""
    return sites(spec())[0]


@pytest.fixture
def furnished(spec: Callable[..., Spec]) -> Callable[..., Site]:
    """The first region of the small spec with some components, settings or `True`, with operators, keys and a pair."""

    def build(components: dict[str, Any], **changes: Any) -> Site:
        identity = {"tenant": "11111111-1111-1111-1111-111111111111", "audience": "api://acme", "operators": GROUPS[0]}
        regions = {"north": {"location": "westeurope", "pair": "northeurope"}, "us_east": {"location": "eastus"}}
        security = {"customer_managed_keys": True} | changes.pop("security", {})
        given = {"identity": identity, "regions": regions, "contacts": ["soc@acme.example"]} | changes
        return sites(spec(components=components, security=security, **given))[0]

    return build


@pytest.fixture
def ingress() -> dict[str, Any]:
    """A declared way in."""
    return {"through": "application-gateway", "from": ["203.0.113.0/24", "198.51.100.7/32"], "why": "branch offices"}


@pytest.fixture
def fronted(furnished: Callable[..., Site], ingress: dict[str, Any]) -> Site:
    """The first region of the small spec with a front door before the gateway's machines."""
    return furnished({"load_balancer": True}, network={"ingress": [ingress | {"through": "front-door"}]})


@pytest.fixture
def open_site(spec: Callable[..., Spec], ingress: dict[str, Any]) -> Site:
    """The first region of the small spec, with two declared ways in."""
    partners = {"through": "application-gateway", "from": ["192.0.2.0/25", "192.0.2.128/25"], "why": "partners " + "x" * 400}
    return sites(spec(network={"ingress": [ingress, partners]}))[0]


CONTAINERS = (
    "kubernetes", "service_mesh", "container_registry", "container_apps", "container_instances", "redis", "grafana", "data_collection",
)
OPERATORS = "99999999-9999-9999-9999-999999999999"


@pytest.fixture
def contained(spec: Callable[..., Spec], ingress: dict[str, Any]) -> Callable[..., Site]:
    """The first region of the small spec with everything that runs containers, with changes to components and to `security`."""

    def made(security: dict[str, bool] | None = None, **components: Any) -> Site:
        hardened = {"customer_managed_keys": True, "double_encryption": True, "defender": True}
        document_ = spec(
            components={**dict.fromkeys(CONTAINERS, True), **components},
            security={**hardened, **(security or {})},
            identity={"tenant": "11111111-1111-1111-1111-111111111111", "audience": "api://acme", "operators": OPERATORS},
            network={"ingress": [ingress]},
            performance_tier="premium",
        )
        return sites(document_)[0]

    return made


@pytest.fixture
def clustered(contained: Callable[..., Site]) -> Site:
    """A region with everything that runs containers."""
    return contained()


@pytest.fixture
def run(site: Site) -> Callable[..., Graph]:
    """What one pass makes of a region, as a graph."""

    def made(step: Callable[..., Any], of: Site = site, built: tuple[Resource, ...] = ()) -> Graph:
        return Graph((*built, *step(of, built)))

    return made


@pytest.fixture(scope="session")
def bank_spec(bank: Path) -> Spec:
    return load(bank).spec


@pytest.fixture(scope="session")
def bank_graph(bank_spec: Spec) -> Graph:
    return compose(bank_spec)
