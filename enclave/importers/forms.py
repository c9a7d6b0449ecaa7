"""The functions of the template language that look at more than the values of their arguments."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from enclave.graph.model import Unresolved
from enclave.importers.expressions import Call, Literal
from enclave.importers.frames import Asked, Frame, Outputs
from enclave.importers.functions import boolean, guarded
from enclave.importers.scopes import full_id
from enclave.importers.standins import names_itself
from enclave.importers.values import AFTER, Deployed, Evaluated, Lambda, NameOf, Text, call, known, reason, shown

if TYPE_CHECKING:
    from enclave.importers.evaluator import Evaluator, Task


REFUSED = "the template refuses to be deployed there"


def _if(evaluator: Evaluator, node: Call, frame: Frame) -> Task:
    condition = yield evaluator.node(node.arguments[0], frame)
    decided = guarded("bool", [condition], partial(boolean, condition)) if known(condition) else condition
    if isinstance(decided, bool):
        return (yield evaluator.node(node.arguments[1 if decided else 2], frame))
    evaluator.asked.append(set())
    yes = yield evaluator.node(node.arguments[1], frame)
    no = yield evaluator.node(node.arguments[2], frame)
    evaluator.asked.pop()  # only one of the two is asked for, and it is not known which
    for told, other in ((yes, no), (no, yes)):
        if isinstance(told, Unresolved) and told.reason == REFUSED:  # a deployment that goes on has taken the other way
            return other
    return yes if yes == no and type(yes) is type(no) else Unresolved(call("if", [condition, yes, no]), reason([condition]))


def _fail(evaluator: Evaluator, node: Call, frame: Frame) -> Task:
    """`fail('why')`: Azure deploys nothing of a template that asks for it."""
    message = (yield evaluator.node(node.arguments[0], frame)) if node.arguments else ""
    return Unresolved(call("fail", [message]), REFUSED)


def _all_or_any(evaluator: Evaluator, node: Call, frame: Frame) -> Task:
    decisive = node.name == "or"
    open_ones = []
    for argument in node.arguments:
        value = yield evaluator.node(argument, frame)
        sure = guarded("bool", [value], partial(boolean, value)) if known(value) else value
        if sure is decisive:
            return decisive
        if not isinstance(sure, bool):
            open_ones.append(value)
    return Unresolved(call(node.name, open_ones), reason(open_ones)) if open_ones else not decisive


def _coalesce(evaluator: Evaluator, node: Call, frame: Frame) -> Task:
    for argument in node.arguments:
        value = yield evaluator.node(argument, frame)
        if value is not None:
            return value
    return None


def _try_get(evaluator: Evaluator, node: Call, frame: Frame) -> Task:
    value = yield evaluator.node(node.arguments[0], frame)
    for argument in node.arguments[1:]:
        key = yield evaluator.node(argument, frame)
        value = yield evaluator.get(value, key, True)
        if value is None:
            return None
    return value


def _parameters(evaluator: Evaluator, node: Call, frame: Frame) -> Task:
    name = yield from _one_name(evaluator, node, frame)
    if name is None:
        return Unresolved("parameters(...)", "the name of the parameter is not known")
    if frame.arguments is not None:
        return frame.arguments.get(name.lower(), Unresolved(f"parameters('{name}')", "the function has no such parameter"))
    return (yield frame.context.parameter(name))


def _variables(evaluator: Evaluator, node: Call, frame: Frame) -> Task:
    name = yield from _one_name(evaluator, node, frame)
    if name is None:
        return Unresolved("variables(...)", "the name of the variable is not known")
    return (yield frame.context.variable(name))


def _one_name(evaluator: Evaluator, node: Call, frame: Frame) -> Generator[Any, Any, str | None]:
    name = (yield evaluator.node(node.arguments[0], frame)) if len(node.arguments) == 1 else None
    return name if isinstance(name, str) else None


def _copy_index(evaluator: Evaluator, node: Call, frame: Frame) -> Task:
    name, offset = "", 0
    for argument in node.arguments:
        value = yield evaluator.node(argument, frame)
        name, offset = (value, offset) if isinstance(value, str) else (name, value)
    missing = Unresolved(f"copyIndex('{name}')", "there is no such loop around it")
    # without a name it is the loop of the resource, also inside a loop of a property (Microsoft Learn, copyIndex)
    index = frame.copies.get(name.lower(), missing if name else frame.copies.get("?", missing))
    if isinstance(index, Unresolved) or not isinstance(offset, int):
        return index
    return index + offset


def _lambda(evaluator: Evaluator, node: Call, frame: Frame) -> Task:
    names = []
    for argument in node.arguments[:-1]:
        names.append(shown((yield evaluator.node(argument, frame))).lower())
    return Lambda(tuple(names), node.arguments[-1], frame)


def _lambda_variables(evaluator: Evaluator, node: Call, frame: Frame) -> Task:
    name = yield from _one_name(evaluator, node, frame)
    return frame.bound.get((name or "").lower(), Unresolved("lambdaVariables(...)", "there is no such variable"))


def _over_list(evaluator: Evaluator, node: Call, frame: Frame) -> Task:
    """`map`, `filter`, `reduce` and `toObject`."""
    arguments = []
    for argument in node.arguments:
        arguments.append((yield evaluator.node(argument, frame)))
    if len(arguments) < 2 or not isinstance(arguments[0], list) or not isinstance(arguments[-1], Lambda):
        return Unresolved(call(node.name, arguments), reason(arguments))
    items = arguments[0]

    def called(function: Lambda, *values: Evaluated) -> Task:
        bound = dict(zip(function.names, values, strict=False))
        return evaluator.node(function.body, replace(function.frame, bound={**function.frame.bound, **bound}))

    if node.name == "reduce":
        total = arguments[1]
        for index, item in enumerate(items):
            total = yield called(arguments[-1], total, item, index)
        return total
    if node.name == "toobject":
        if not isinstance(arguments[1], Lambda):
            return Unresolved(call(node.name, arguments), reason(arguments))
        found: dict[str, Evaluated] = {}
        for item in items:
            key = shown((yield called(arguments[1], item)))
            found[key] = (yield called(arguments[2], item)) if len(arguments) > 2 else item
        return evaluator.budget.checked(found)
    results = []
    for index, item in enumerate(items):
        result = yield called(arguments[-1], item, index)
        if node.name == "map":
            results.append(result)
        elif not isinstance(result, bool):
            return Unresolved(call(node.name, arguments), reason([result]))
        elif result:
            results.append(item)
    return evaluator.budget.checked(results)


def _sort(evaluator: Evaluator, node: Call, frame: Frame) -> Task:
    """A list in the order that a lambda says of two elements: whether the first one comes before the other."""
    items = yield evaluator.node(node.arguments[0], frame)
    before = yield evaluator.node(node.arguments[1], frame)
    if not isinstance(items, list) or not isinstance(before, Lambda) or len(before.names) != 2 or len(items) > MOST_SORTED:
        return Unresolved(call("sort", [items, before]), reason([items]))
    ordered: list[Evaluated] = []
    for item in items:
        place = len(ordered)
        while place:
            bound = dict(zip(before.names, (item, ordered[place - 1]), strict=True))
            earlier = yield evaluator.node(before.body, replace(before.frame, bound={**before.frame.bound, **bound}))
            if not isinstance(earlier, bool):
                return Unresolved(call("sort", [items, before]), reason([earlier]))
            if not earlier:
                break
            place -= 1
        ordered.insert(place, item)
    return ordered


def _group_by(evaluator: Evaluator, node: Call, frame: Frame) -> Task:
    items = yield evaluator.node(node.arguments[0], frame)
    function = yield evaluator.node(node.arguments[1], frame)
    if not isinstance(items, list) or not isinstance(function, Lambda) or not function.names:
        return Unresolved(call("groupBy", [items, function]), reason([items]))
    groups: dict[str, Evaluated] = {}
    for item in items:
        bound = {**function.frame.bound, function.names[0]: item}
        key = yield evaluator.node(function.body, replace(function.frame, bound=bound))
        groups.setdefault(shown(key), []).append(item)
    return evaluator.budget.checked(groups)


def _map_values(evaluator: Evaluator, node: Call, frame: Frame) -> Task:
    holder = yield evaluator.node(node.arguments[0], frame)
    function = yield evaluator.node(node.arguments[1], frame)
    if not isinstance(holder, dict) or not isinstance(function, Lambda) or not function.names:
        return Unresolved(call("mapValues", [holder, function]), reason([holder]))
    found: dict[str, Evaluated] = {}
    for key, value in holder.items():
        bound = {**function.frame.bound, function.names[0]: value}
        found[key] = yield evaluator.node(function.body, replace(function.frame, bound=bound))
    return evaluator.budget.checked(found)


def _reference(evaluator: Evaluator, node: Call, frame: Frame) -> Task:
    arguments = []
    for argument in node.arguments:
        arguments.append((yield evaluator.node(argument, frame)))
    if not arguments or not isinstance(arguments[0], str | Text | Unresolved):
        return Unresolved(call("reference", arguments), reason(arguments))
    evaluator.asked[-1].add(Asked(frame.here, shown(arguments[0]), len(arguments) > 1))
    found = frame.here.find(shown(arguments[0]))
    if isinstance(found, str):
        return Deployed(found, "" if len(arguments) > 2 and shown(arguments[2]).lower() == "full" else "properties")
    return Unresolved(call("reference", arguments), AFTER) if found is None else Outputs(found)


def _references(evaluator: Evaluator, node: Call, frame: Frame) -> Task:
    """`references('loop', 'full')`: what every resource of a copy loop is after deployment."""
    name = yield evaluator.node(node.arguments[0], frame)
    full = len(node.arguments) > 1 and shown((yield evaluator.node(node.arguments[1], frame))).lower() == "full"
    evaluator.asked[-1].add(Asked(frame.here, shown(name), False))
    found = frame.here.meant(name) if isinstance(name, str) else ()
    if not found or any(each.turns is not None for each in found):  # of a loop of unknown length one turn stands for all
        return Unresolved(call("references", [name]), AFTER)
    path = "" if full else "properties"
    return [Outputs(each.nested) if each.nested else Deployed(full_id(each.id), path) for each in found]


def _resource_info(evaluator: Evaluator, node: Call, frame: Frame) -> Task:
    name = yield evaluator.node(node.arguments[0], frame)
    found = frame.here.find(name) if isinstance(name, str) else None
    if not isinstance(found, str):
        return Unresolved(call("resourceInfo", [name]), AFTER)
    declared = next(iter(frame.here.meant(name)), None)
    more = {} if declared is None else {"type": declared.type, "apiVersion": declared.api_version}
    group = GROUP_OF.match(found)
    return {"id": found, "name": NameOf(found), **more, **({"resourceGroup": group[1]} if group else {})}


def _last(evaluator: Evaluator, node: Call, frame: Frame) -> Task:
    """`last(split(<id>, '/'))` is how a template asks for the name of a resource."""
    inner = node.arguments[0] if len(node.arguments) == 1 else None
    if isinstance(inner, Call) and inner.name == "split" and len(inner.arguments) == 2 and inner.arguments[1] == Literal("/"):
        target = yield evaluator.node(inner.arguments[0], frame)
        if isinstance(target, str) and target.lower().startswith("/subscriptions/") and names_itself(target):
            return NameOf(target)
        return evaluator.budget.checked(evaluator.apply("last", [evaluator.apply("split", [target, "/"])]))
    arguments = []
    for argument in node.arguments:
        arguments.append((yield evaluator.node(argument, frame)))
    return evaluator.apply("last", arguments)


MOST_SORTED = 500
GROUP_OF = re.compile(r"/subscriptions/[^/]+/resourceGroups/([^/]+)/", re.I)
FORMS: Mapping[str, Callable[[Evaluator, Call, Frame], Task]] = {
    "and": _all_or_any,
    "coalesce": _coalesce,
    "copyindex": _copy_index,
    "fail": _fail,
    "filter": _over_list,
    "groupby": _group_by,
    "if": _if,
    "lambda": _lambda,
    "lambdavariables": _lambda_variables,
    "last": _last,
    "map": _over_list,
    "mapvalues": _map_values,
    "or": _all_or_any,
    "parameters": _parameters,
    "reduce": _over_list,
    "reference": _reference,
    "references": _references,
    "resourceinfo": _resource_info,
    "sort": _sort,
    "toobject": _over_list,
    "tryget": _try_get,
    "variables": _variables,
}
"""Functions that look at more than the values of their arguments."""

FEWEST: Mapping[str, int] = {
    "filter": 2, "groupby": 2, "if": 3, "lambda": 1, "lambdavariables": 1, "last": 1, "map": 2, "mapvalues": 2, "parameters": 1,
    "reduce": 3, "reference": 1, "references": 1, "resourceinfo": 1, "sort": 2, "toobject": 2, "tryget": 2, "variables": 1,
}
"""How many arguments a form needs at least."""
