"""Outbound rules of networks that Microsoft manages, as Foundry accounts and Machine Learning workspaces both write them."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from enclave.graph.body import MISSING, Absent, Undecided, link, lookup, pointer, text, texts, undecided
from enclave.graph.model import Resource, Value
from enclave.graph.parts import stated


class OutboundRule(Struct, frozen=True):
    """One way out."""

    name: str
    kind: str
    """`PrivateEndpoint`, `FQDN` or `ServiceTag`."""
    target: str
    """Id of a service, host name, or service tag."""
    group: str = ""
    """What of the service a private endpoint is for, `blob`."""
    protocol: str = ""
    ports: str = ""
    action: str = "Allow"
    fqdns: tuple[str, ...] = ()
    """Names that a private endpoint answers for, where Azure does not know them."""


def rule(name: str, properties: Value | Absent, where: str) -> OutboundRule:
    """One rule from its properties. Raises `Undecided`."""
    if not isinstance(properties, Mapping):
        raise Undecided("outbound rule", where)
    kind = text(properties, "type").lower()
    if kind == "fqdn":
        return OutboundRule(name, "FQDN", text(properties, "destination"))
    if kind == "privateendpoint":
        target = link(properties, "destination.serviceResourceId")
        if target is None:
            raise Undecided("serviceResourceId", where)
        fqdns = texts(properties, "fqdns")
        return OutboundRule(name, "PrivateEndpoint", target, text(properties, "destination.subresourceTarget"), fqdns=fqdns)
    if kind == "servicetag":
        return OutboundRule(
            name, "ServiceTag", text(properties, "destination.serviceTag"),
            protocol=text(properties, "destination.protocol"), ports=text(properties, "destination.portRanges"),
            action=text(properties, "destination.action", "Allow"),
        )
    raise Undecided(f"outbound rule of type `{kind}`", where)


def inline_rules(resource: Resource, path: str) -> tuple[OutboundRule, ...]:
    """The rules that stand in the body of a workspace or a network, by name. Raises `Undecided`."""
    found = lookup(resource.body, path)
    if found is MISSING or found is None:
        return ()
    if not isinstance(found, Mapping):
        raise undecided(found, path, resource.id)
    return tuple(rule(name, properties, resource.id) for name, properties in found.items())


def write_rule(each: OutboundRule) -> dict[str, Value]:
    """The properties of a rule."""
    destination: Value = each.target
    if each.kind == "PrivateEndpoint":
        destination = {"serviceResourceId": pointer(each.target), "subresourceTarget": each.group}
    elif each.kind == "ServiceTag":
        destination = stated(
            serviceTag=each.target, protocol=each.protocol or None, portRanges=each.ports or None, action=each.action
        )
    return stated(type=each.kind, category="UserDefined", destination=destination, fqdns=list(each.fqdns) or None)
