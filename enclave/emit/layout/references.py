"""Terms for references: to a declaration of the file, to what another file tells, to an id that is made of names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from enclave.emit.layout.declared import Declared
from enclave.emit.layout.families import NotUniform, Place
from enclave.emit.layout.levels import Hint, Level, joined, same
from enclave.emit.layout.terms import At, FullId, IdOf, Known, Scope, Term
from enclave.emit.names import camel, noun, words
from enclave.emit.units import MANAGEMENT_GROUPS
from enclave.graph.body import last_segment
from enclave.graph.ids import GROUP_TYPE, group_of, management_group_of, owner, parse
from enclave.graph.model import Graph, Ref, Resource

if TYPE_CHECKING:
    from enclave.emit.layout.build import FileBuilder


class References:
    """Makes the terms for references in one file."""

    def __init__(self, builder: FileBuilder) -> None:
        self.builder = builder
        self.index = builder.index

    @staticmethod
    def is_id(graph: Graph, key: str) -> bool:
        """Whether a key of an object is the id of a resource (`userAssignedIdentities`)."""
        return key.startswith("/") and owner(graph, key) is not None

    def term(self, level: Level, owners: Sequence[Resource], refs: Sequence[Ref]) -> Term:
        """The term for references of one shape."""
        found = self._target(level, owners, refs)
        return joined([refs[0].prefix, found]) if refs[0].prefix else found

    def _target(self, level: Level, owners: Sequence[Resource], refs: Sequence[Ref]) -> Term:
        first = self.index.owner(refs[0])
        if refs[0].path == "name":
            names = [last_segment(ref.resource) for ref in refs]
            return level.text(names, self._name_hint(refs[0].resource))
        if first is None:
            return self._outside(level, [ref.resource + ref.suffix for ref in refs], owners)
        targets = [found for found in map(self.index.owner, refs) if found is not None]
        if refs[0].path == "location":
            return level.text([target.location or "" for target, _ in targets], Hint("location", "Azure region of another resource."))
        if first[0].type.lower() == GROUP_TYPE.lower():
            return self.by_id(level, [target.id + suffix for target, suffix in targets], owners)
        if all(target is one for (target, _), one in zip(targets, owners, strict=True)):
            return self.by_id(level, [target.id + suffix for target, suffix in targets], owners, own=True)
        places = [self.index.places.get(target.id.lower()) for target, _ in targets]
        here = [place for place in places if place is not None and place.builder.family is self.builder.family]
        if len(here) == len(refs):
            return self._inside(level, owners, refs, here)
        if here:
            raise NotUniform(self.builder.family, "what is referred to is partly here and partly elsewhere")
        return self._elsewhere(level, owners, refs)

    # -- in the same module -----------------------------------------------------------------------------------------

    def _inside(self, level: Level, owners: Sequence[Resource], refs: Sequence[Ref], places: Sequence[Place]) -> Term:
        """Something of a resource of the same module, in this file, in the one that calls it or in one that it calls."""
        place, path = places[0], refs[0].path
        is_here = all(one.builder is self.builder and self.builder.instance_of(mine) == self.builder.instance_of(one.resource)
                      for mine, one in zip(owners, places, strict=True))
        if is_here and all(one.declared is place.declared for one in places):
            declared = place.declared
            if declared.loop is None or self._is_aligned(declared, owners, places):
                return Known(declared, path, self._steps(level, refs))
        if self.builder.parent is not None and place.builder is self.builder.parent:
            given = self._from_caller(level, owners, refs)
            if given is not None:
                return given
        if path != "id" and is_here:
            return self._item(level, owners, path, places)
        if path != "id":
            raise NotUniform(self.builder.family, f"`{path}` of one item of a loop is needed by another one")
        return self.by_id(level, [ref.resource + ref.suffix for ref in refs], owners)

    def _item(self, level: Level, owners: Sequence[Resource], path: str, places: Sequence[Place]) -> Term:
        """What is known of an item of another loop of this file."""
        declared = places[0].declared
        own = [self.index.places.get(one.id.lower()) for one in owners]
        is_own = any(mine is not None and mine.declared.loop is declared.loop for mine in own)
        if is_own or declared.loop is None or any(one.builder is not self.builder or one.declared is not declared for one in places):
            raise NotUniform(self.builder.family, f"`{path}` of one item of a loop is needed by another one")
        labels = [declared.loop.labels[one.at] for one in places]
        key = level.text(labels, Hint(camel([*words(declared.noun), "key"]), f"Which {declared.noun} it is."))
        mine_loop = own[0].declared.loop if own[0] else None
        is_parallel = mine_loop is not None and mine_loop.counts == declared.loop.counts and all(
            mine is not None and mine.at == theirs.at for mine, theirs in zip(own, places, strict=True))
        return Known(declared, path, (), key, is_parallel)

    def _is_aligned(self, declared: Declared, owners: Sequence[Resource], places: Sequence[Place]) -> bool:
        """Whether each resource refers to what belongs to the same item of the loop that both are in."""
        own = [self.index.places.get(one.id.lower()) for one in owners]
        return all(
            mine is not None and mine.builder is self.builder and mine.declared.loop is declared.loop and mine.at == theirs.at
            for mine, theirs in zip(own, places, strict=True)
        )

    def _steps(self, level: Level, refs: Sequence[Ref]) -> tuple[tuple[str, Term], ...]:
        """The part of a resource that references mean: kinds, and names that may differ."""
        split = [self._suffix(ref).split("/")[1:] for ref in refs]
        kinds = split[0][::2]
        return tuple(
            (kind, level.text([steps[2 * number + 1] for steps in split], Hint(camel([noun("/" + kind), "name"]),
                                                                             f"Name of the {noun('/' + kind)}.", True)))
            for number, kind in enumerate(kinds)
        )

    def _suffix(self, ref: Ref) -> str:
        found = self.index.owner(ref)
        return found[1] if found else ""

    def _from_caller(self, level: Level, owners: Sequence[Resource], refs: Sequence[Ref]) -> Term | None:
        """A parameter for what the calling file knows, when it is the same for everything in one instance of this file."""
        builder = self.builder
        parent, call = builder.parent, builder.call
        if parent is None or call is None or call.loop is None:
            return None
        by_instance: dict[int, tuple[Ref, Resource]] = {}
        for one, ref in zip(owners, refs, strict=True):
            at = builder.instance_of(one)
            if by_instance.setdefault(at, (ref, one))[0] != ref:
                return None
        if len(by_instance) != len(builder.file.stamps):
            return None
        ordered = [by_instance[at] for at in range(len(by_instance))]
        term = parent.values.references.term(call.loop, [one for _, one in ordered], [ref for ref, _ in ordered])
        found = self.index.owner(refs[0])
        name = camel([builder.noun_of(found[0]) if found else "resource", *_last(refs[0].path)])
        del level
        return builder.file.given(name, "string", f"{_said(refs[0].path)} of the {noun(found[0].type) if found else 'resource'}.", term)

    # -- in another module ------------------------------------------------------------------------------------------

    def _elsewhere(self, level: Level, owners: Sequence[Resource], refs: Sequence[Ref]) -> Term:
        """What another module tells."""
        pairs = [(found, one) for ref, one in zip(refs, owners, strict=True) if (found := self.index.owner(ref)) is not None]
        (target, suffix), _ = pairs[0]
        family = self.index.family_of[target.id.lower()]
        relation = self.builder.relation(target, owners[0])
        exports = self.builder.layout.exports
        is_part = bool(suffix) and not exports.is_looped(family, target)
        kinds = tuple(suffix.split("/")[1::2]) if is_part else ()
        export = exports.export(family, target, kinds, refs[0].path)
        param = self.builder.remote(export, relation)
        if not export.is_dictionary:
            term: Term = param
        else:
            labels = [exports.label(found, below if is_part else "") for (found, below), _ in pairs]
            term = At(param, level.text(labels, Hint(camel([export.noun]), f"Which {export.said} it is.")))
        if suffix and not is_part:
            term = joined([term, *(piece for kind, name in self._steps(level, refs) for piece in (f"/{kind}/", name))])
        return term

    # -- ids --------------------------------------------------------------------------------------------------------

    def by_id(self, level: Level, ids: Sequence[str], owners: Sequence[Resource], *, own: bool = False) -> IdOf:
        """The id made of type and names, of a resource of the graph or of one outside."""
        del own
        return self._id(level, ids, owners)

    def _outside(self, level: Level, ids: Sequence[str], owners: Sequence[Resource]) -> Term:
        if ids[0].lower().startswith("/subscriptions/") or (ids[0] and parse(ids[0]) is None):
            if not same(ids):
                raise NotUniform(self.builder.family, f"`{ids[0]}` is outside of the subscription and differs")
            return FullId(ids[0])
        return self._id(level, ids, owners)

    def _id(self, level: Level, ids: Sequence[str], owners: Sequence[Resource]) -> IdOf:
        found = [parse(one) for one in ids]
        first = found[0]
        if first is None:
            return IdOf("", (), self._in_subscription(Scope("subscription")))
        if first.type == GROUP_TYPE and not first.scope:
            return IdOf("", (), self._group(level, [one.names[0] for one in found if one], owners))
        names = tuple(
            level.text([one.names[number] for one in found if one], self._segment_hint(first.type, number))
            for number in range(len(first.names))
        )
        scopes = [one.scope for one in found if one]
        return IdOf(first.type, names, self.scope(level, scopes, owners, first.type))

    def scope(self, level: Level, scopes: Sequence[str], owners: Sequence[Resource], kind: str = "") -> Scope:
        """Where resources lie that are named by ids."""
        first = scopes[0]
        if not first:
            lower = kind.lower()
            is_tenants = lower == MANAGEMENT_GROUPS or lower.startswith(f"{MANAGEMENT_GROUPS}/")
            return Scope("tenant") if is_tenants else self._in_subscription(Scope("subscription"))
        target = parse(first)
        if target is not None and target.type == GROUP_TYPE and not target.scope:
            return self._group(level, [group_of(scope) for scope in scopes], owners)
        if first.lower() == f"/providers/{MANAGEMENT_GROUPS}/{management_group_of(first)}".lower():
            return Scope("management-group", management_group_of(first))
        return Scope("resource", on=self._id(level, scopes, owners))

    def _group(self, level: Level, groups: Sequence[str], owners: Sequence[Resource]) -> Scope:
        own = [group_of(one.scope).lower() for one in owners]
        if own[0] and [group.lower() for group in groups] == own:
            return Scope("here")
        hint = Hint("resourceGroupName", "Name of the resource group.", True)
        return self._in_subscription(Scope("group", level.text(groups, hint)))

    def _in_subscription(self, scope: Scope) -> Scope:
        """A scope in the subscription; a file for what lies above it must be told which one that is."""
        if self.builder.family.kind in ("management-group", "tenant"):
            self.builder.file.standard("subscriptionId")
        return scope

    def _segment_hint(self, kind: str, number: int) -> Hint:
        what = noun("/".join(kind.split("/")[: number + 2]))
        return Hint(camel([*words(what), "name"]), f"Name of the {what}.", True)

    def _name_hint(self, resource_id: str) -> Hint:
        found = parse(resource_id)
        what = noun(found.type) if found else "resource"
        return Hint(camel([*words(what), "name"]), f"Name of the {what}.", True)


def _last(path: str) -> list[str]:
    return re.findall(r"\w+", path.rpartition(".")[2])


def _said(path: str) -> str:
    return "Resource id" if path == "id" else f"`{path.rpartition('.')[2]}`"


