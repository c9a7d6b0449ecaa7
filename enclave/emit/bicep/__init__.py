"""Prints a layout as Bicep: `main.bicep` for a subscription, its parameters, and a module for each module of the graph.

A module that all regions have is called in a loop over them; `main.bicepparam` holds what differs between regions.
"""

from __future__ import annotations

from enclave.emit.bicep.config import CONFIG
from enclave.emit.bicep.files import PAIR_TYPE, FilePrinter, function_file, joined, type_block
from enclave.emit.bicep.imports import name_types
from enclave.emit.bicep.main import MainPrinter
from enclave.emit.layout.build import FileBuilder
from enclave.emit.layout.entry import Layout
from enclave.emit.layout.terms import PAIR, ListOf

__all__ = ["emit_bicep"]


def emit_bicep(layout: Layout) -> dict[str, str]:
    """`main.bicep` with its parameters and types, `bicepconfig.json` and `modules/<module>.bicep`."""
    name_types(layout)
    modules: dict[str, str] = {}
    todo: list[FileBuilder] = list(layout.builders)
    is_paired = False
    while todo:
        builder = todo.pop(0)
        todo = [*builder.children, *todo]
        if builder.module.functions is not None:
            modules[f"modules/{builder.module.functions.path}.bicep"] = function_file(builder.module.functions)
        modules[f"modules/{builder.module.path}.bicep"] = FilePrinter(builder.module).text()
        is_paired = is_paired or any(isinstance(told.type, ListOf) and told.type.item == PAIR for told in builder.module.outputs.values())
    main = MainPrinter(layout)
    files = {"main.bicep": main.text(), "main.bicepparam": main.parameters(), "bicepconfig.json": CONFIG} | main.regions()
    shared = ([layout.shared.addresses] if layout.shared.addresses.fields else []) + ([PAIR_TYPE] if is_paired else [])
    if shared:
        blocks = [["// types that several modules share: written by `enclave build`; change enclave.yaml, not this file"]]
        files["types.bicep"] = joined([*blocks, *(type_block(declared) for declared in shared)])
    for builder in layout.builders:
        files.update(main.through_tenant(builder.module))
    return files | modules
