"""Which types the main file and that of the regions take from modules, by names of which no two are the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from enclave.emit.bicep.files import Block, import_block
from enclave.emit.layout.build import FileBuilder
from enclave.emit.layout.entry import Layout
from enclave.emit.layout.terms import DataType, ListOf, ObjectOf
from enclave.emit.names import camel, words


def name_types(layout: Layout) -> None:
    """Gives types of modules that are told from the main file another name where two of them have the same."""
    homes, own = dict(_declared(layout)), list(layout.main.types.values())
    kinds = [parameter.type for parameter in layout.main.params.values()]
    kinds += [kind for declared in own for kind, _ in declared.fields.values()]
    taken = {declared.name for declared in own} | {layout.shared.addresses.name}
    for declared in dict.fromkeys(found for kind in kinds for found in _named(kind) if found in homes):
        if declared.name in taken:
            _rename(declared, homes[declared])
        taken.add(declared.name)


def imports(layout: Layout, kinds: Iterable[DataType]) -> list[Block]:
    """What a file beside `main.bicep` imports for what it declares of these types: a type that only another type names is not its."""
    homes, own = dict(_declared(layout)), list(layout.main.types.values())
    needed: dict[str, list[str]] = {}
    for found in dict.fromkeys(one for kind in kinds for one in _named(kind) if one not in own):
        path = f"modules/{homes[found].module.path}.bicep" if found in homes else "types.bicep"
        needed.setdefault(path, []).append(found.name)
    return [import_block(names, path) for path, names in sorted(needed.items())]


def _declared(layout: Layout) -> Iterator[tuple[ObjectOf, FileBuilder]]:
    """Each type of each module file, and its file."""
    todo = list(layout.builders)
    while todo:
        builder = todo.pop()
        todo += builder.children
        yield from ((declared, builder) for declared in builder.file.types.values())


def _named(kind: DataType) -> list[ObjectOf]:
    """The type with a name that a type says: itself, or that of its items."""
    if isinstance(kind, ListOf):
        return _named(kind.item)
    return [kind] if isinstance(kind, ObjectOf) else []


def _rename(declared: ObjectOf, home: FileBuilder) -> None:
    last = home.module.path.rpartition("/")[2]
    declared.name = home.file.names.take(camel([*words(last), *words(declared.name)]))
    home.file.types = {one.name: one for one in home.file.types.values()}
