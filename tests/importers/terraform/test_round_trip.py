"""Our own graph as an azapi plan that Terraform could print once everything stands: it comes back the same, with the same verdicts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from enclave.graph.model import Graph, Ref, Resource, Secret, Value
from enclave.importers.terraform.read import read_plan
from enclave.verify import verify

SUB = "/subscriptions/11111111-1111-1111-1111-111111111111"


def planned(graph: Graph) -> dict[str, Any]:
    """A plan of azapi resources with every id known."""
    resources, changes = [], []
    for number, resource in enumerate(graph):
        mask = _mask(resource.body)
        address = f"azapi_resource.r{number}"
        parent = resource.parent or resource.scope
        values = {
            "type": f"{resource.type}@{resource.api_version}",
            "name": resource.name.rpartition("/")[2],
            "parent_id": _full(parent),
            "location": resource.location,
            "body": _plain({key: value for key, value in resource.body.items() if key != "tags"}),
            "tags": _plain(resource.body.get("tags")),
        }
        head = {"address": address, "mode": "managed", "type": "azapi_resource", "name": f"r{number}"}
        resources.append({**head, "values": values})
        changes.append({**head, "change": {"after_unknown": {"id": True, "body": mask, "tags": False}}})
    numbers = {resource.id.lower(): number for number, resource in enumerate(graph)}
    written = [
        {
            "mode": "managed",
            "type": "azapi_resource",
            "name": f"r{number}",
            "expressions": {"body": {"references": _references(resource, numbers)}},
        }
        for number, resource in enumerate(graph)
    ]
    return {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": resources}},
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": written}},
    }


def _references(resource: Resource, numbers: Mapping[str, int]) -> list[str]:
    """What the body refers to: answers of other resources, which are not known before they stand."""
    found = []
    for ref in resource.refs():
        if ref.path != "id" and ref.resource.lower() in numbers:
            address = f"azapi_resource.r{numbers[ref.resource.lower()]}"
            found += [f"{address}.output.{ref.path}", f"{address}.output", address]
    return found or ["local.nothing"]


def _full(resource_id: str) -> str:
    lower = resource_id.lower()
    return resource_id if lower.startswith(("/subscriptions/", "/providers/microsoft.management/", "/tenant")) else SUB + resource_id


def _plain(value: Value) -> Any:
    if isinstance(value, Ref):
        return f"{value.prefix}{_full(value.resource)}{value.suffix}" if value.path == "id" else None
    if isinstance(value, Secret):
        return None
    if isinstance(value, Mapping):
        return {(_full(key) if key.startswith("/resourceGroups/") else key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _mask(value: Value) -> Any:
    if isinstance(value, Secret) or (isinstance(value, Ref) and value.path != "id"):
        return True
    if isinstance(value, Mapping):
        return {(_full(key) if key.startswith("/resourceGroups/") else key): mask for key, item in value.items() if (mask := _mask(item))}
    if isinstance(value, list | tuple):
        masks = [_mask(item) for item in value]
        return masks if any(masks) else False
    return False


def known(value: Value) -> Any:
    """A value without what a plan cannot know."""
    if isinstance(value, Mapping):
        return {key: known(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [known(item) for item in value]
    return "?" if isinstance(value, Secret) or (isinstance(value, Ref) and (value.path != "id" or value.prefix)) else value


def bodies(graph: Graph, unknown: Graph) -> dict[str, Any]:
    """Every body, with a question mark where the other graph has something that a plan cannot know."""

    def hidden(value: Any, by: Any) -> Any:
        if by == "?":
            return "?"
        if isinstance(value, Mapping) and isinstance(by, Mapping):
            return {key: hidden(item, by.get(key)) for key, item in value.items()}
        if isinstance(value, list | tuple) and isinstance(by, list | tuple):
            return [hidden(item, other) for item, other in zip(value, by, strict=True)]
        return value

    return {each.id: hidden(each.body, known(other.body)) for each in graph if (other := unknown.get(each.id)) is not None}


def deployed(graph: Graph) -> Graph:
    """What azapi deploys: no objects of Kubernetes, no requests."""

    def kept(resource: Resource) -> bool:
        return "." in resource.type.partition("/")[0] and not resource.type.startswith("Microsoft.Graph/")

    return Graph(tuple(replace(each, module="", stamp="", depends_on=()) for each in graph if kept(each)), graph.intent)


def test_the_example_comes_back(bank_graph: Graph) -> None:
    graph = deployed(bank_graph)
    read = read_plan(json.dumps(planned(graph)), name="plan.json")
    assert [each.id for each in read] == [each.id for each in graph]
    assert [each.api_version for each in read] == [each.api_version for each in graph]
    assert [each.location for each in read] == [each.location for each in graph]
    assert bodies(read, graph) == bodies(graph, graph)


def test_the_example_has_the_same_verdicts_about_packets_and_names(bank_graph: Graph) -> None:
    graph = deployed(bank_graph)
    read = replace(read_plan(planned(graph), name="plan.json"), intent=graph.intent)
    there, here = verify(read), verify(graph)
    numbers = (1, 2, 3, 4, 5)
    assert [(each.id, each.subject, each.verdict.name) for each in there.obligations if each.number in numbers] == [
        (each.id, each.subject, each.verdict.name) for each in here.obligations if each.number in numbers
    ]
