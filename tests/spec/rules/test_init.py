"""No rule is forgotten: each one that somebody wrote stands in `RULES`, once."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

from enclave.spec import rules
from enclave.spec.rules import RULES


def test_every_rule_that_is_written_is_asked() -> None:
    modules = [importlib.import_module(f"{rules.__name__}.{found.name}") for found in pkgutil.iter_modules(rules.__path__)]
    written = {
        function for module in modules for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and function.__module__ == module.__name__ and [*inspect.signature(function).parameters] == ["subject"]
    }
    assert written - {*RULES} == set()
    assert len({*RULES}) == len(RULES)
    assert len(written) > 35
