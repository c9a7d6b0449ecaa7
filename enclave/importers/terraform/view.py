"""A planned resource, or a block of one, as a mapping reads it: values that are known, and `Unresolved` for those that are not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from enclave.graph.body import MISSING, Absent, last_segment
from enclave.graph.model import Ref, Secret, Unresolved, Value
from enclave.importers.terraform.expressions import parse_reference, told
from enclave.importers.terraform.plan import Planned
from enclave.importers.terraform.references import Source, Sources
from enclave.importers.values import Evaluated

AFTER_APPLY: Final = "known only after apply"


class Answers(Protocol):
    """Who knows the ids and outputs of the other resources of the plan."""

    @property
    def reads_anything(self) -> bool:
        """Whether something is read or handed on during apply that may be anything."""
        ...

    def sources(self, expression: Evaluated, resource: Planned) -> Sources: ...

    def constants(self, expression: Evaluated, resource: Planned) -> list[Evaluated] | None:
        """What the variables of an expression are; None where anything else goes into it."""
        ...

    def id_of(self, address: str) -> str | None:
        """The graph's id of a planned resource; None for one that is not mapped."""
        ...

    def named(self, text: str) -> Value:
        """A text with every id of the plan's subscription as a reference."""
        ...

    def is_one_of(self, resource: Planned, types: Sequence[str]) -> bool:
        """Whether a resource is of one of the types: azurerm's, or ARM's."""
        ...

    def only(self, types: Sequence[str], name: str = "") -> Source | None:
        """The one resource of the plan that is of the types, and has the name, where its id is not known yet."""
        ...

    def called(self, types: Sequence[str], key: str) -> Source | None:
        """The one resource of the plan that is of the types and called as a key, where its id is not known yet."""
        ...

    def is_in_doubt(self, sources: Sources, types: Sequence[str]) -> bool:
        """Whether a value may be an id of one of the types that no resource of the plan has, as far as the plan shows."""
        ...

    def took_all(self, label: str) -> None:
        """Notes that a set, of which nobody knows how many it has, was taken for all that its expression names."""
        ...

    def output(self, source: Source) -> Value | Absent:
        """What the mapping of a resource says an attribute of it is; MISSING when it says nothing."""
        ...


