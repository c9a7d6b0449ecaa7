"""What an unknown value may be beside the one thing that its expression seems to mean.

A plan tells which references an expression has, not what it makes of them: `compact([var.central, azurerm_x.own.id])[0]` is not
known before apply, though it is the first. So a value is taken for what it refers to only where nothing else that it refers to
could give such an id: no variable with an id of the type, no data source, no output of whatever somebody deploys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from enclave.importers.terraform.plan import Module, Plan, Planned
from enclave.importers.values import Evaluated

ID: Final = re.compile(r"/subscriptions/[^/\s]|/providers/[a-z]", re.IGNORECASE)
"""What an id of a resource has in it."""
LEADS: Final = re.compile(r"(?:^|_|[a-z0-9])ids?$", re.IGNORECASE)
"""How attributes end that hold ids."""
PEOPLE: Final = re.compile(r"(?:principal|tenant|client|object|application|app|subscription|group_object)_?ids?$", re.IGNORECASE)
"""Those that hold ids of somebody, not of a resource."""
ANSWERS: Final = ("output", "outputs", "output_content", "result", "results", "triggers", "triggers_replace")
"""Attributes that hold whatever somebody lets them hold."""
OPEN: Final = ("terraform_data", "azapi_resource_action", "azapi_data_plane_resource", "null_data_source")
"""Types that give what they are told to."""
DEPLOYING: Final = "_template_deployment"
"""How types end whose outputs a template says."""
PLAIN_PROVIDERS: Final = frozenset({"random", "time", "tls", "null", "azuread", "modtm", "local", "archive", "cloudinit"})
"""Providers that know no resource of Azure."""
PLAIN_DATA: Final = (
    "azurerm_client_config", "azurerm_location", "azurerm_management_group", "azurerm_monitor_diagnostic_categories", "azurerm_policy_",
    "azurerm_public_ip", "azurerm_resource_group", "azurerm_role_definition", "azurerm_subscription", "azurerm_user_assigned_identity",
    "azurerm_network_service_tags", "azurerm_extension_resource_id", "azapi_client_config",
)  # fmt: skip
"""How data sources begin that give no id but their own, of a type that no service is."""


def type_of(resource_id: str) -> str:
    """The ARM type of an id, in lower case; of a subscription's or group's own, what is known of it."""
    head, found, tail = resource_id.rpartition("/providers/")
    steps = (tail if found else head or resource_id).strip("/").split("/")
    return "/".join((steps[0], *steps[1::2])).lower() if found else ""


def ids_in(value: Evaluated) -> Iterator[str]:
    """The texts of a value with an id in them."""
    todo = [value]
    while todo:
        each = todo.pop()
        if isinstance(each, str):
            if ID.search(each):
                yield each
        elif isinstance(each, dict):
            todo += each.values()
        elif isinstance(each, list):
            todo += each


def has_id(value: Evaluated, types: Sequence[str]) -> bool:
    """Whether a value holds an id of one of the ARM types, or of what one of them lies in; for no types, any id."""
    found = {type_of(each) for each in ids_in(value)}
    return bool(found) and (not types or any(kind == "" or f"{own}/".startswith(f"{kind}/") for kind in found for own in types))


def may_give(resource: Planned, attribute: Sequence[str | int]) -> bool:
    """Whether an attribute that is not known, of something that is of another type, may hold an id of whatever type."""
    words = [step for step in attribute if isinstance(step, str)]
    if resource.provider in PLAIN_PROVIDERS or (words and PEOPLE.search(words[-1])):
        return False
    if words in (["id"], ["name"]):
        return resource.type in OPEN and resource.mode == "data"
    if resource.mode == "data":
        if resource.type.startswith(PLAIN_DATA):
            return False
        return not words or words[0] in ANSWERS or bool(LEADS.search(words[-1])) or not resource.type.startswith("azurerm_")
    if resource.type in OPEN or resource.type.endswith(DEPLOYING):
        return True
    if not words:
        return any(LEADS.search(each) and not PEOPLE.search(each) for each in _exported(resource))
    return bool(LEADS.search(words[-1]))


def says_anything(resource: Planned) -> bool:
    """Whether a value that apply gives to a resource may be anything: what it reads of others, or hands on."""
    if resource.mode == "data":
        return not resource.type.startswith(PLAIN_DATA) and resource.provider not in PLAIN_PROVIDERS
    return resource.type in OPEN or resource.type.endswith(DEPLOYING)


def _exported(resource: Planned) -> Iterator[str]:
    """The paths that an azapi resource answers."""
    named = resource.values.get("response_export_values") if resource.type.startswith("azapi_") else None
    paths = named.values() if isinstance(named, dict) else named if isinstance(named, list) else ()
    return (each for each in paths if isinstance(each, str))


class Shifts:
    """Whether what stands in brackets may be another key than a loop's own: all that a plan tells of `a["${each.key}-hub"]` is `a` and
    `each.key`, of `a[count.index + 1]` `a` and `count.index`.

    It may be where the same letters around every key of the loop make a key too, and where the numbers are not the same ones.
    """

    def __init__(self, keys: Sequence[str | int | None], names: Sequence[str | int | None], counted: bool) -> None:
        self._there = {str(each) for each in names}
        loop = {str(each) for each in keys if each is not None}
        self._whole = None not in keys and self._there >= loop
        self._always = counted and loop != self._there
        if self._whole and not counted and loop:
            around = self._around(next(iter(loop)))
            self._always = any(all(f"{before}{each}{after}" in self._there for each in loop) for before, after in around)

    def may_be(self, own: str | int) -> bool:
        """Whether another key than this may be meant."""
        return self._always or (not self._whole and isinstance(own, str) and any(self._around(own)))

    def _around(self, own: str) -> Iterator[tuple[str, str]]:
        for other in self._there:
            before, found, after = other.partition(own)
            if own and found and (before or after):
                yield before, after


def shown(plan: Plan) -> frozenset[str]:
    """The ARM types, in lower case, of the ids that a plan shows of what it does not make: in variables, in constants of its
    configuration, in what data sources answered and what resources are given."""
    own = {str(each.values.get("id")).lower() for each in plan.resources if each.mode == "managed"}
    found: set[str] = set()
    values: list[Evaluated] = [*plan.variables.values(), *_constants(plan.root)]
    for each in plan.resources:
        values += each.values.values()
    for value in values:
        found |= {type_of(each) for each in ids_in(value) if each.lower() not in own}
    return frozenset(found)


def _constants(module: Module) -> Iterator[Evaluated]:
    todo = [module]
    while todo:
        each = todo.pop()
        yield from each.defaults.values()
        for block in (*each.resources.values(), *(call for call, _ in each.calls.values())):
            yield dict(block.expressions)
            yield dict(block.repeated)
        todo += [inner for _, inner in each.calls.values()]
