"""Builds one file of a layout: declares its resources, fills in their bodies, and says what must come before what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from enclave.emit.layout.arrange import Many, Node, Single, Slot, is_nested, members
from enclave.emit.layout.declared import Call, Declared, ModuleFile, Thing
from enclave.emit.layout.facts import SHORT
from enclave.emit.layout.families import Family, Index, NotUniform, Place
from enclave.emit.layout.levels import File, Hint, Level, Loop
from enclave.emit.layout.lift import lift_subnets
from enclave.emit.layout.order import order
from enclave.emit.layout.shapes import Shaper
from enclave.emit.layout.terms import Entries, Field, Output, Param, Term, Var, parts
from enclave.emit.layout.values import Values, depends_on_item
from enclave.emit.names import RESERVED, Names, camel, humps, noun, plural, sentence, words
from enclave.graph.ids import parse
from enclave.graph.model import Resource, Secret

if TYPE_CHECKING:
    from enclave.emit.layout.entry import Layout
    from enclave.emit.layout.exports import Export

RESERVED_LOWER = frozenset(word.lower() for word in RESERVED)
ENVELOPE = ("sku", "kind", "plan", "zones", "extendedLocation", "identity", "tags")
"""What authors write before `properties`; everything else of a body follows in its own order."""


class FileBuilder:
    """A file while it is built, and the files that it calls for items of loops."""

    def __init__(
        self, layout: Layout, family: Family, file: File, path: str, *, parent: FileBuilder | None = None, call: Call | None = None
    ) -> None:
        self.layout = layout
        self.index: Index = layout.index
        self.family = family
        self.file = file
        self.parent = parent
        self.call = call
        """The call of this file in its parent."""
        self.module = ModuleFile(path, family.kind, file)
        self.values = Values(self)
        self.shaper: Shaper = layout.shaper_of(family)
        self.children: list[FileBuilder] = []
        self.loops: list[tuple[Loop, str, str]] = []
        """Every loop with what one of its items is called, in a sentence and as a symbol."""
        self.thing_of: dict[str, Thing] = {}
        """Resource id in lower case -> what deploys it here: a declaration, or the call of the file that it is in."""
        self._existing: dict[tuple[int, tuple[str, ...]], Declared] = {}
        self._remote: dict[tuple[Export, str | None], Param] = {}
        self.instances: dict[str, int] = {}
        self.outputs = Names()
        self.current_symbol = ""
        self.what = ""
        """What the resource that is written is called in a sentence."""

    # -- declaring --------------------------------------------------------------------------------------------------

    def declare(self, slots: Sequence[Slot]) -> None:
        """Declares what stands in the slots, names included."""
        self._nouns = Counter(_noun(one.nodes[0].resource) for slot in slots for one in members(slot))
        self._symbols = Counter(self._extended(slot) for slot in slots)
        for slot in slots:
            self._declare(slot, self.file, None)

    def _declare(self, slot: Slot, level: Level, above: Declared | None) -> None:
        if isinstance(slot, Many) and is_nested(slot):
            self._call(slot)
            return
        nodes = slot.nodes
        resources = [node.resource for node in nodes]
        loop = level if isinstance(level, Loop) else None
        if isinstance(slot, Many):
            loop = Loop(level, self.file, [len(group) for group in slot.groups], camel(words(_noun(resources[0]))))
        what = _noun(resources[0])
        symbol = self.file.names.take(self._symbol(slot, what, above))
        first = resources[0]
        declared = Declared(symbol, first.type, first.api_version, what, resources, loop, is_free=isinstance(slot, Many) and slot.is_free)
        self._name(declared, loop or level, is_root=isinstance(slot, Many))
        if isinstance(slot, Many) and loop is not None:
            self.loops.append((loop, what, symbol))
        if not declared.labels:
            self._label_member(declared, [node.label or camel(words(what)) for node in nodes])
        self.module.things.append(declared)
        for at, resource in enumerate(resources):
            self.index.places[resource.id.lower()] = Place(self, declared, at)
            self.thing_of[resource.id.lower()] = declared
        for child in slot.children:
            self._declare(child, loop or level, declared)

    def _symbol(self, slot: Slot, what: str, above: Declared | None) -> str:
        """The shortest symbol that tells a resource from the others of the file."""
        kind = words(what)
        label = [word for word in words(slot.nodes[0].label) if all(word in words(node.label) for node in slot.nodes)]
        first = slot.nodes[0].resource
        on = parse(first.scope)
        if above is None and on is not None and "/providers/" in first.scope:
            known = self.index.graph.get(first.scope)
            of = words(self.index.facts.label(known)) if known is not None and isinstance(slot, Single) else []
            kind = [*_without(of, words(noun(on.type))), *words(noun(on.type)), *kind]
            own = [*_without(label, kind), *kind]
            return camel(kind if isinstance(slot, Many) or self._symbols[camel(kind)] < 2 else own)
        is_free = camel(kind).lower() not in RESERVED_LOWER
        if (isinstance(slot, Many) or self._nouns[what] == 1) and is_free:
            return camel(kind)
        own = [*_without(label, kind), *kind]
        if above is None or (above.loop is not None and is_free):
            return camel(own)
        if not is_free and isinstance(slot, Many):
            return camel([*words(above.noun), *kind])
        before = humps(above.symbol)
        return camel([*_without(before, kind), *_without([piece for word in own for piece in humps(word)], before)])

    def _extended(self, slot: Slot) -> str:
        """The symbol that an extension would have by what it extends alone."""
        first = slot.nodes[0].resource
        on = parse(first.scope)
        if on is None or "/providers/" not in first.scope:
            return ""
        known = self.index.graph.get(first.scope)
        of = words(self.index.facts.label(known)) if known is not None and isinstance(slot, Single) else []
        return camel([*_without(of, words(noun(on.type))), *words(noun(on.type)), *words(_noun(first))])

    def _name(self, declared: Declared, level: Level, *, is_root: bool) -> None:
        """The name, a term for each segment; segments of a parent in the same file are the parent's."""
        resources = declared.resources
        above = self._above(declared, level)
        what = declared.noun
        own = [resource.name.rpartition("/")[2] for resource in resources]
        full = camel([declared.symbol, "name"])
        said = what if isinstance(level, Loop) else _said(declared.symbol, what)
        hint = Hint("name" if is_root else camel([*words(what), "name"]), f"Name of the {said}.", True, full)
        if not isinstance(level, Loop):
            hint = hint.outside
        names = above.names if above else ()
        is_item = isinstance(level, Loop) and is_root and level.is_lifted(own) and not any(depends_on_item(term, level) for term in names)
        name = level.field(own, "string", hint) if isinstance(level, Loop) and is_item else level.text(own, hint)
        if is_root and isinstance(level, Loop):
            self._label(declared, level, [name, *(above.names if above else ())])
        declared.names = (*(above.names if above and declared.parent else ()), name)

    def _above(self, declared: Declared, level: Level) -> Declared | None:
        """Sets the parent, or what is extended; None for a resource that stands by itself."""
        resources = declared.resources
        if resources[0].parent is not None:
            declared.parent = self._anchor(level, [resource.parent or "" for resource in resources], declared)
            return declared.parent
        if "/providers/" in resources[0].scope and not self.layout.is_base(self.family, resources[0].scope):
            declared.scope = self._anchor(level, [resource.scope for resource in resources], declared)
            return declared.scope
        return None

    def _anchor(self, level: Level, ids: Sequence[str], declared: Declared) -> Declared:
        """What has these ids: a declaration of the file that fits item by item, or one of what is there already."""
        places = [self.index.places.get(one.lower()) for one in ids]
        first = places[0]
        if first is not None and first.builder is self and all(place is not None and place.declared is first.declared for place in places):
            loop = level if isinstance(level, Loop) else None
            if first.declared.loop is None or (first.declared.loop is loop and [p.at for p in places if p] == list(range(len(places)))):
                return first.declared
        del declared
        return self.existing(level, ids)

    def existing(self, level: Level, ids: Sequence[str]) -> Declared:
        """A declaration of what is there already, by its ids."""
        key = id(level), tuple(one.lower() for one in ids)
        if key in self._existing:
            return self._existing[key]
        found = [parse(one) for one in ids]
        first = found[0]
        if first is None:
            raise NotUniform(self.family, f"`{ids[0]}` cannot be declared")
        resources = [self.index.graph.get(one) for one in ids]
        known = resources[0]
        what = noun(first.type)
        loop = level if isinstance(level, Loop) else None
        label = self.index.facts.label(known) if known else ""
        symbol = self.file.names.take(camel(words(what) if loop or not label else [*_without(words(label), words(what)), *words(what)]))
        version = known.api_version if known else self.layout.version_of(first.type)
        declared = Declared(symbol, first.type, version, what, [one for one in resources if one], loop, is_existing=True)
        if len(first.names) > 1:
            declared.parent = self._anchor(level, [one.rpartition("/")[0].rpartition("/")[0] for one in ids], declared)
        elif "/providers/" in first.scope and not self.layout.is_base(self.family, first.scope):
            declared.scope = self._anchor(level, [one.scope for one in found if one], declared)
        hint = Hint(camel([*words(what), "name"]), f"Name of the {what}.", True, camel([symbol, "name"]))
        name = level.text([one.names[-1] for one in found if one], hint if loop else hint.outside)
        declared.names = (*(declared.parent.names if declared.parent else ()), name)
        self.module.existing.append(declared)
        self._existing[key] = declared
        return declared

    def _label(self, declared: Declared, loop: Loop, terms: Sequence[Term]) -> None:
        """What tells an item from the others of its instance, for dictionaries."""
        counts = loop.counts
        fields = [part.name for term in terms for part in parts(term) if isinstance(part, Field) and depends_on_item(part, loop)]
        for name in dict.fromkeys(fields):
            values = loop.fields[name].values
            if _is_unique(values, counts):
                loop.label, loop.labels = Field(Var(loop), name), list(values)
                declared.labels = loop.labels
                return
        own = [resource.name.replace("/", "-") for resource in declared.resources]
        if not _is_unique(own, counts):
            own = [resource.id.rpartition("/providers/")[2].replace("/", "-") + f"-{number}" for number, resource in
                   enumerate(declared.resources)]
        loop.label, loop.labels = loop.field(own, "string", Hint("key", f"What tells the {declared.noun} from others.")), own
        declared.labels = own

    def _label_member(self, declared: Declared, own: list[str]) -> None:
        """What a resource that is not the first of its item is called in dictionaries: as its item, or as itself."""
        loop = declared.loop or (self.call.loop if self.call else None)
        if loop is None or (declared.loop is None and loop.label is None):
            declared.labels = own
            return
        if declared.loop is not None and self.call is not None:
            declared.labels = own
            return
        same_type = [thing for thing in self.module.declared if thing.type.lower() == declared.type.lower() and thing.loop is declared.loop]
        declared.suffix = f"-{declared.symbol}" if same_type else ""
        declared.labels = [f"{label}{declared.suffix}" for label in loop.labels]

    def _call(self, slot: Many) -> None:
        """A loop with loops inside: what belongs to one item gets a file of its own."""
        resources = [node.resource for node in slot.nodes]
        what = _noun(resources[0])
        loop = Loop(self.file, self.file, [len(group) for group in slot.groups], camel(words(what)))
        file = File(self.file.shared, loop.stamps, loop)
        call = Call(self.file.names.take(camel(words(what))), None, loop, is_free=slot.is_free)
        folder, _, last = self.module.path.rpartition("/")
        is_one = plural(_slug(what)) == last
        path = self.layout.paths.take("/".join(filter(None, (folder, _slug(what)))) if is_one else f"{self.module.path}-{_slug(what)}")
        child = FileBuilder(self.layout, self.family, file, path, parent=self, call=call)
        call.file = child.module
        child.declare([Single(slot.nodes, slot.children)])
        self.children.append(child)
        self.module.things.append(call)
        root = child.module.declared[0]
        names = [resource.name.rpartition("/")[2] for resource in resources]
        if not loop.fields:
            loop.field(names, "string", Hint("name", f"Name of the {what}."))
        self._label(root, loop, [Field(Var(loop), name) for name in loop.fields])
        for declared in child.module.declared[1:]:
            child._label_member(declared, list(declared.labels))
        self.loops.append((loop, what, call.symbol))
        for at, node in enumerate(slot.nodes):
            for one in _below(node):
                self.thing_of[one.id.lower()] = call
                child.instances[one.id.lower()] = at

    # -- bodies -----------------------------------------------------------------------------------------------------

    def fill(self) -> None:
        """Writes the bodies; parameters, data and what is asked of other files gather on the way."""
        for declared in self.module.declared:
            self._fill(declared)
        for child in self.children:
            child.fill()

    def _fill(self, declared: Declared) -> None:
        level: Level = declared.loop or self.file
        resources = declared.resources
        first = resources[0]
        self.current_symbol, self.what = declared.symbol, declared.noun
        if first.location is not None:
            declared.location = self._location(level, resources)
        pairs: list[tuple[str, Term]] = []
        keys = [key for key in ENVELOPE if key in first.body] + [key for key in first.body if key not in ENVELOPE]
        keys.sort(key=lambda key: key == "properties")
        for key in keys:
            values = [resource.body[key] for resource in resources]
            if key == "tags" and all(value == self.index.facts.tags.get(resource.stamp) for value, resource in
                                     zip(values, resources, strict=True)):
                pairs.append((key, level.tags(first.stamp)))
            else:
                pairs.append((key, self.values.value(level, resources, values, (key,))))
        declared.body = Entries(tuple(pairs))

    def _location(self, level: Level, resources: Sequence[Resource]) -> Term:
        if resources[0].location == "global":
            return "global"
        places = [self.layout.location_of(resource.stamp) for resource in resources]
        if [resource.location for resource in resources] == places:
            return level.standard("location")
        hint = Hint(camel([self.current_symbol if not isinstance(level, Loop) else "", "location"]), f"Azure region of the {self.what}.")
        values = [resource.location or "" for resource in resources]
        term = level.text(values, hint)
        return self.file.site(values[0], hint) if isinstance(term, str) else term

    def secret(self, secret: Secret) -> Param:
        """The secure parameter for a secret, from the main file through every file between."""
        argument: Term = self.parent.secret(secret) if self.parent else self.layout.secret(secret)
        return self.file.given(secret.parameter, "string", secret.description or "Given at deployment.", argument, is_secure=True)

    def remote(self, export: Export, relation: str | None) -> Param:
        """The parameter with what another module tells."""
        key = export, relation
        if key not in self._remote:
            argument: Term = Output(export, relation)
            if self.parent:
                argument = self.parent.remote(export, relation)
            prefix = [self.index.facts.region_of[relation].slug] if relation and relation in self.index.facts.region_of and (
                self.family.is_regional or relation not in self.family.units) else []
            what = "resource id" if export.path == "id" else f"`{export.path}`"
            said = f"For each {export.noun} its {what}, by its name." if export.is_dictionary else f"The {what} of the {export.noun}."
            self._remote[key] = self.file.given(camel([*prefix, export.name]), export.type_of_value, said, argument)
        return self._remote[key]

    def relation(self, target: Resource, own: Resource) -> str | None:
        """The region of what another file tells, None when it is that of the own region."""
        return None if not target.stamp or (target.stamp == own.stamp and self.family.is_regional) else target.stamp

    def instance_of(self, resource: Resource) -> int:
        """The instance of the file that a resource is of."""
        if self.parent is not None:
            return self.instances[resource.id.lower()]
        return list(self.file.stamps).index(resource.stamp)

    def noun_of(self, resource: Resource) -> str:
        """What a resource is called."""
        return _noun(resource)

    # -- finishing --------------------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Asks for the data of the loops, inner ones first."""
        for child in self.children:
            child.finish()
        for loop, what, symbol in self.loops:
            columns = list(loop.fields.items())
            several = plural(what)
            hint = Hint(plural(symbol), f"{_start(several)} to deploy.")
            if [column.type for _, column in columns] == ["string"]:
                name = plural(columns[0][0])
                hint = Hint(camel([symbol, name]), f"{_start(sentence(name))} of the {several} to deploy.")
            loop.finish(hint, f"{symbol}Type", f"A {what} to deploy.")
        lift_subnets(self.module, self.layout.paths)

    def order(self) -> None:
        """Says what must come before what. Raises Crossed, NotUniform."""
        order(self)
        for child in self.children:
            child.order()


