"""Evaluates the expressions of a template. Works with an explicit stack of tasks, so that no template exhausts Python's."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from enclave.errors import InputError
from enclave.graph.body import MISSING, member
from enclave.graph.model import Secret, Unresolved
from enclave.importers import expressions, forms, scopes
from enclave.importers.expressions import Get, Literal, Node, SyntaxProblem
from enclave.importers.frames import Asked, Frame, Outputs
from enclave.importers.functions import FUNCTIONS, PARTIAL, Unevaluable, formatted, guarded, holes
from enclave.importers.standins import OPEN, decided, looked_up
from enclave.importers.values import (
    AFTER,
    Budget,
    Deployed,
    Evaluated,
    Text,
    as_text,
    call,
    known,
    reason,
    shown,
    step,
    text_of,
    unresolved,
    wholly_known,
)

Task: TypeAlias = Generator[Any, Any, Evaluated]
MOST_COPIES = 800
"""Turns of one copy loop (Microsoft Learn, "Azure Resource Manager limits", 2026)."""
MOST_TASKS = 50_000
"""Tasks that wait for each other; a chain of variables that refer to the next one makes such a stack."""


class Evaluator:
    """Evaluates JSON values and expressions; counts its work."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.parsed: dict[str, Node | str] = {}
        self.asked: list[set[Asked]] = []
        """What is asked of resources, the last one by what is evaluated now."""
        self.begun: list[tuple[Any, str, str]] = []
        """(deployment, kind, name) of each parameter, variable and output that is evaluated now, each for the one before it."""

    def run(self, task: Task) -> Evaluated:
        """The value of a task and of all the tasks that it asks for."""
        return self.followed(task)[0]

    def followed(self, task: Task) -> tuple[Evaluated, frozenset[Asked]]:
        """The value of a task, and what it asks of resources that has to be there before."""
        depths, where = (len(self.asked), len(self.begun)), self.budget.where
        self.asked.append(set())
        try:
            return self._run(task), frozenset(self.asked[-1])
        finally:
            del self.asked[depths[0]:], self.begun[depths[1]:]
            self.budget.where = where

    def _run(self, task: Task) -> Evaluated:
        stack = [task]
        value: Evaluated = None
        while stack:
            self.budget.spend(1)
            try:
                following = stack[-1].send(value)
            except StopIteration as stop:
                stack.pop()
                value = stop.value
                continue
            stack.append(following)
            value = None
            if len(stack) > MOST_TASKS:
                raise InputError("values refer to each other too deeply to evaluate", self.budget.where)
        return value

    def value(self, value: Evaluated, frame: Frame) -> Task:
        """A JSON value with every expression in it evaluated, and every copy loop unrolled."""
        if isinstance(value, str):
            if not expressions.is_expression(value):
                return expressions.unescaped(value)
            return (yield self.expression(value, frame))
        if isinstance(value, dict):
            found: dict[str, Evaluated] = {}
            for key, item in value.items():
                if key.lower() == "copy" and isinstance(item, list):
                    found.update((yield self.loops(item, frame)))
                    continue
                name = (yield self.expression(key, frame)) if expressions.is_expression(key) else expressions.unescaped(key)
                found[shown(name)] = yield self.value(item, frame.at(key))
            return found
        if isinstance(value, list):
            items = []
            for index, item in enumerate(value):
                items.append((yield self.value(item, frame.at(index))))
            return items
        return value

    def loops(self, loops: list[Evaluated], frame: Frame) -> Task:
        """The properties that the `copy` of an object makes."""
        made: dict[str, Evaluated] = {}
        before, self.budget.where = self.budget.where, frame.where
        for loop in loops:
            name = shown((yield self.value(field_of(loop, "name"), frame)))
            count = yield self.value(field_of(loop, "count"), frame)
            turns: list[Evaluated] = []
            if not known(count):
                made[name] = unresolved(count, "the number of turns is not known")
                continue
            for index in range(turns_of(count, frame.where)):
                turns.append((yield self.value(field_of(loop, "input"), frame.turn(name, index))))
            made[name] = self.budget.checked(turns)
        self.budget.where = before
        return made

    def expression(self, text: str, frame: Frame) -> Task:
        """The value of `[...]`; Unresolved when it cannot be parsed."""
        node = self.parsed.get(text)
        if node is None:
            try:
                node = expressions.parse(text, frame.where)
            except SyntaxProblem as problem:
                node = str(problem)
            self.parsed[text] = node
        if isinstance(node, str):
            return Unresolved(text, f"not an expression: {node}")
        before, self.budget.where = self.budget.where, frame.where
        value = yield self.node(node, frame)
        self.budget.where = before
        return value

    def node(self, node: Node, frame: Frame) -> Task:
        """The value of a parsed expression."""
        if isinstance(node, Literal):
            return node.value
        if isinstance(node, Get):
            target = yield self.node(node.target, frame)
            key = yield self.node(node.key, frame)
            return (yield self.get(target, key, node.safe))
        special = forms.FORMS.get(node.name)
        if special is not None:
            if len(node.arguments) < forms.FEWEST.get(node.name, 0):
                return Unresolved(f"{node.name}(...)", "arguments are missing")
            return (yield special(self, node, frame))
        if node.name.startswith("list"):
            if node.arguments and isinstance(target := (yield self.node(node.arguments[0], frame)), str | Text | Unresolved):
                self.asked[-1].add(Asked(frame.here, shown(target), shown(target).startswith("/")))
            return Unresolved(f"{node.name}(...)", AFTER)
        arguments = []
        for argument in node.arguments:
            arguments.append((yield self.node(argument, frame)))
        scoped = scopes.FUNCTIONS.get(node.name)
        if scoped is not None:
            return guarded(node.name, arguments, lambda: scoped(frame.context.surroundings, *arguments))
        if node.name in FUNCTIONS:
            return self.budget.checked(self.apply(node.name, arguments))
        user = frame.context.user_function(node.name)
        if user is not None:
            return (yield self.user_function(user, arguments, frame))
        return Unresolved(call(node.name, arguments), f"the function `{node.name}` is not evaluated")

    def apply(self, name: str, arguments: list[Evaluated]) -> Evaluated:
        """The value of a function that depends on its arguments only."""
        self.budget.spend(sum(len(argument) for argument in arguments if isinstance(argument, list | dict)))
        by_key = name == "contains" and arguments and isinstance(arguments[0], dict)
        sure = known if by_key or name in PARTIAL else wholly_known
        if not all(sure(argument) for argument in arguments):
            return _in_part(name, arguments)
        return guarded(name, arguments, lambda: _applied(name, arguments))

    def get(self, target: Evaluated, key: Evaluated, safe: bool) -> Task:
        """A property or an element."""
        if isinstance(target, Outputs):
            return (yield self.output(target, key))
        if isinstance(target, Deployed) and isinstance(key, str | int) and (isinstance(key, int) or re.fullmatch(r"[A-Za-z_]\w*", key)):
            more = f"[{key}]" if isinstance(key, int) else f".{key}" if target.path else key
            return Deployed(target.resource, target.path + more)
        if not known(target) or not known(key):
            return Unresolved(step(target, key), reason([target, key]))
        if isinstance(target, dict) and isinstance(key, str):
            found = member(target, key)
            if not looked_up(target, key):
                return Unresolved(step(target, key), OPEN)
            if found is not MISSING:
                return found
        if isinstance(target, list) and isinstance(key, int) and 0 <= key < len(target):
            return target[key]
        return None if safe else Unresolved(step(target, key), f"there is no `{key}` in it")

    def output(self, outputs: Outputs, key: Evaluated) -> Task:
        """One step from a nested deployment to the value of an output of it."""
        path = (*outputs.path, shown(key))
        if len(path) < 3:
            return Outputs(outputs.deployment, path)
        if [path[0].lower(), path[2].lower()] != ["outputs", "value"]:
            return Unresolved(f"reference('{outputs.deployment.name}').{'.'.join(path)}", AFTER)
        self.asked.append(set())
        value = yield outputs.deployment.output(path[1])
        self.asked.pop()  # who asks for an output waits for its deployment, which waits for the rest
        return value

    def user_function(self, user: Mapping[str, Evaluated], arguments: list[Evaluated], frame: Frame) -> Task:
        """A function that the template defines, called."""
        declared = field_of(user, "parameters")
        names = [str(field_of(parameter, "name")).lower() for parameter in (declared if isinstance(declared, list) else ())]
        if len(names) != len(arguments):
            return Unresolved("function call", f"{len(arguments)} arguments for {len(names)} parameters")
        inside = replace(frame, arguments=dict(zip(names, arguments, strict=True)), bound={}, copies={})
        return (yield self.value(field_of(field_of(user, "output"), "value"), inside))


