"""The shape of a rule about single resources: data that its page is printed from, and one function that finds.

A rule never passes what it cannot decide: it tells it as unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from msgspec import Struct

from enclave.errors import InputError
from enclave.finding import Severity
from enclave.graph.body import Undecided
from enclave.graph.model import Graph, Resource
from enclave.verify.estate import presence
from enclave.verify.settings import Setting

if TYPE_CHECKING:
    from enclave.verify.network.world import World

Template: TypeAlias = tuple[Mapping[str, Any], ...]
"""Resources as an ARM template has them."""


class Told(NamedTuple):
    """One thing that is wrong with a resource, or that cannot be decided about it."""

    resource: str
    message: str
    unknown: bool = False


Check: TypeAlias = "Callable[[World], Iterator[Told]]"
Judge: TypeAlias = Callable[[Resource, Graph], Iterable[str]]
"""What is wrong with one resource, in words. May raise `Undecided`."""


class References(Struct, frozen=True):
    """Who else asks for it."""

    mcsb: tuple[str, ...] = ()
    """Controls of the Microsoft cloud security benchmark: `NS-2`."""
    cis: tuple[str, ...] = ()
    """Recommendations of the CIS Microsoft Azure Foundations Benchmark with its version: `5.0 9.3.1.3`."""
    policies: tuple[str, ...] = ()
    """GUIDs of built-in definitions of Azure Policy."""
    pages: tuple[str, ...] = ()
    """Documentation."""


class Native(Struct, frozen=True):
    """The same thing in the azurerm provider of Terraform."""

    resource: str
    argument: str
    """Dotted through blocks: `network_rules.default_action`."""
    value: object


class Rule(Struct, frozen=True):
    """Something about single resources that makes a finding; it decides no verdict."""

    id: str
    title: str
    severity: Severity
    why: str
    fix: str
    check: Check
    references: References
    fails: Template
    """Resources that the rule finds something about..."""
    passes: Template
    """...and the same ones as they should be."""
    azurerm: tuple[Native, ...]
    settings: tuple[Setting, ...] = ()
    """The properties that it looks at, where that is all that it does."""


def each(types: tuple[str, ...], judge: Judge) -> Check:
    """A check that looks at every resource of some types by itself."""

    def check(world: World) -> Iterator[Told]:
        graph = world.estate.graph
        for resource in graph.of_type(*types):
            yield from told(resource, judge(resource, graph))

    return check


def each_kept(types: tuple[str, ...], judge: Judge) -> Check:
    """The same for resources that are long to read: each is judged again only when it has changed."""

    def check(world: World) -> Iterator[Told]:
        for resource in world.estate.graph.of_type(*types):
            yield from world.ask(_judged, judge, resource.id)

    return check


def _judged(world: World, judge: Judge, resource_id: str) -> tuple[Told, ...]:
    resource = world.estate.resource(resource_id)
    return tuple(told(resource, judge(resource, world.estate.graph)))


def holding(settings: tuple[Setting, ...]) -> Check:
    """A check that every setting is as it must be."""
    by_type: dict[str, list[Setting]] = {}
    for setting in settings:
        by_type.setdefault(setting.type.lower(), []).append(setting)

    def check(world: World) -> Iterator[Told]:
        for resource in world.estate.graph.of_type(*by_type):
            for setting in by_type[resource.type.lower()]:
                yield from told(resource, setting.broken(resource), f"{setting.shown}: ")

    return check


def told(resource: Resource, messages: Iterable[str], place: str = "") -> Iterator[Told]:
    """Messages about a resource. What cannot be decided, its deployment too, makes it unknown; `place` says where then."""
    doubt = presence(resource)
    try:
        for message in messages:
            yield Told(resource.id, message if doubt is None else f"{message}; {doubt.message}", doubt is not None)
    except Undecided as problem:
        yield Told(resource.id, f"{place}{problem.message}", unknown=True)
    except (InputError, ValueError, IndexError) as problem:
        yield Told(resource.id, f"{place}cannot be read: {problem}", unknown=True)
