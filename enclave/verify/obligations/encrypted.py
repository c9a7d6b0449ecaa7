"""Obligation 9: data is encrypted: on its way with TLS 1.2 or later, at rest with the keys and layers that the owner asks for.

Protocol, for each resource that keeps data or takes connections:
 1. It takes no TLS below 1.2 and nothing without TLS, where that is a setting; a gateway's listener may send callers to one that has it,
    and what a gateway takes with TLS goes on with TLS, to a backend whose certificate is checked.
 2. Keys cannot be purged, and encryption is not switched off.
 3. Where the owner asks for it, a key of the owner's encrypts what it keeps.
 4. Where the owner asks for it, a second layer does.
What the service itself lacks is told in the proof, and that the TLS of machines and containers, whose software decides, is not looked
at; what the owner accepts for one resource (`waivers`) is printed with it.
A type that neither the table nor anybody else knows is unknown. Without terms of the owner's, steps 3 and 4 ask nothing:
Azure encrypts everything at rest with keys of Microsoft's, and a template that declares nothing is held to that.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from enclave.finding import Refuted, Unknown, Verdict
from enclave.graph.body import Undecided, last_segment
from enclave.graph.model import Intent, Resource
from enclave.verify.estate import presence
from enclave.verify.model import Obligation, Step, if_deployed, refuted, settle
from enclave.verify.network.world import World
from enclave.verify.posture import gateways
from enclave.verify.posture.asked import Asked, missing
from enclave.verify.posture.encryption import Encryption, encryption_of, transit_told
from enclave.verify.posture.gateways import plain_backends, plain_listeners, unchecked_backends
from enclave.verify.services import is_known, service_of

CUSTOMER, DOUBLE, BACKEND = "customer-managed-key", "double-encryption", "plain-backend"


def check(world: World) -> Iterator[tuple[str, Verdict]]:
    """One result for each resource that keeps data or takes connections, and for each that nobody knows."""
    yield from world.of_each(_verdicts)


def _verdicts(world: World, resource: Resource) -> Iterator[tuple[str, Verdict]]:
    row = encryption_of(resource)
    if row is not None:
        yield resource.id, if_deployed(_of(resource, row, world.estate.graph.intent or Intent(), world), presence(resource))
    elif service_of(resource) is not None or not is_known(resource):
        yield resource.id, Unknown(f"how the type {resource.type} encrypts is not modelled")


def _of(resource: Resource, row: Encryption, intent: Intent, world: World) -> Verdict:
    terms = intent.terms_of(resource.id)
    steps: list[Step] = [
        partial(_must, resource, row.transit, "it takes connections that TLS 1.2 does not protect", world),
        partial(_must, resource, row.purge, "what encrypts it can be taken away", world),
        partial(_listeners, resource),
    ]
    told = [transit_told(resource, row)]
    if resource.type.lower() == gateways.TYPE:
        within = intent.waives(BACKEND, resource.id)
        told += [f"{BACKEND}: {within}"] if within else []
        steps += [] if within else [partial(_backends, resource, intent)]
    for wanted, lines, none, what, words in (
        (terms.customer_managed_keys, row.customer, row.no_customer, CUSTOMER, "no key of the owner's encrypts what it keeps"),
        (terms.double_encryption, row.double, row.no_double, DOUBLE, "what it keeps has one layer of encryption only"),
    ):
        asked = partial(_must, resource, (lines,), words, world)
        accepted = intent.waives(what, resource.id) if wanted and not none and asked() is not None else ""
        if wanted and not none and not accepted:
            steps.append(asked)
        told += [f"{what}: {none or accepted or 'it has one'}"] if wanted else []
    return settle(steps, "; ".join(told))


def _listeners(resource: Resource) -> Refuted | None:
    plain = plain_listeners(resource) if resource.type.lower() == gateways.TYPE else ()
    if not plain:
        return None
    told = f"listener {plain[0]} takes requests without TLS and passes them on: take HTTPS, or redirect to it"
    return refuted(f"read what callers send to {last_segment(resource.id)}", (resource.id, told), reason=told)


def _backends(gateway: Resource, intent: Intent) -> Refuted | None:
    own_authority = gateway.id.lower() in map(str.lower, intent.own_authorities)
    plain = plain_backends(gateway)
    unchecked = next(unchecked_backends(gateway, own_authority=own_authority), None)
    if plain:
        told = f"backend settings {plain[0]} send on without TLS what came with it: set their protocol to Https"
    elif unchecked is not None:
        told = f"backend settings {unchecked[0]} send on to nobody knows whom: {unchecked[1]}"
    else:
        return None
    return refuted(f"read what {last_segment(gateway.id)} sends on", (gateway.id, told), reason=told)


def _must(resource: Resource, groups: tuple[tuple[Asked, ...], ...], words: str, world: World) -> Refuted | Unknown | None:
    if any(not group for group in groups):
        return Unknown(f"which setting of {resource.type} says it is not modelled")
    try:
        wanted = missing(groups, resource, world.estate.graph)
    except Undecided as problem:
        return Unknown(f"{words}, or not: {problem.message}")
    if wanted is None:
        return None
    name = last_segment(resource.id)
    return refuted(f"read what {name} holds or sends", (resource.id, f"{wanted} does not hold: set it"), reason=words)


OBLIGATION = Obligation(
    "encrypted", 9, "data is encrypted on its way and at rest, with the keys and layers that the owner asks for", check
)