def field_of(value: Evaluated, name: str) -> Evaluated:
    """A property of a JSON object by its name in any case, None when it is absent or the value is no object."""
    found = member(value, name) if isinstance(value, Mapping) else MISSING
    return None if found is MISSING else found


def turns_of(count: Evaluated, where: str) -> int:
    """How often a copy loop turns. Raises InputError when it is no number or too many."""
    count = int(count) if isinstance(count, str) and re.fullmatch(r"\d{1,4}", count) else count
    if count is None:
        raise InputError("a copy loop has no `count`", where)
    if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count <= MOST_COPIES:
        raise InputError(f"copies {as_text(count)[:40]} times; Resource Manager allows 0 to {MOST_COPIES}", where)
    return count


def _applied(name: str, arguments: list[Evaluated]) -> Evaluated:
    answer = decided(name, arguments, FUNCTIONS[name])
    return FUNCTIONS[name](*arguments) if answer is None else answer


def _in_part(name: str, arguments: list[Evaluated]) -> Evaluated:
    """`concat` and `format` of texts that are known in part give such a text; all else is not known."""
    why = reason([argument for argument in arguments if not wholly_known(argument)])
    parts: list[Evaluated] = []
    if name == "format" and isinstance(arguments[0], str):
        for text, index, how in holes(arguments[0]):
            parts.append(text if index < 0 else _filled(arguments[1:], index, how))
    elif name == "concat" and any(isinstance(argument, str | Text) for argument in arguments):
        parts = arguments
    if not parts or any(part is None or isinstance(part, list | dict | Secret) for part in parts):
        return Unresolved(call(name, arguments), why)
    return text_of(parts)


def _filled(values: list[Evaluated], index: int, how: str) -> Evaluated:
    """What stands in a hole of a format string; None where that cannot be said."""
    if not how or index >= len(values):
        return values[index] if index < len(values) else None
    try:
        return formatted(values[index], how) if known(values[index]) else None
    except Unevaluable:
        return None
