"""What modules tell each other: which outputs a file needs, and by which words a resource is called in dictionaries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from enclave.emit.layout.families import Family, Index, NotUniform
from enclave.emit.layout.terms import DataType, DictOf
from enclave.emit.names import Names, camel, humps, noun, plural, words
from enclave.graph.ids import GROUP_TYPE
from enclave.graph.model import Resource

ExportKey = tuple[int, str, tuple[str, ...], str]
"""Family, type in lower case, kinds of a part of the resource, path."""


@dataclass(eq=False)
class Export:
    """What every file of a family tells, as one output or as several parts of a dictionary."""

    family: Family
    type: str
    kinds: tuple[str, ...]
    path: str
    name: str
    is_dictionary: bool

    @property
    def type_of_value(self) -> DataType:
        """The type of the output."""
        return DictOf() if self.is_dictionary else "string"

    @property
    def noun(self) -> str:
        """What one of its resources is called."""
        return noun("/".join([self.type, *self.kinds]))

    @property
    def said(self) -> str:
        """The same in a sentence."""
        return self.noun


@dataclass
class Exports:
    """The outputs of all families."""

    index: Index
    wanted: dict[ExportKey, dict[str, dict[str, tuple[Resource, str]]]] = field(default_factory=dict)
    """What is asked for -> region -> id -> the resource and its part."""
    used: dict[ExportKey, Export] = field(default_factory=dict)
    names: dict[int, Names] = field(default_factory=dict)
    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    """Resource id in lower case and the part of it -> how it is called in dictionaries."""

    def scan(self) -> None:
        """Finds every reference from one family to another."""
        for resource in self.index.graph:
            own = self.index.family_of.get(resource.id.lower())
            for ref in resource.links:
                found = self.index.owner(ref)
                if found is None or found[0].type.lower() == GROUP_TYPE.lower() or ref.path in ("name", "location"):
                    continue
                target, suffix = found
                family = self.index.family_of[target.id.lower()]
                if family is own:
                    continue
                for part in (suffix, "") if suffix else ("",):
                    key = self._key(family, target, tuple(part.split("/")[1::2]), ref.path)
                    self.wanted.setdefault(key, {}).setdefault(target.stamp, {})[(target.id + part).lower()] = target, part

    def with_parts(self, family: Family) -> frozenset[str]:
        """The resources of a family, by id in lower case, of which parts are asked for: those are better told one by one."""
        return frozenset(
            target.id.lower() for (group, _, kinds, _), regions in self.wanted.items() if group == family.group and kinds
            for targets in regions.values() for target, _ in targets.values()
        )

    def name_all(self) -> None:
        """Gives every resource that is asked for its label, once the files know theirs.

        What is in a loop goes by what its item goes by. Raises NotUniform where two loops have the same.
        """
        for regions in self.wanted.values():
            for targets in regions.values():
                names = Names(reserved=())
                pairs = sorted(targets.values(), key=lambda pair: not self._is_fixed(*pair))
                for target, part in pairs:
                    wanted = self._label(target, part)
                    if self._is_fixed(target, part) and names.has(wanted):
                        raise NotUniform(self.index.family_of[target.id.lower()], f"two loops have something called `{wanted}`")
                    if (target.id.lower(), part.lower()) not in self.labels:
                        self.labels[target.id.lower(), part.lower()] = names.take(wanted)

    def _is_fixed(self, target: Resource, part: str) -> bool:
        return not part and self.is_looped(self.index.family_of[target.id.lower()], target)

    def label(self, target: Resource, part: str) -> str:
        """How a resource, or a part of it, is called in dictionaries."""
        return self.labels[target.id.lower(), part.lower()]

    def is_looped(self, family: Family, target: Resource) -> bool:
        """Whether a resource is the item of a loop in its module."""
        place = self.index.places[target.id.lower()]
        del family
        return place.declared.loop is not None or place.builder.parent is not None

    def export(self, family: Family, target: Resource, kinds: tuple[str, ...], path: str) -> Export:
        """The output that tells something of a resource."""
        key = self._key(family, target, kinds, path)
        if key not in self.used:
            regions = self.wanted[key]
            looped = any(self.is_looped(family, one) for targets in regions.values() for one, _ in targets.values())
            several = looped or max(len(targets) for targets in regions.values()) > 1
            what = noun("/".join([target.type, *kinds]))
            last = [piece for word in words(path.rpartition(".")[2]) for piece in humps(word)] or ["id"]
            taken = {word.lower() for word in words(what)}
            wanted = camel([*words(what), *([word for word in last if word.lower() not in taken] or last)])
            names = self.names.setdefault(family.group, Names())
            name = names.take((f"{wanted}List" if wanted.endswith("s") else plural(wanted)) if several else wanted)
            self.used[key] = Export(family, target.type, kinds, path, name, several)
        return self.used[key]

    def of(self, family: Family) -> list[Export]:
        """What the files of a family tell."""
        return [export for key, export in self.used.items() if key[0] == family.group]

    def targets(self, export: Export) -> Mapping[str, Mapping[str, tuple[Resource, str]]]:
        """Region -> id -> resource and part that an output tells of."""
        return self.wanted[export.family.group, export.type.lower(), tuple(kind.lower() for kind in export.kinds), export.path]

    def _key(self, family: Family, target: Resource, kinds: tuple[str, ...], path: str) -> ExportKey:
        return family.group, target.type.lower(), tuple(kind.lower() for kind in kinds), path

    def _label(self, target: Resource, part: str) -> str:
        if part:
            return self.index.facts.label_of(part.rpartition("/")[2], "", target.stamp) or part.rpartition("/")[2]
        place = self.index.places[target.id.lower()]
        return place.declared.labels[place.at]