@dataclass(frozen=True)
class View:
    """Attributes of a resource or of one of its blocks. Sources are dotted paths; a block that stands once is a step."""

    resource: Planned
    answers: Answers
    values: Mapping[str, Evaluated]
    unknown: Evaluated
    sensitive: Evaluated
    written: Mapping[str, Evaluated] | None
    """Its expressions; None when the plan does not have them, as for blocks that `dynamic` makes."""
    path: str = ""

    def value(self, source: str) -> Value | Absent:
        """A value of any kind; MISSING when it is not set, or left to Azure."""
        inside, name = self._inside(source)
        if inside is None:
            return MISSING
        mask = member_of(inside.unknown, name)
        given = inside.values.get(name)
        if mask is True or (given is None and inside._is_absent_unknown(name)):
            return inside._unknown_value(name)
        if given is None:
            return MISSING
        if member_of(inside.sensitive, name) is True:
            return Secret(f"{inside.resource.address}.{inside.path}{name}")
        found = inside._known(given, mask, member_of(inside.sensitive, name), name)
        return inside._with_the_one(found, mask, name) if isinstance(found, list) else found

    def text(self, source: str, default: str = "") -> str | Unresolved:
        """A text; Unresolved when it is not known."""
        found = self.value(source)
        if found is MISSING or found is None:
            return default
        if isinstance(found, Ref):
            return Unresolved(f"{self.resource.address}.{self.path}{source}", AFTER_APPLY)
        if isinstance(found, Unresolved):
            return found
        return found if isinstance(found, str) else Unresolved(source, "is not a text") if isinstance(found, Secret) else str(found)

    def flag(self, source: str, default: bool = False) -> bool | Unresolved:
        """A switch."""
        found = self.value(source)
        if found is MISSING or found is None:
            return default
        if isinstance(found, bool | Unresolved):
            return found
        return str(found).lower() == "true"

    def link(self, source: str, types: Sequence[str] = ()) -> Value | Absent:
        """The id of another resource as a reference. `types`: azurerm or ARM types, one of which it must be; empty: any."""
        inside, name = self._inside(source)
        if inside is None:
            return MISSING
        given = inside.values.get(name)
        mask = member_of(inside.unknown, name)
        if mask is True or (given is None and inside._is_absent_unknown(name)):
            return inside._resolved(name, types)
        if given is None or given == "":
            return MISSING
        return self.answers.named(given) if isinstance(given, str) else inside._known(given, mask, None, name)

    def links(self, source: str, types: Sequence[str] = ()) -> list[Value] | Unresolved | Absent:
        """The ids of other resources."""
        inside, name = self._inside(source)
        if inside is None:
            return MISSING
        given, mask = inside.values.get(name), member_of(inside.unknown, name)
        if mask is True or (given is None and inside._is_absent_unknown(name)):
            return inside._all_resolved(name, types, None, [])
        if given is None:
            return MISSING
        elements = list(given) if isinstance(given, list) else [given]
        masks = list(mask) if isinstance(mask, list) else []
        size = max(len(elements), len(masks))
        known = [each for place, each in enumerate(elements) if isinstance(each, str) and not (place < len(masks) and masks[place] is True)]
        found: list[Value] = [self.answers.named(each) for each in known]
        if len(known) == size:
            return found
        others = inside._all_resolved(name, types, size - len(known), found)
        return others if not isinstance(others, list) else [*found, *others]

    def blocks(self, source: str) -> list[View] | Unresolved:
        """The blocks of a name, in order; Unresolved when it is not known how many there are."""
        inside, name = self._inside(source)
        if inside is None:
            return []
        given, mask = inside.values.get(name), member_of(inside.unknown, name)
        if mask is True and (inside.written is None or name in inside.written):
            return Unresolved(f"{inside.resource.address}.{inside.path}{name}", AFTER_APPLY)
        if isinstance(given, Mapping):
            given, mask = [given], [mask]
        expressions = self._expressions(inside, name)
        rows = [row for row in given or () if isinstance(row, Mapping)] if isinstance(given, list) else []
        masks = mask if isinstance(mask, list) else []
        if any(each is True for each in masks) or (isinstance(given, list) and len(rows) < len(given)):
            return Unresolved(f"{inside.resource.address}.{inside.path}{name}", AFTER_APPLY)
        hidden = member_of(inside.sensitive, name)
        found = []
        for place, row in enumerate(rows):
            secret = hidden if isinstance(hidden, bool) else hidden[place] if isinstance(hidden, list) and place < len(hidden) else None
            written = _written_for(row, expressions, len(rows))
            found.append(
                View(
                    inside.resource,
                    inside.answers,
                    row,
                    masks[place] if place < len(masks) else {},
                    secret,
                    written,
                    f"{inside.path}{name}[{place}].",
                )
            )
        return found

    def block(self, source: str) -> View | Unresolved | None:
        """The first block of a name."""
        found = self.blocks(source)
        return found if isinstance(found, Unresolved) else found[0] if found else None

    def owner(self, source: str, types: Sequence[str]) -> str | Unresolved:
        """The name of another resource: as the plan knows it, else the one that the graph gives to what it is made from."""
        found = self.text(source)
        inside, name = self._inside(source)
        if not isinstance(found, Unresolved) or inside is None:
            return found
        sources = self.answers.sources((inside.written or {}).get(name), self.resource)
        meant = [each.resource for each in _meant(sources) if self.answers.is_one_of(each.resource, types)]
        resource_id = self.answers.id_of(meant[0].address) if len(meant) == 1 and not sources.lost and not sources.mixed else None
        return found if resource_id is None else last_segment(resource_id)

    def _inside(self, source: str) -> tuple[View | None, str]:
        view: View = self
        head, _, rest = source.partition(".")
        while rest:
            # a view whose block is not known gives unknown values
            found = view.block(head)
            if isinstance(found, Unresolved):
                found = replace(view, values={}, unknown=_Everything(), written=None, path=f"{view.path}{head}.")
            if found is None:
                return None, ""
            view = found
            head, _, rest = rest.partition(".")
        return view, head

    def _expressions(self, inside: View, name: str) -> list[Mapping[str, Evaluated]]:
        found = (inside.written or {}).get(name)
        if isinstance(found, Mapping) and found.keys() & {"references", "constant_value"}:
            return [_Whole(found)]
        rows = found if isinstance(found, list) else [found]
        return [row for row in rows if isinstance(row, Mapping)]

    def _is_absent_unknown(self, name: str) -> bool:
        """Whether a value that is missing from the plan is one that is not known: a null one would be there."""
        if name in self.values or (isinstance(self.unknown, Mapping) and self.unknown and name in self.unknown):
            return False
        return bool((self.written or {}).get(name)) and "constant_value" not in _mapping((self.written or {}).get(name))

    def _unknown_value(self, name: str) -> Value | Absent:
        expression = (self.written or {}).get(name)
        label = f"{self.resource.address}.{self.path}{name}"
        if expression is None:
            # nothing is written: Azure or the provider chooses, which the mapping's default says
            return MISSING if self.written is not None else Unresolved(label, AFTER_APPLY)
        sources = self.answers.sources(expression, self.resource)
        if len(_meant(sources)) == 1 and not sources.lost and (not sources.mixed or isinstance(self.written, _Whole)):
            answered = self.answers.output(_meant(sources)[0])
            if answered is not MISSING:
                return answered
        return Unresolved(label, _why(sources))

    def _with_the_one(self, found: list[Value], mask: Evaluated, name: str) -> list[Value]:
        """A list whose one element that is not known comes from the one thing that its expression names."""
        open_ones = [place for place in range(len(found)) if at(mask, place) is True]
        if len(open_ones) != 1 or mask is True:
            return found
        answered = self._unknown_value(name)
        return [answered if place in open_ones and isinstance(answered, Ref) else each for place, each in enumerate(found)]

    def _in_dynamic(self, types: Sequence[str], count: int | None) -> list[Value]:
        """What ids in a block that `dynamic` makes are of: of a plan's expressions only the loop of the resource is told.

        They are of what the loop's own value is made of; else of the one thing of the plan that they can be. Of how many nobody
        knows (`count`), nothing is said.
        """
        if not types or count is None:
            return []
        if self.resource.written is not None and self.resource.written.repeated:
            sources = self.answers.sources({"references": ["each.value"]}, self.resource)
            # what has the key of the loop is meant, also where local values say what is looped over
            by_key = bool(sources.named) and all(each.startswith("local.") for each in sources.lost)
            by_names = sources.lost and by_key
            found = _targets(replace(sources, found=sources.named, known=()) if by_names else sources, types, self.answers, None)
            in_doubt = self.answers.is_in_doubt(sources, types)
            if len(found) == count and (by_key or not sources.lost) and not in_doubt:
                return found
            if found or in_doubt:
                return []
        only = self.answers.only(types) if count == 1 else None
        target = _target(only, types, self.answers) if only is not None else None
        return [] if target is None else [target]

    def alone(self, sources: Sources, types: Sequence[str]) -> Source | None:
        """The one resource that an expression of local values can mean: the only one of its types, or the only one of them that is
        called as the key of a loop that it names, or as the part of a local value that it names. None where that is what it is a part
        of, or what it names in so many words elsewhere: a network is no peer of itself, and an account no archive of its own logs."""
        if not sources.lost or not all(each.startswith("local.") for each in sources.lost):
            return None
        if self.answers.is_in_doubt(sources, types):
            return None
        found = self.answers.only(types) or self._called(sources, types)
        return None if found is None or self._is_within(found) or self._is_named(found) else found

    def _is_within(self, source: Source) -> bool:
        around = f"{self.answers.id_of(self.resource.address)}/"
        return around.startswith(f"{self.answers.id_of(source.resource.address)}/")

    def _is_named(self, source: Source) -> bool:
        """Whether an expression of the resource names something alone."""
        written = self.resource.written.expressions.values() if self.resource.written else ()
        named = (self.answers.sources(each, self.resource) for each in written if told(each))
        return any([each.resource.address for each in one.found] == [source.resource.address] for one in named)

    def _called(self, sources: Sources, types: Sequence[str]) -> Source | None:
        keys = [*sources.keys, *(part for lost in sources.lost for part in parse_reference(lost)[2:])]
        named = {found.resource.address: found for key in keys if isinstance(key, str) and (found := self.answers.called(types, str(key)))}
        return next(iter(named.values())) if len(named) == 1 else None

    def _resolved(self, name: str, types: Sequence[str]) -> Value | Absent:
        label = f"{self.resource.address}.{self.path}{name}"
        expression = (self.written or {}).get(name)
        if expression is None:
            if self.written is not None:
                return MISSING
            return next(iter(self._in_dynamic(types, 1)), Unresolved(label, AFTER_APPLY))
        sources = self.answers.sources(expression, self.resource)
        found = _targets(sources, types, self.answers, 1)
        if not found and types:
            only = self.alone(sources, types)
            if only is not None and (target := _target(only, types, self.answers)) is not None:
                return target
        # without a type to tell by, an id with more behind it looks like the id itself
        if len(found) != 1 or sources.lost or (sources.mixed and not types) or self.answers.is_in_doubt(sources, types):
            return Unresolved(label, _why(sources))
        return found[0]

    def _all_resolved(
        self, name: str, types: Sequence[str], count: int | None, beside: Sequence[Value]
    ) -> list[Value] | Unresolved | Absent:
        """The ids of a list that are not known: `count` of them, None for any number; `beside`: those that are."""
        label = f"{self.resource.address}.{self.path}{name}"
        expression = (self.written or {}).get(name)
        if expression is None:
            return MISSING if self.written is not None else self._in_dynamic(types, count) or Unresolved(label, AFTER_APPLY)
        sources = self.answers.sources(expression, self.resource)
        found = [each for each in _targets(sources, types, self.answers, None) if each not in beside]
        if not found and types and count == 1 and (only := self.alone(sources, types)) is not None:
            target = _target(only, types, self.answers)
            return Unresolved(label, _why(sources)) if target is None else [target]
        given = _without(sources, beside, self.answers)
        if count is None and sources.shared and len(sources.named) < len(found):
            # how many of them are this instance's, and which, nobody knows
            return Unresolved(label, _why(sources))
        if sources.lost or not found or (count is not None and len(found) != count) or self.answers.is_in_doubt(given, types):
            return Unresolved(label, _why(sources))
        if count is None:
            self.answers.took_all(label)
        return [*found]

    def _known(self, value: Evaluated, mask: Evaluated, hidden: Evaluated, name: str) -> Value:
        """A known value; what in it is not known is Unresolved."""
        label = f"{self.resource.address}.{self.path}{name}"
        if mask is True:
            return Unresolved(label, AFTER_APPLY)
        if hidden is True:
            return Secret(label)
        if isinstance(value, Mapping):
            keys = dict.fromkeys([*value, *(mask if isinstance(mask, Mapping) else ())])
            return {key: self._known(value.get(key), member_of(mask, key), member_of(hidden, key), f"{name}.{key}") for key in keys}
        if isinstance(value, list):
            size = max(len(value), len(mask) if isinstance(mask, list) else 0)
            return [self._known(at(value, place), at(mask, place), at(hidden, place), f"{name}[{place}]") for place in range(size)]
        return self.answers.named(value) if isinstance(value, str) else value


