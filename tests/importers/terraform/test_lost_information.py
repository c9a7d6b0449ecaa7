"""What a plan says is taken away or spoiled at random: nothing breaks, and nothing more is proved than before."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from enclave.errors import InputError
from enclave.importers.terraform.read import read_plan
from enclave.verify import verify

FOLDER = Path(__file__).parent / "printed"
NAMES = tuple(sorted(each.name for each in FOLDER.iterdir()))
JUNK: tuple[Any, ...] = (
    None, "", "x", 0, -1, 1e308, True, False, [], {}, [None], [[]], {"a": None}, ["x", 1], "${x}", "/subscriptions/x", "*",
    "10.0.0.0/33", {"references": "x"}, {"references": ["a", "b.c", "each.value", "module.x.y"]}, {"constant_value": {}}, 10**30,
)  # fmt: skip
SKIPPED = ("timeouts", "type")
Verdicts = dict[tuple[str, str], str]


def document(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / name / "plan.json").read_text(encoding="utf-8"))
    return found


def places(document: Any) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    todo: list[tuple[Any, tuple[Any, ...]]] = [(document, ())]
    while todo:
        value, path = todo.pop()
        for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
            found.append((*path, key))
            todo.append((item, (*path, key)))
    return found


def verdicts(plan: dict[str, Any]) -> Verdicts:
    return {(each.id, each.subject): each.verdict.name for each in verify(read_plan(plan, name="plan.json")).obligations}


def spoiled(plan: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The plan with some of its values deleted, or replaced by something else."""
    found = copy.deepcopy(plan)
    for _ in range(chance.choice((1, 1, 2, 5))):
        *around, last = chance.choice(places(found))
        inside = found
        for step in around:
            inside = inside[step]
        if chance.random() < 0.3:
            del inside[last]
        else:
            inside[last] = copy.deepcopy(chance.choice(JUNK))
    return found


def modules(module: dict[str, Any], inner: str) -> Iterator[dict[str, Any]]:
    yield module
    below = module.get(inner, ())
    for each in below.values() if isinstance(below, dict) else below:
        yield from modules(each.get("module", {}) if inner == "module_calls" else each, inner)


def forgotten(plan: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The plan with a value of a resource that is only known after apply instead."""
    found = copy.deepcopy(plan)
    change = chance.choice([each for each in found["resource_changes"] if each["mode"] == "managed" and _told(each)])
    change["change"]["after"] = after = dict(change["change"]["after"])
    key = chance.choice(_told(change))
    path: list[Any] = [key]
    value = after[key]
    while isinstance(value, dict | list) and value and chance.random() < 0.7:
        path.append(chance.choice(list(value)) if isinstance(value, dict) else chance.randrange(len(value)))
        value = value[path[-1]]
    for module in modules(found["planned_values"]["root_module"], "child_modules"):
        for row in module.get("resources", ()):
            if row["address"] == change["address"]:
                _lose(row["values"], path)
    _mark(change["change"]["after_unknown"], path)
    how = chance.choice(("references", "local", "nothing"))
    for module in modules(found["configuration"]["root_module"], "module_calls"):
        for row in module.get("resources", ()):
            if (row["type"], row["name"]) == (change["type"], change["name"]) and key in row["expressions"] and how != "nothing":
                row["expressions"][key] = {"references": ["local.x"] if how == "local" else ["random_string.z.result", "random_string.z"]}
    if how == "nothing":
        del found["configuration"]
    return found


def _told(change: dict[str, Any]) -> list[str]:
    """The attributes whose values a plan knows."""
    return [key for key, value in change["change"]["after"].items() if value not in (None, [], {}) and key not in SKIPPED]


def _lose(values: Any, path: list[Any]) -> None:
    for step in path[:-1]:
        values = values[step]
    if isinstance(values, list):
        values[path[-1]] = None
    else:
        values.pop(path[-1], None)


def _mark(mask: Any, path: list[Any]) -> None:
    for place, step in enumerate(path):
        last = place == len(path) - 1
        new: Any = True if last else [] if isinstance(path[place + 1], int) else {}
        if isinstance(mask, list):
            mask += [False] * (step + 1 - len(mask))
        old = mask[step] if isinstance(mask, list) else mask.get(step)
        if last or not isinstance(old, dict | list):
            mask[step] = new
        mask = mask[step]


def check_spoiled(name: str, seed: int) -> None:
    plan = spoiled(document(name), random.Random(seed))
    try:
        graph = read_plan(plan, name="plan.json")
    except InputError:
        return
    verify(graph)


def check_forgotten(name: str, seed: int, before: Verdicts, times: int = 1) -> None:
    plan, chance = document(name), random.Random(seed)
    for _ in range(times):
        plan = forgotten(plan, chance) if "configuration" in plan else plan
    now = verdicts(plan)
    gained = {key for key, verdict in now.items() if verdict == "proved" and before.get(key, "proved") != "proved"}
    assert gained == set()


@pytest.mark.parametrize("name", NAMES)
def test_spoiled_plans_are_answered_or_refused(name: str) -> None:
    for seed in range(3):
        check_spoiled(name, seed)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_forgotten_proves_nothing(name: str) -> None:
    before = verdicts(document(name))
    for seed in range(3):
        check_forgotten(name, seed, before)


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_many_spoiled_plans_are_answered_or_refused(name: str) -> None:
    for seed in range(1_000, 1_150):
        check_spoiled(name, seed)


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_much_that_is_forgotten_proves_nothing(name: str) -> None:
    before = verdicts(document(name))
    for seed in range(1_000, 1_120):
        check_forgotten(name, seed, before)


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("times", [2, 3])
def test_several_values_that_are_forgotten_at_once_prove_nothing(name: str, times: int) -> None:
    before = verdicts(document(name))
    for seed in range(2_000, 2_040):
        check_forgotten(name, seed, before, times)


def test_who_holds_a_role_nobody_knows_where_is_not_proved_to_hold_no_more() -> None:
    # a seed that forgets where one assignment lies
    before = verdicts(document("keyed-principals"))
    check_forgotten("keyed-principals", 5078, before)


def test_a_network_is_no_peer_of_itself() -> None:
    # a seed that makes a local value of the hub's id in a loop over the spokes
    before = verdicts(document("spokes"))
    check_forgotten("spokes", 1053, before)


def test_an_instance_of_a_module_that_is_gone_is_not_the_one_that_is_left() -> None:
    # the subnet of the private endpoints is taken out of the plan: the agents' one is not theirs
    plan = document("azapi-network")
    before = verdicts(plan)
    gone = 'module.vnet.module.subnet["private_endpoints"].azapi_resource.subnet'
    plan["resource_changes"] = [each for each in plan["resource_changes"] if each["address"] != gone]
    for module in modules(plan["planned_values"]["root_module"], "child_modules"):
        module["resources"] = [each for each in module.get("resources", ()) if each["address"] != gone]
    now = verdicts(plan)
    assert {key for key, verdict in now.items() if verdict == "proved" and before.get(key, "proved") != "proved"} == set()
