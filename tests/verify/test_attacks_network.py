"""Every leak of the table is refuted or at least unknown, in whatever form of the language it is written; what is honest is proved."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any

import pytest

from enclave.errors import InputError
from enclave.importers.arm import read_arm
from enclave.verify import OBLIGATIONS
from enclave.verify.estate import Estate
from enclave.verify.network.world import World
from tests.verify import attacks_network as TABLES

NETWORK = {obligation.number: obligation for obligation in OBLIGATIONS if obligation.number < 8}


def unproved(template: dict[str, Any], numbers: Iterable[int] = tuple(NETWORK)) -> dict[int, list[str]]:
    """The network's obligations, or some of them, that are not proved for every subject, with what is said."""
    found: dict[int, list[str]] = {}
    world = World(Estate(read_arm(template, name="azuredeploy.json")))
    for number in numbers:
        for subject, verdict in NETWORK[number].check(world):
            if verdict.name != "proved":
                found.setdefault(number, []).append(f"{verdict.name} {subject}: {verdict.reason}")
    return found


def as_symbols(template: dict[str, Any]) -> dict[str, Any]:
    """As Bicep writes resources: by symbolic name."""
    return {**template, "languageVersion": "2.0", "resources": {f"r{n}": each for n, each in enumerate(template["resources"])}}


def as_module(template: dict[str, Any]) -> dict[str, Any]:
    """As Bicep writes a module: a nested deployment with a scope of its own, its parameters handed on."""
    parameters = template.get("parameters", {})
    properties = {
        "mode": "Incremental",
        "expressionEvaluationOptions": {"scope": "inner"},
        "template": template,
        "parameters": {name: {"value": f"[parameters('{name}')]"} for name in parameters},
    }
    nested = {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "main", "properties": properties}
    return {**template, "parameters": parameters, "resources": [nested]}


def as_group(template: dict[str, Any]) -> dict[str, Any]:
    """As landing zones are written: for a subscription, with the group made first and the rest deployed into it."""
    inner = as_module(template)["resources"][0]
    schema = "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#"
    group = {"type": "Microsoft.Resources/resourceGroups", "apiVersion": "2022-09-01", "name": "rg-ai", "location": "westeurope"}
    return {**template, "$schema": schema, "resources": [group, {**inner, "resourceGroup": "rg-ai"}]}


def as_loops(template: dict[str, Any]) -> dict[str, Any]:
    """Every resource in a copy loop of one turn."""
    looped = deepcopy(template)
    for number, each in enumerate(looped["resources"]):
        each["copy"] = {"name": f"loop{number}", "count": 1}
    return looped


FORMS = {"list": lambda template: template, "symbols": as_symbols, "module": as_module, "group": as_group, "loops": as_loops}


def test_a_leak_is_never_proved() -> None:
    found = {attack.name: (attack, unproved(attack.template(), attack.numbers)) for attack in TABLES.TABLE}
    assert {name: told for name, (attack, told) in found.items() if not attack.numbers <= told.keys()} == {}


@pytest.mark.parametrize("form", list(FORMS)[1:])
@pytest.mark.long
def test_a_leak_is_found_in_every_form_of_the_language(form: str) -> None:
    told = ((attack, unproved(FORMS[form](attack.template()), attack.numbers)) for attack in TABLES.TABLE)
    missed = [attack.name for attack, found in told if not attack.numbers <= found.keys()]
    assert missed == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", TABLES.HONEST)
def test_what_is_isolated_is_proved(name: str, form: str) -> None:
    assert unproved(FORMS[form](TABLES.document(TABLES.HONEST[name]()))) == {}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        yield from places(item, (*path, key))


@pytest.mark.parametrize("seeds", [range(40), pytest.param(range(40, 700), marks=pytest.mark.long)], ids=str)
def test_a_leak_stays_one_when_any_one_value_is_not_known(seeds: range) -> None:
    for seed in seeds:
        without_one_value(seed)


def without_one_value(seed: int) -> None:
    chance = random.Random(seed)
    attack = chance.choice(TABLES.TABLE)
    template = attack.template()
    template.setdefault("parameters", {})["nobody"] = {"type": "string"}
    path = chance.choice([path for path in places(template["resources"]) if path[-1] not in ("apiVersion", "type")])
    inner = template["resources"]
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = chance.choice(("[parameters('nobody')]", "[concat(parameters('nobody'), 'x')]"))
    try:
        found = unproved(template)
    except InputError:
        return  # nothing is proved of what is no template
    assert found, (seed, attack.name, path)
    assert attack.numbers <= found.keys(), (seed, attack.name, path)


def test_every_leak_is_put_into_a_template_that_is_proved_without_it() -> None:
    assert {attack.base for attack in TABLES.TABLE} <= set(TABLES.HONEST.values())
    assert len(TABLES.TABLE) >= 220
    assert len({attack.name for attack in TABLES.TABLE}) == len(TABLES.TABLE)