def _said(symbol: str, what: str) -> str:
    """A symbol in a sentence, without the abbreviations that names of resources start with."""
    taken = what.split()
    return " ".join(word for word in sentence(symbol).split() if word in taken or word.lower() not in SHORT) or what


def _noun(resource: Resource) -> str:
    """What a resource is called; a child without the words of its parent."""
    own = words(noun(resource.type))
    above = {word.lower() for word in words(noun(resource.type.rpartition("/")[0]))} if resource.type.count("/") > 1 else set()
    rest = [word for word in own if word.lower() not in above]
    return " ".join(rest or own)


def _without(label: Sequence[str], taken: Sequence[str]) -> list[str]:
    lower = {word.lower() for word in taken}
    return [word for word in label if word.lower() not in lower]


def _is_unique(values: Sequence[object], counts: Sequence[int]) -> bool:
    at = 0
    for count in counts:
        own = [str(value).lower() for value in values[at : at + count]]
        if len(set(own)) < len(own) or not all(isinstance(value, str) and value for value in values[at : at + count]):
            return False
        at += count
    return True


def _below(node: Node) -> Iterable[Resource]:
    todo = [node]
    while todo:
        one = todo.pop()
        yield one.resource
        todo.extend(one.children)


def _start(text: str) -> str:
    return text[:1].upper() + text[1:]


def _slug(text: str) -> str:
    return "-".join(word.lower() for word in words(text))
