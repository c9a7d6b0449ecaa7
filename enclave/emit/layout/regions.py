"""Where the values of the main file's calls come from: what is one for the enclave, and what differs between its regions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from enclave.emit.layout.levels import Column, File, Hint, Level, Loop, Parameter, Shared, kind_of, same, spelled, with_known
from enclave.emit.layout.terms import At, Data, DataType, Entries, Field, ListOf, Local, Param, PerItem, SubscriptionId, Term, Var
from enclave.emit.names import Names, camel
from enclave.graph.model import Value


class Main(File):
    """The main file: what it is given stands in a file of parameters."""

    def __init__(self, shared: Shared) -> None:
        super().__init__(shared, [""], None)
        self.variables: dict[str, tuple[Term, Loop | None]] = {}
        for name in ("regions", "regionTags", "resourceGroups", "region"):
            self.names.take(name)

    def standard(self, name: str) -> Term:
        if name == "subscriptionId":
            return SubscriptionId()
        term = super().standard(name)
        known = {"enclave": self.shared.facts.enclave, "location": self.shared.facts.location}
        self.params[name].argument = known[name]
        return term

    def tags(self, stamp: str) -> Term:
        if "tags" not in self.variables:
            self.variables["tags"] = _tags(self, self.shared.facts.tags[""]), None
        return Local("tags")


@dataclass
class Group:
    """What only one module needs of a region."""

    name: str
    module: str
    fields: dict[str, Column] = field(default_factory=dict)
    names: Names = field(default_factory=Names)


class Regions(Loop):
    """The loop over the regions: what differs between them is a property of a region."""

    def __init__(self, main: Main) -> None:
        self.regions = main.shared.facts.regions
        super().__init__(main, main, [len(self.regions)], "region")
        self.stamps = [region.key for region in self.regions]
        self.main = main
        self.groups: dict[str, Group] = {}
        """Module -> what only concerns it."""
        self._addresses = False
        self.names.take("addresses")
        if self.regions:
            self.standard("region")
            self.standard("location")

    def text(self, values: Sequence[str], hint: Hint) -> Term:
        facts = self.main.shared.facts
        marked = facts.marked(values, self.stamps, is_name=hint.is_name)
        if marked and same(marked):
            return spelled(marked[0], self)
        return self._derived(values) or self.field(values, kind_of(values, hint), hint)

    def data(self, values: Sequence[Data], kind: DataType, hint: Hint) -> Term:
        return self.field(values, kind, hint)

    def listing(self, values: Sequence[Data], kind: ListOf, hint: Hint) -> Term:
        return self.field(values, kind, hint)

    def standard(self, name: str) -> Term:
        columns = {
            "region": ("name", [region.slug for region in self.regions], "Name of the region, as it stands in names."),
            "regionKey": ("key", [region.key for region in self.regions], "Name of the region in enclave.yaml."),
            "location": ("location", [region.location for region in self.regions], "Azure region."),
        }
        if name not in columns:
            return self.parent.standard(name)
        wanted, values, said = columns[name]
        if name == "regionKey" and values == columns["region"][1]:
            return self.standard("region")
        return self.field(values, "string", Hint(wanted, said))

    def address(self, key: str) -> Term:
        self._addresses = True
        return Field(Var(self), "addresses")

    def tags(self, stamp: str) -> Term:
        if "regionTags" not in self.main.variables:
            columns = [self.file.shared.facts.tags[region.key] for region in self.regions]
            self.main.variables["regionTags"] = _tags(self, *columns), self
        return PerItem("regionTags", self)

    def field(self, values: Sequence[Data], kind: DataType, hint: Hint) -> Term:
        for term, column in self._columns():
            if column.values == values and column.type == kind:
                return term
        if not hint.context:
            return super().field(values, kind, hint)
        if hint.context not in self.groups:
            self.groups[hint.context] = Group(self.names.take(hint.context), hint.module)
        group = self.groups[hint.context]
        name = group.names.take(hint.name)
        group.fields[name] = Column(values, kind, hint.said)
        return Field(Field(Var(self), group.name), name)

    def _columns(self) -> Iterator[tuple[Field, Column]]:
        for name, column in self.fields.items():
            yield Field(Var(self), name), column
        for group in self.groups.values():
            for name, column in group.fields.items():
                yield Field(Field(Var(self), group.name), name), column

    def _derived(self, values: Sequence[str]) -> Term | None:
        for term, column in self._columns():
            if column.type == "string" and (found := with_known(values, column.values, term)) is not None:
                return found
        return None

    def close(self) -> None:
        """Makes the parameter with all regions."""
        if not self.regions:
            return
        shared = self.file.shared
        declared = self.file.type("regionType", "A region of the enclave: a stamp that stands on its own.")
        if self._addresses:
            used = shared.addresses.fields
            shared.addresses.fields = {key: used[key] for key in shared.facts.addresses if key in used}
            rows = [{key: shared.facts.addresses[key][region.key] for key in shared.addresses.fields} for region in self.regions]
            self.fields["addresses"] = Column(rows, shared.addresses, shared.addresses.description)
        for group in self.groups.values():
            rows = [{name: column.values[at] for name, column in group.fields.items()} for at in range(len(self.regions))]
            said = f"Values for the module `{group.module}`."
            kind = self.file.type(f"{group.name}Type", f"What the module `{group.module}` is given for a region.")
            kind.fields.update({name: (column.type, column.said) for name, column in group.fields.items()})
            self.fields[group.name] = Column(rows, kind, said)
        declared.fields.update({name: (column.type, column.said) for name, column in self.fields.items()})
        rows = [{name: column.values[at] for name, column in self.fields.items()} for at in range(len(self.regions))]
        self.main.params["regions"] = Parameter("regions", ListOf(declared), "Regions of the enclave.", rows)
        self.source = Param("regions")


@dataclass
class Once:
    """A single call of a module from the main file, for one region or for what is of none."""

    main: Main
    regions: Regions
    stamps: Sequence[str]

    def text(self, values: Sequence[str], hint: Hint) -> Term:
        return self.main.site(values[0], hint)

    def is_known(self, values: Sequence[str]) -> bool:
        return True

    def data(self, values: Sequence[Data], kind: DataType, hint: Hint) -> Term:
        return self.main.own(values[0], kind, hint)

    def listing(self, values: Sequence[Data], kind: ListOf, hint: Hint) -> Term:
        return self.main.own(values[0], kind, hint)

    def standard(self, name: str) -> Term:
        found = self.regions.standard(name) if self.stamps[0] else self.main.standard(name)
        return self._of_region(found)

    def address(self, key: str) -> Term:
        return self._of_region(self.regions.address(key))

    def tags(self, stamp: str) -> Term:
        if not self.stamps[0]:
            return self.main.tags(stamp)
        self.regions.tags(stamp)
        return PerItem("regionTags", self.regions, self._at)

    @property
    def _at(self) -> int:
        return list(self.regions.stamps).index(self.stamps[0])

    def _of_region(self, term: Term) -> Term:
        if isinstance(term, Field):
            return Field(self._of_region(term.base), term.name)
        return At(Param("regions"), self._at) if isinstance(term, Var) else term


def _tags(level: Level, *columns: Mapping[str, Value]) -> Entries:
    """The tags that the resources of each region share, as one term."""
    return Entries(tuple(
        (key, level.text([str(column.get(key, "")) for column in columns], Hint(camel([key, "tag"]), f"Tag `{key}`.", True)))
        for key in columns[0]
    ))