class _Whole(dict[str, Evaluated]):
    """What is written for blocks that the provider takes as one attribute: a plan has one expression for all of them."""

    def __init__(self, expression: Evaluated) -> None:
        super().__init__()
        self.expression = expression

    def get(self, key: str, default: Evaluated = None) -> Evaluated:
        return self.expression

    def __bool__(self) -> bool:
        return True


class _Everything(dict[str, Evaluated]):
    """A mask that is true for every name."""

    def get(self, key: str, default: Evaluated = None) -> Evaluated:
        return True


def view_of(resource: Planned, answers: Answers, configured: bool) -> View:
    """A planned resource. `configured`: the plan has its configuration; what is not written where it is configured is not set."""
    written = resource.written.expressions if resource.written and configured else None
    return View(resource, answers, resource.values, resource.unknown, resource.sensitive, written)


def member_of(value: Evaluated, key: str) -> Evaluated:
    """A member of a mask; a mask that is true is true all through."""
    return True if value is True else value.get(key) if isinstance(value, Mapping) else None


def _mapping(value: Evaluated) -> Mapping[str, Evaluated]:
    return value if isinstance(value, Mapping) else {}


def at(value: Evaluated, place: int) -> Evaluated:
    """An element of a mask, alike."""
    return True if value is True else value[place] if isinstance(value, list) and place < len(value) else None


