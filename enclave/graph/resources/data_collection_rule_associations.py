"""Associations of machines with data collection rules: what a machine sends, and where."""

from __future__ import annotations

from dataclasses import dataclass

from enclave.graph.body import link, pointer
from enclave.graph.model import Resource
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Insights/dataCollectionRuleAssociations"
API_VERSION = "2024-03-11"
ENDPOINT_NAME = "configurationAccessEndpoint"
"""Name that Azure asks for where an association names an endpoint."""


@dataclass(frozen=True)
class DataCollectionRuleAssociation:
    """A machine with a rule, or with the endpoint that it gets its rules from."""

    target: str
    name: str
    rule: str | None = None
    endpoint: str | None = None


def read(resource: Resource) -> DataCollectionRuleAssociation:
    """An association. Raises `Undecided`."""
    return DataCollectionRuleAssociation(
        target=resource.scope,
        name=resource.name,
        rule=link(resource.body, "properties.dataCollectionRuleId"),
        endpoint=link(resource.body, "properties.dataCollectionEndpointId"),
    )


def write(association: DataCollectionRuleAssociation, place: Place) -> tuple[Resource, ...]:
    """The association, as an extension of its machine."""
    properties = stated(
        dataCollectionRuleId=pointer(association.rule) if association.rule else None,
        dataCollectionEndpointId=pointer(association.endpoint) if association.endpoint else None,
    )
    return (place.on(association.target, TYPE, API_VERSION, association.name, {"properties": properties}),)
