"""Prints a graph as Bicep: `main.bicep` for a subscription, and a module for each module of the graph.

Units of the same shape (a module in each region) share one file with parameters; one of another shape gets its own,
named after its region: `modules/ai-services/azure-openai.us-healthcare.bicep`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from enclave.emit.bicep_module import ModuleFile, outside
from enclave.emit.bicep_text import Expression, Object, inline, lines
from enclave.emit.names import Names, camel, words
from enclave.emit.shapes import alike
from enclave.emit.units import Plan, Unit, UnitKey, plan
from enclave.errors import UnsupportedError
from enclave.graph.ids import group_of
from enclave.graph.model import Graph, Resource, Secret, Value


def emit_bicep(graph: Graph) -> dict[str, str]:
    """`main.bicep` and `modules/<module>.bicep`. Raises UnsupportedError."""
    pieces = plan(graph)
    if any(unit.home.kind not in ("group", "subscription") for unit in pieces.units):
        raise UnsupportedError("a management group cannot be said in Bicep yet")
    alone: frozenset[UnitKey] = frozenset()
    while True:
        main = _Main(graph, pieces, alone)
        for module in main.modules.values():
            module.write(main)
        crowded = {path: module for path, module in main.modules.items() if module.is_crowded()}
        if not crowded:
            break
        shared = {unit.key for module in crowded.values() if len(module.units) > 1 for unit in module.units}
        if not shared:
            raise UnsupportedError("a module needs more parameters or outputs than Resource Manager takes", next(iter(crowded)),
                                   "deploy the ARM or the Terraform form, or divide the enclave")
        alone |= shared
    files = {"main.bicep": main.text()}
    files.update({path: module.text() for path, module in main.modules.items()})
    return files


@dataclass
class _Main:
    """`main.bicep` while it is written, and the modules that it calls."""

    graph: Graph
    plan: Plan
    alone: frozenset[UnitKey] = frozenset()
    """Units that must not share a module, because it would need too many parameters."""
    names: Names = field(default_factory=Names)
    locations: dict[tuple[str, str], str] = field(default_factory=dict)
    tags: dict[str, tuple[str, Value]] = field(default_factory=dict)
    secrets: dict[str, tuple[str, Secret]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        noise = frozenset(
            word.lower() for group in self.plan.groups for word in words(group.name)
        ) | {word.lower() for unit in self.plan.units for word in (*words(unit.stamp), *words(unit.group))}
        self.modules: dict[str, ModuleFile] = {}
        self.calls: dict[UnitKey, tuple[str, str, int]] = {}
        """Unit -> path of its module, its symbol here, its position among the units of the module."""
        self.groups = {
            group.name.lower(): self.names.take(camel([group.stamp, "resource", "group"] if group.stamp else [group.name]))
            for group in self.plan.groups
        }
        for resource in self.graph:
            if resource.location not in (None, "global"):
                self._location(resource.stamp, resource.location or "")
        common = Counter(_key(resource.body.get("tags")) for resource in self.graph)
        self.common_tags = {key for key, count in common.items() if key and count > 1}
        self._place_modules(noise)

    def _place_modules(self, noise: frozenset[str]) -> None:
        shared = [units for units in alike(self.graph, self.plan) if units[0].key not in self.alone]
        clusters = sorted(shared, key=len, reverse=True) + [[unit] for unit in self.plan.units if unit.key in self.alone]
        homes: dict[UnitKey, tuple[str, int]] = {}
        for units in clusters:
            first = units[0]
            stem = f"modules/{first.module or 'resources'}" + (f"-{first.part}" if first.part > 1 else "")
            path = f"{stem}.bicep"
            if path in self.modules:
                path = f"{stem}.{(first.stamp or first.group).replace('_', '-')}.bicep"
            self.modules[path] = ModuleFile(self.graph, self.plan, units, noise)
            homes.update({unit.key: (path, position) for position, unit in enumerate(units)})
        for unit in self.plan.units:
            last = unit.module.rpartition("/")[2] or "resources"
            symbol = self.names.take(camel([unit.stamp, last, str(unit.part) if unit.part > 1 else ""]))
            self.calls[unit.key] = (homes[unit.key][0], symbol, homes[unit.key][1])

    # -- what the modules ask for -----------------------------------------------------------------------------------

    def output_of(self, resource: Resource, path: str, suffix: str) -> Expression:
        unit = self.plan.unit_of.get(resource.id.lower())
        if unit is None:
            return Expression(f"{self.groups[resource.name.lower()]}.{path}")
        file, symbol, _ = self.calls[unit.key]
        name = self.modules[file].output(unit.resources.index(resource), path, suffix)
        return Expression(f"{symbol}.outputs.{name}")

    def symbol_of(self, resource: Resource) -> str:
        unit = self.plan.unit_of.get(resource.id.lower())
        if unit is None:
            return self.groups[resource.name.lower()]
        return self.modules[self.calls[unit.key][0]].symbols[unit.resources.index(resource)]

    def location_of(self, unit: Unit, location: str) -> Expression:
        return Expression(self._location(unit.stamp, location))

    def _location(self, stamp: str, location: str) -> str:
        key = (stamp, location)
        if key not in self.locations:
            first = not any(other == stamp for other, _ in self.locations)
            self.locations[key] = self.names.take(camel([stamp, "" if first else location, "location"]))
        return self.locations[key]

    def shares_tags(self, tags: Value) -> bool:
        return _key(tags) in self.common_tags

    def tags_of(self, unit: Unit, tags: Value) -> Expression:
        return self._tags(unit.stamp, tags)

    def _tags(self, stamp: str, tags: Value) -> Expression:
        key = _key(tags)
        if key not in self.tags:
            self.tags[key] = self.names.take(camel([stamp, "tags"])), tags
        return Expression(self.tags[key][0])

    def id_outside(self, resource_id: str) -> Expression:
        return Expression(outside(resource_id, ""))

    def secret(self, secret: Secret) -> Expression:
        if secret.parameter not in self.secrets:
            self.secrets[secret.parameter] = self.names.take(camel([secret.parameter], "secret")), secret
        return Expression(self.secrets[secret.parameter][0])

    # -- the file ---------------------------------------------------------------------------------------------------

    def text(self) -> str:
        """`main.bicep`, once the modules are written."""
        parts = [
            ["// The whole enclave, for `az deployment sub create`: written by `enclave build`; change enclave.yaml, not this file"],
            ["targetScope = 'subscription'"],
        ]
        groups = [self._group(group) for group in self.plan.groups]
        for (stamp, location), name in self.locations.items():
            said = f"Azure region of {stamp or 'the enclave'}." if name.endswith("ocation") else location
            parts.append([f"@description({inline(said)})", f"param {name} string = {inline(location)}"])
        for name, secret in self.secrets.values():
            said = secret.description or "Given at deployment."
            parts.append(["@secure()", f"@description({inline(said)})", f"param {name} string"])
        parts += [lines(f"var {name} = ", tags, 0) for name, tags in self.tags.values()]
        parts += groups
        stamps = list(dict.fromkeys(unit.stamp for unit in self.plan.units))
        parts += [self._call(unit) for stamp in stamps for unit in self.plan.units if unit.stamp == stamp]
        for group in self.plan.groups:
            symbol = self.groups[group.name.lower()]
            parts.append([f"@description({inline(f'Resource id of {group.name}.')})",
                          f"output {self.names.take(f'{symbol}Id')} string = {symbol}.id"])
        return "\n\n".join("\n".join(part) for part in parts) + "\n"

    def _group(self, group: Resource) -> list[str]:
        location = Expression(self._location(group.stamp, group.location or ""))
        pairs: list[tuple[str | Expression, object]] = [("name", group.name), ("location", location)]
        for key, value in group.body.items():
            pairs.append((key, self._tags(group.stamp, value) if key == "tags" and self.shares_tags(value) else value))
        head = f"resource {self.groups[group.name.lower()]} '{group.type}@{group.api_version}' = "
        return lines(head, Object(tuple(pairs)), 0)

    def _call(self, unit: Unit) -> list[str]:
        path, symbol, position = self.calls[unit.key]
        module = self.modules[path]
        pairs: list[tuple[str | Expression, object]] = []
        if unit.group:
            own = self.groups.get(unit.group.lower())
            pairs.append(("scope", Expression(own or f"resourceGroup({inline(unit.group)})")))
        arguments = [(parameter.name, parameter.arguments[position]) for parameter in module.parameters.all()]
        if arguments:
            pairs.append(("params", Object(tuple(arguments))))
        used = {argument.text.partition(".outputs.")[0] for _, argument in arguments if isinstance(argument, Expression)}
        waits = [self.calls[other.key][1] for other in self.plan.units_needed(unit)]
        waits = [symbol for symbol in waits if symbol not in used] + self._groups_needed(unit, used)
        if waits:
            pairs.append(("dependsOn", [Expression(name) for name in waits]))
        return lines(f"module {symbol} {inline(path)} = ", Object(tuple(pairs)), 0)

    def _groups_needed(self, unit: Unit, used: set[str]) -> list[str]:
        wanted = {need.name.lower() for resource in unit.resources for need in self.plan.needs[resource.id.lower()]
                  if group_of(need.id).lower() == need.name.lower() and need.id.lower() not in self.plan.unit_of}
        named = {text.partition(".")[0] for text in used}
        return [symbol for name, symbol in self.groups.items()
                if name in wanted and name != unit.group.lower() and symbol not in named]


def _key(tags: Value) -> str:
    """Tags as one text, `""` when they are not plain texts."""
    if not isinstance(tags, Mapping) or not tags or not all(isinstance(value, str) for value in tags.values()):
        return ""
    return repr(sorted(tags.items()))
