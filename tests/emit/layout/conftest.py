"""Small graphs to lay out: two regions, and one thing that differs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.emit.layout.entry import Layout, lay_out
from enclave.emit.units import plan
from enclave.graph.model import Graph, Resource

PLACES = {"north": "northeurope", "west": "westeurope"}


def group(stamp: str) -> Resource:
    return Resource("Microsoft.Resources/resourceGroups", "2025-04-01", f"rg-acme-bank-{stamp}", "",
                    {"tags": {"enclave": "acme-bank"}}, PLACES[stamp], "groups", stamp)


@pytest.fixture
def made() -> Callable[..., Resource]:
    """A resource of a region, by its name without that of the region."""
    def make(name: str, stamp: str = "north", module: str = "a/b", kind: str = "A.B/things", **fields: Any) -> Resource:
        full = "/".join(f"{part}-{stamp}" for part in name.split("/"))
        location = None if kind.count("/") > 1 else PLACES[stamp]
        return Resource(kind, "2025-01-01", full, f"/resourceGroups/rg-acme-bank-{stamp}", fields.pop("body", {}), location, module, stamp,
                        **fields)

    return make


@pytest.fixture
def laid_out() -> Callable[..., Layout]:
    """The layout of resources, with the resource groups that they are in."""
    def lay(*resources: Resource) -> Layout:
        groups = tuple(group(stamp) for stamp in PLACES if any(one.stamp == stamp for one in resources))
        graph = Graph((*groups, *resources))
        return lay_out(graph, plan(graph))

    return lay
