"""Address space: private, large enough, and nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from enclave.spec.address_plan import AGENTS_ROOM, BLOCK_PREFIX, WIDEST_PREFIX, agent_projects, blocks_in, prefix_for
from enclave.spec.rules.subject import Subject
from enclave.spec.source import Keys, Problem

PRIVATE: tuple[IPv4Network, ...] = (
    IPv4Network("10.0.0.0/8"), IPv4Network("172.16.0.0/12"), IPv4Network("192.168.0.0/16"), IPv4Network("100.64.0.0/10"),
)
"""RFC 1918 and RFC 6598, the ranges that Azure routes nowhere by default (virtual-networks-udr-overview)."""
NARROWEST_PUBLIC = 8
"""Ingress from a range that is shorter than this prefix is ingress from everywhere."""


def is_inside(source: IPv4Network) -> bool:
    """Whether a range is of private addresses, which come from networks that are connected privately."""
    return any(source.subnet_of(private) for private in PRIVATE)


def address_space_is_private(subject: Subject) -> Iterator[Problem]:
    """Address space inside is private: RFC 1918 or RFC 6598."""
    for keys, space in _spaces(subject):
        if not is_inside(space):
            hint = "use a part of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16"
            yield subject.problem(keys, f"`{space}` is not private address space", hint)


def address_space_fits(subject: Subject) -> Iterator[Problem]:
    """Every region gets its block, and no more is taken than a platform can use."""
    regions = subject.spec.regions
    for keys, space in _spaces(subject):
        shared = keys[0] == "network"
        needed = prefix_for(len(regions)) if shared and any(one.address_space is None for one in regions.values()) else BLOCK_PREFIX
        if space.prefixlen > needed:
            what = f"{len(regions)} regions" if shared and len(regions) > 1 else "a region"
            size, wanted = space.num_addresses, 2 ** (32 - needed)
            message = f"`{space}` is too small: {what} need{'' if what[0].isdigit() else 's'} {wanted:,} addresses, it has {size:,}"
            because: tuple[Keys, ...] = (("regions",),) if shared else ()
            yield subject.problem(keys, message, f"use at least a /{needed}: each region takes a /{BLOCK_PREFIX}", because)
        elif space.prefixlen < WIDEST_PREFIX:
            message = f"`{space}` is too large: it takes {blocks_in(space):,} times what a region needs from everybody else"
            yield subject.problem(keys, message, f"use at most a /{WIDEST_PREFIX}")


def agents_have_room(subject: Subject) -> Iterator[Problem]:
    """With complete isolation every Foundry project of a region has a subnet there, and there is room for so many."""
    for key in subject.spec.regions:
        projects = agent_projects(subject.spec, key)
        if len(projects) > AGENTS_ROOM:
            message = (
                f"region `{key}` has room for subnets of {AGENTS_ROOM} projects of platform `foundry`, and this is the first of"
                f" {len(projects) - AGENTS_ROOM} too many"
            )
            hint = "serve it from another region, give it `platform: openai`, or use `network_isolation: managed`, which needs no subnets"
            first: Keys = ("projects", projects[AGENTS_ROOM])
            yield Problem(subject.source.key(first), message, hint, (first, ("regions",), ("network_isolation",)))


def nothing_overlaps(subject: Subject) -> Iterator[Problem]:
    """A region's own space lies outside the shared one and every other region's; nothing comes in from addresses inside."""
    seen: list[tuple[Keys, IPv4Network]] = []
    narrow = [(keys, source) for keys, source in _sources(subject) if source.prefixlen >= NARROWEST_PUBLIC]
    for keys, space in (*_spaces(subject), *narrow):
        outside = keys[:2] == ("network", "ingress")
        for other, taken in seen:
            if space.overlaps(taken) and not (outside and other[:2] == ("network", "ingress")):
                message = f"`{space}` overlaps `{taken}` ({_label(other)}, {subject.place(other)})"
                hint = "traffic from outside cannot have addresses of the inside" if outside else "choose space that nothing else uses"
                yield subject.problem(keys, message, hint, (other,))
                break
        seen.append((keys, space))


def ingress_is_narrow(subject: Subject) -> Iterator[Problem]:
    """A declared way in is for somebody, not for everybody."""
    for keys, source in _sources(subject):
        if source.prefixlen < NARROWEST_PUBLIC:
            yield subject.problem(keys, f"`{source}` is the whole internet, or most of it", "name the ranges of those who come in")


def _spaces(subject: Subject) -> Iterator[tuple[Keys, IPv4Network]]:
    yield ("network", "address_space"), subject.spec.network.address_space
    for key, region in subject.spec.regions.items():
        if region.address_space is not None:
            yield ("regions", key, "address_space"), region.address_space


def _sources(subject: Subject) -> Iterator[tuple[Keys, IPv4Network]]:
    for index, ingress in enumerate(subject.spec.network.ingress):
        for place, source in enumerate(ingress.sources):
            yield ("network", "ingress", index, "from", place), source


def _label(keys: Keys) -> str:
    return ".".join(str(key) for key in keys[:3] if isinstance(key, str))
