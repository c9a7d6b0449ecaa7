"""House limits: small units, small functions, nothing hidden. Lowered by anyone, raised only with a decision record."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Module

UNITS = ("detectors/", "passes/", "stages/", "obligations/", "rules/")
BROAD_EXCEPTS = ("enclave/gateway/pipeline.py", "enclave/cli/main.py")
FORBIDDEN_NAMES = {"utils.py", "common.py", "core.py", "helpers.py", "types.py", "misc.py"}

NAMED_BY_A_LANGUAGE = ("enclave/importers/functions.py", "enclave/importers/scopes.py")
"""Modules whose functions are those of ARM's template language, by its own names, which Microsoft documents."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(module: Module) -> Iterator[Function]:
    return (node for node in module.nodes if isinstance(node, Function))


def test_units_have_at_most_200_lines_and_modules_500(modules: list[Module]) -> None:
    def limit(path: str) -> int:
        return 200 if any(unit in path for unit in UNITS) else 500

    assert [(module.path, module.lines) for module in modules if module.lines > limit(module.path)] == []


def test_functions_have_at_most_60_lines(modules: list[Module]) -> None:
    long = [
        (module.path, function.name, (function.end_lineno or 0) - function.lineno + 1)
        for module in modules
        for function in functions(module)
        if (function.end_lineno or 0) - function.lineno + 1 > 60
    ]
    assert long == []


def test_every_module_says_what_it_owns_in_one_to_five_lines(modules: list[Module]) -> None:
    maps = {"enclave/__init__.py", "enclave/errors.py"}

    def wrong(module: Module) -> bool:
        text = ast.get_docstring(module.tree)
        return not text or (module.path not in maps and text.split("\n\n")[0].count("\n") >= 5)

    assert [module.path for module in modules if wrong(module)] == []


def test_public_classes_and_functions_are_documented(modules: list[Module]) -> None:
    def is_overload(node: ast.ClassDef | Function) -> bool:
        return any(isinstance(mark, ast.Name) and mark.id == "overload" for mark in node.decorator_list)

    bare = []
    for module in modules:
        if module.path in NAMED_BY_A_LANGUAGE:
            continue
        for node in module.tree.body:
            if not isinstance(node, ast.ClassDef | Function) or node.name.startswith("_") or is_overload(node):
                continue
            if not ast.get_docstring(node):
                bare.append(f"{module.path}:{node.lineno} {node.name}")
    assert bare == []


def test_only_two_modules_catch_everything(modules: list[Module]) -> None:
    def is_broad(handler: ast.ExceptHandler) -> bool:
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        return any(kind is None or (isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"}) for kind in kinds)

    broad = [
        f"{module.path}:{node.lineno}"
        for module in modules
        if module.path not in BROAD_EXCEPTS
        for node in module.nodes
        if isinstance(node, ast.ExceptHandler) and is_broad(node)
    ]
    assert broad == []


def test_no_globals_and_no_imports_inside_functions(modules: list[Module]) -> None:
    hidden = []
    for module in modules:
        kinds = ast.Global if module.path.startswith("enclave/cli/") else ast.Import | ast.ImportFrom | ast.Global
        inside = {line for function in functions(module) for line in range(function.lineno, (function.end_lineno or 0) + 1)}
        hidden += [f"{module.path}:{node.lineno}" for node in module.nodes if isinstance(node, kinds) and node.lineno in inside]
    assert hidden == []


def test_no_file_is_a_drawer_for_everything(modules: list[Module]) -> None:
    assert [module.path for module in modules if module.path.rsplit("/", 1)[-1] in FORBIDDEN_NAMES] == []


def test_no_unfinished_marks(modules: list[Module]) -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error", "type: ig" + "nore", "pragma: no " + "cover")
    assert [(module.path, mark) for module in modules for mark in marks if mark in module.text] == []