def _written_for(row: Mapping[str, Evaluated], expressions: list[Mapping[str, Evaluated]], rows: int) -> Mapping[str, Evaluated] | None:
    """The expressions of a block: those whose constants it has. Blocks of a set do not keep the order of the file."""
    fitting = [each for each in expressions if all(row.get(key) == _constant(part) for key, part in each.items() if _is_constant(part))]
    if len(fitting) == 1:
        return fitting[0]
    if len(fitting) == len(expressions) == rows == 0 or not fitting:
        return None
    merged: dict[str, Evaluated] = {}
    for each in fitting:
        for key, part in each.items():
            merged.setdefault(key, []).append(part)
    return merged


def _is_constant(part: Evaluated) -> bool:
    return isinstance(part, Mapping) and "constant_value" in part


def _constant(part: Mapping[str, Evaluated]) -> Evaluated:
    return part["constant_value"]


def _meant(sources: Sources) -> tuple[Source, ...]:
    """What a value that is not known comes from. Where the plan knows all of it but leaves the value out, that."""
    return sources.found or sources.known


def _without(sources: Sources, beside: Sequence[Value], answers: Answers) -> Sources:
    """Sources without the given ids that a list is known to have."""
    texts = (each for each in sources.given if isinstance(each, str))
    return replace(sources, given=tuple(each for each in texts if answers.named(each) not in beside)) if beside else sources


def _targets(sources: Sources, types: Sequence[str], answers: Answers, count: int | None) -> list[Value]:
    """The ids of one of the types that a value may be; of more than `count`, only that there are more."""
    found: dict[Value, None] = {}
    # what is called as a key and is of another type was not meant
    for each in (*sources.found, *sources.known, None, *(sources.others if types else ())):
        target = _target(each, types, answers) if each is not None else None
        if each is None and found:
            break
        if target is not None:
            found[target] = None
            if count is not None and len(found) > count:
                break
    return list(found)


def _target(source: Source, types: Sequence[str], answers: Answers) -> Value | None:
    """What a source says the id is: None when it is not an id of one of the types."""
    if types and len(source.attribute) < 2 and not answers.is_one_of(source.resource, types):
        return None
    if not source.attribute:
        resource_id = answers.id_of(source.resource.address)
        return None if resource_id is None else Ref(resource_id)
    found = answers.output(source)
    return found if isinstance(found, Ref) and found.path == "id" else None


def _why(sources: Sources) -> str:
    if not sources.told:
        return AFTER_APPLY
    return f"{AFTER_APPLY}; it is made from {sources.told}"


Converter = Callable[[View], "Value | Absent"]
