"""One deployment of a template: its parameters, variables and outputs, and the resources that it declares, loops unrolled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from enclave.errors import InputError
from enclave.graph.body import SUBSCRIPTION, canonical_id
from enclave.graph.ids import GROUP_TYPE
from enclave.graph.model import Secret, Unresolved
from enclave.importers.evaluator import Evaluator, Task, field_of, turns_of
from enclave.importers.expressions import is_expression, unescaped_once
from enclave.importers.frames import Asked, Frame
from enclave.importers.scopes import NOT_IN_TEMPLATE, Surroundings, full_id
from enclave.importers.values import AFTER, Evaluated, Text, as_text, dated, known, shown, unresolved

DEPLOYMENTS: Final = "microsoft.resources/deployments"
SECURE: Final = ("securestring", "secureobject")
"""Types of parameters and outputs that Azure keeps to itself, lower case."""
MOST_TYPE_NAMES: Final = 8
"""Types that may refer to each other before one says whether it can be null."""
MOST_TOLD: Final = 8
"""Names of a circle in a message."""
BUSY: Final = object()
"""Stands for a value that is being evaluated: who meets it goes in a circle."""


@dataclass(frozen=True)
class Given:
    """A value for a parameter: written in a file, or in the template around and evaluated there."""

    value: Evaluated
    frame: Frame | None = None
    whole: bool = False
    """The value is what an expression makes of it, with `value` or `reference` in it (`[if(..., createObject('value', ...), ...)]`)."""


@dataclass(frozen=True)
class Declared:
    """A resource of a template: everything but its body."""

    document: Mapping[str, Evaluated]
    frame: Frame
    type: str
    name: str
    api_version: str
    scope: str
    """As `Resource.scope`."""
    id: str
    symbol: str = ""
    loop: str = ""
    existing: bool = False
    condition: Unresolved | None = None
    """Set when it could not be decided whether the resource is deployed."""
    turns: Unresolved | None = None
    """Set when it could not be decided how often it is deployed."""
    nested: Deployment | None = None
    unknown: Unresolved | None = None
    """Set when it could not be worked out what is deployed: its type, or the resources of a list."""

    @property
    def element(self) -> str:
        """What its template calls one turn of a loop by: `zones[2]`. Empty where there is no loop or no symbolic name."""
        return self.frame.element(self.symbol) if self.symbol and self.loop else ""


@dataclass(frozen=True)
class _Written:
    """A resource as it stands in the template, in one turn of its copy loop."""

    document: Mapping[str, Evaluated]
    frame: Frame
    symbol: str
    loop: str = ""
    turns: Unresolved | None = None


class Deployment:
    """A template with everything that decides its values."""

    def __init__(
        self,
        document: Mapping[str, Evaluated],
        evaluator: Evaluator,
        surroundings: Surroundings,
        *,
        where: str,
        given: Mapping[str, Given],
        outer: Frame | None = None,
    ) -> None:
        """`outer` is the frame of the template around when expressions are evaluated there (outer scope)."""
        self.document = document
        self.evaluator = evaluator
        self.surroundings = surroundings
        self.name = surroundings.name
        self.frame = Frame(self, self, where) if outer is None else replace(outer, here=self, where=where)
        self._given = {name.lower(): value for name, value in given.items()}
        self._parameters = _by_name(field_of(document, "parameters"))
        self._variables = _by_name(field_of(document, "variables"))
        self._outputs = _by_name(field_of(document, "outputs"))
        self._values: dict[tuple[str, str], Evaluated] = {}
        self._asked: dict[tuple[str, str], set[Asked]] = {}
        self._declared: tuple[Declared, ...] | None = None
        self._named: dict[str, Declared] | None = None
        self._meant: dict[str, list[Declared]] | None = None
        self._busy = False

    # -- values -----------------------------------------------------------------------------------------------------

    def parameter(self, name: str) -> Task:
        """The value of a parameter; a Secret for a secure one, Unresolved when nothing gives it."""
        return self._once("parameter", name, self._parameter(name))

    def variable(self, name: str) -> Task:
        return self._once("variable", name, self._variable(name))

    def output(self, name: str) -> Task:
        return self._once("output", name, self._output(name))

    def told(self) -> tuple[str, ...]:
        """Names of the outputs that are told in the clear: those of secure types are not."""
        written = field_of(self.document, "outputs")
        outputs = written.items() if isinstance(written, Mapping) else ()
        return tuple(name for name, declared in outputs if as_text(field_of(declared, "type")).lower() not in SECURE)

    def _once(self, kind: str, name: str, task: Task) -> Task:
        key, evaluator = (kind, name.lower()), self.evaluator
        if key in self._values:
            task.close()
            if self._values[key] is BUSY:
                raise InputError(f"the {kind} `{name}` refers to itself{self._circle(kind, name)}", self.frame.where)
            evaluator.budget.spend(len(self._asked[key]))
            evaluator.asked[-1] |= self._asked[key]
            return self._values[key]
        self._values[key] = BUSY
        evaluator.begun.append((self, kind, name))
        evaluator.asked.append(set())
        self._values[key] = evaluator.budget.checked((yield task))
        evaluator.begun.pop()
        self._asked[key] = evaluator.asked.pop()
        evaluator.asked[-1] |= self._asked[key]
        return self._values[key]

    def _circle(self, kind: str, name: str) -> str:
        """How what is evaluated now leads from a value back to it, when it is by way of others."""
        begun, wanted = self.evaluator.begun, (self, kind, name.lower())
        place = next((number for number, each in enumerate(begun) if (*each[:2], each[2].lower()) == wanted), len(begun))
        names = [other for _, _, other in begun[place:]]
        if len(names) < 2:
            return ""
        told = names if len(names) <= MOST_TOLD else [*names[:MOST_TOLD - 1], "...", names[-1]]
        return f": {' -> '.join(f'`{each}`' for each in (*told, name))}"

    def _parameter(self, name: str) -> Task:
        declared = self._parameters.get(name.lower())
        if declared is None:
            return Unresolved(f"parameters('{name}')", "there is no such parameter")
        given = self._given.get(name.lower())
        value: Evaluated = Unresolved(f"parameters('{name}')", "no value is given for the parameter")
        handed: Evaluated = None
        if given is not None:
            handed = given.value if given.frame is None else (yield self.evaluator.value(given.value, given.frame))
            handed = _unwrapped(name, handed) if given.whole else handed
        if handed is not None:  # null is as good as nothing (Azure/bicep#11532)
            value = handed
        elif field_of(declared, "defaultValue") is not None:
            value = yield self.evaluator.value(field_of(declared, "defaultValue"), self.frame.at("parameters").at(name))
        elif given is not None or self._nullable(declared):
            value = None
        if str(field_of(declared, "type")).lower() in SECURE and not isinstance(value, Secret):
            said = field_of(field_of(declared, "metadata"), "description")
            return Secret(name, said if isinstance(said, str) else "")
        return value

    def _nullable(self, declared: Evaluated) -> bool:
        """Whether a parameter may be left out: it says so itself, or the type that it refers to does."""
        for _ in range(MOST_TYPE_NAMES):
            if field_of(declared, "nullable") is True:
                return True
            name = as_text(field_of(declared, "$ref")).rpartition("/")[2]
            declared = field_of(field_of(self.document, "definitions"), name) if name else None
        return False

    def _variable(self, name: str) -> Task:
        frame = self.frame.at("variables").at(name)
        if name.lower() in self._variables:
            return (yield self.evaluator.value(self._variables[name.lower()], frame))
        loops = self._variables.get("copy")
        for loop in loops if isinstance(loops, list) else ():
            if as_text(field_of(loop, "name")).lower() == name.lower():
                made = yield self.evaluator.loops([loop], frame)
                return next(iter(made.values()))
        return Unresolved(f"variables('{name}')", "there is no such variable")

    def _output(self, name: str) -> Task:
        declared = self._outputs.get(name.lower())
        frame = self.frame.at("outputs").at(name)
        loop = field_of(declared, "copy")
        if isinstance(loop, dict):
            made = yield self.evaluator.loops([{"name": name, **loop}], frame)
            return made[name]
        if not isinstance(declared, Mapping) or "value" not in declared:
            return Unresolved(f"outputs.{name}", "there is no such output")
        return (yield self.evaluator.value(field_of(declared, "value"), frame))

    def user_function(self, name: str) -> Mapping[str, Evaluated] | None:
        """A function that the template defines, by `namespace.name` in lower case."""
        spaces = field_of(self.document, "functions")
        for space in spaces if isinstance(spaces, list) else ():
            for member, function in _by_name(field_of(space, "members")).items():
                if name == f"{as_text(field_of(space, 'namespace'))}.{member}".lower():
                    return function if isinstance(function, Mapping) else None
        return None

    # -- resources --------------------------------------------------------------------------------------------------

    def declared(self) -> tuple[Declared, ...]:
        """Every resource of this template (nested ones stand in `nested`), those with a false condition left out."""
        if self._declared is None:
            if self._busy:
                return ()
            self._busy = True
            found: list[Declared] = []
            before = self.evaluator.budget.where
            self._declare(field_of(self.document, "resources"), self.frame.at("resources"), None, found)
            self.evaluator.budget.where = before
            self._declared = tuple(found)
        return self._declared

    def find(self, name: str) -> str | Deployment | None:
        """What `reference(name)` means: a nested deployment, a full resource id, or nothing that is known."""
        wanted = name.lower()
        if self._named is None:
            declared = self.declared()
            if self._declared is None:
                return name if wanted.startswith("/") else None
            self._named = {}
            for resource in declared:
                home = resource.nested.surroundings.base if resource.nested else ""
                own = f"{home}/providers/{resource.type}/{resource.name}" if home else full_id(resource.id)
                for key in (resource.symbol, resource.element, own, f"{resource.type}/{resource.name}", resource.name):
                    self._named.setdefault(key.lower(), resource)
        found = self._named.get(wanted.strip("/")) or self._named.get(wanted)
        if found is not None:
            return found.nested or (None if found.type.lower() == DEPLOYMENTS else full_id(found.id))
        return name if wanted.startswith("/") and "/providers/microsoft.resources/deployments/" not in wanted else None

    def meant(self, name: str) -> tuple[Declared, ...]:
        """What an entry of `dependsOn` means: by an id, a name, `type/name`, a symbolic name or the name of a copy loop."""
        if self._meant is None:
            self._meant = {}
            for resource in self.declared():
                home = resource.nested.surroundings.base if resource.nested else ""
                names = (full_id(resource.id), resource.id, resource.name, f"{resource.type}/{resource.name}", resource.symbol,
                         resource.loop, resource.element, f"{home}/providers/{resource.type}/{resource.name}" if home else "")
                for key in dict.fromkeys(key.lower() for key in names if key):
                    self._meant.setdefault(key, []).append(resource)
        return tuple(self._meant.get(name.strip("/").lower()) or self._meant.get(name.lower()) or ())

    def waits_for(self, name: str) -> tuple[str, ...]:
        """The ids of what an entry of `dependsOn` means."""
        return tuple(resource.id for resource in self.meant(name))

    def asked_by_outputs(self) -> set[Asked]:
        """What the outputs that were evaluated ask of resources."""
        return {each for (kind, _), asked in self._asked.items() if kind == "output" for each in asked}

    def given(self) -> tuple[str, ...]:
        """Names of the parameters that are handed over and declared."""
        return tuple(name for name in self._given if name in self._parameters)

    def _declare(self, resources: Evaluated, frame: Frame, parent: Declared | None, found: list[Declared]) -> None:
        if isinstance(resources, str):
            made = self._value(resources, frame) if is_expression(resources) else resources
            if known(made) and not isinstance(made, Mapping | list):
                raise InputError("the resources are neither a list nor an object", frame.where)
            if not known(made):
                found.append(self._stranger(frame, unresolved(made, AFTER)))
                return
            resources = made
        for key, document in _each(resources):
            inside = frame.at(key)
            if not isinstance(document, Mapping):
                raise InputError("a resource is not an object", inside.where)
            for written in self._turns(_Written(document, inside, key if isinstance(key, str) else "")):
                self._declare_one(written, parent, found)

    def _turns(self, written: _Written) -> Iterator[_Written]:
        """A resource as often as its copy loop turns; once, and marked, when that could not be decided."""
        loop = field_of(written.document, "copy")
        if not isinstance(loop, Mapping):
            yield written
            return
        frame = written.frame
        name = shown(self._value(field_of(loop, "name"), frame))
        count = self._value(field_of(loop, "count"), frame)
        if not known(count):
            why = unresolved(count, AFTER)
            unknown = Unresolved(f"copyIndex('{name}')", why.reason)
            yield replace(written, frame=frame.turn(name, unknown, of_resource=True), loop=name, turns=why)
            return
        for index in range(turns_of(count, frame.where)):
            yield replace(written, frame=frame.turn(name, index, of_resource=True), loop=name)

    def _declare_one(self, written: _Written, parent: Declared | None, found: list[Declared]) -> None:
        document, frame = written.document, written.frame
        self.evaluator.budget.where = frame.where
        condition = self._value(field_of(document, "condition"), frame)
        if condition is False or (isinstance(condition, str) and condition.lower() == "false"):
            return
        kind = self._value(field_of(document, "type"), frame)
        if not known(kind):
            found.append(self._stranger(frame, unresolved(kind, AFTER)))
            return
        if not isinstance(kind, str) or not kind.strip("/") or ("/" not in kind and parent is None):
            raise InputError(f"the type `{shown(kind) if kind else ''}` is not a resource type", frame.where)
        name = self._name(document, kind, frame, written.symbol)
        kind, name, scope = self._place(document, kind.strip("/"), name, frame, parent)
        if kind.count("/") != len(name.split("/")):
            told = f"the name `{name}` does not have the {kind.count('/')} segment(s) of type `{kind}`"
            written = field_of(document, "name")
            if not (isinstance(written, str) and is_expression(written)):
                raise InputError(told, frame.where)
            found.append(self._stranger(frame, Unresolved(f"{kind} {name}", told)))
            return
        version = self._value(field_of(document, "apiVersion") or field_of(self.document, "apiProfile") or "", frame)
        declared = Declared(
            document, frame, kind, name, dated(version), scope, _identity(scope, kind, name), written.symbol, written.loop,
            field_of(document, "existing") is True, None if known(condition) else unresolved(condition, AFTER), written.turns,
        )
        if kind.lower() == DEPLOYMENTS:
            declared = replace(declared, nested=self._nested(declared))
        found.append(declared)
        if field_of(document, "resources"):
            self._declare(field_of(document, "resources"), frame.at("resources"), declared, found)

    def _stranger(self, frame: Frame, why: Unresolved) -> Declared:
        """What stands for resources of which it cannot be worked out what they are: a deployment that is not read."""
        base = canonical_id(self.surroundings.base)
        name = "{" + frame.where.replace("/", "|") + "}"
        kind = "Microsoft.Resources/deployments"
        return Declared({}, frame, kind, name, "", base, _identity(base, kind, name), unknown=why)

    def _name(self, document: Mapping[str, Evaluated], kind: str, frame: Frame, symbol: str) -> str:
        value = self._value(field_of(document, "name"), frame)
        if value is None and symbol and (field_of(document, "import") or field_of(document, "extension")):
            return "/".join(["{" + symbol + "}"] * kind.count("/"))
        if value is None:
            raise InputError("a resource has no name", frame.where)
        name = shown(value).strip("/")
        missing = kind.count("/") - len(name.split("/"))
        if isinstance(value, Unresolved | Text) and missing > 0 and "/providers/" not in kind:
            name = "/".join([name, *[f"{name}[{index + 1}]" for index in range(missing)]])
        return name

    def _place(
        self, document: Mapping[str, Evaluated], kind: str, name: str, frame: Frame, parent: Declared | None
    ) -> tuple[str, str, str]:
        """Type, name and scope of a resource, with those of its parent and of the old form of extensions taken in."""
        base = canonical_id(self.surroundings.base)
        if parent is not None:
            if kind.lower().startswith("providers/") or ("." in kind.split("/", maxsplit=1)[0]
                                                         and not kind.lower().startswith(parent.type.lower() + "/")):
                kind = kind[len("providers/"):] if kind.lower().startswith("providers/") else kind
                return (*_extension(kind, name), parent.id)
            if not kind.lower().startswith(parent.type.lower() + "/"):
                kind = f"{parent.type}/{kind}"
            if len(name.split("/")) < kind.count("/"):
                name = f"{parent.name}/{name}"
            return kind, name, parent.scope
        if "/providers/" in kind.lower():
            cut = kind.lower().index("/providers/")
            target, names = kind[:cut], name.split("/")
            own = names[: target.count("/")]
            kind, name = _extension(kind[cut + len("/providers/"):], "/".join(names[target.count("/"):]))
            return kind, name, _identity(base, target, "/".join(own)) if len(own) == target.count("/") else base
        written = field_of(document, "scope")
        if kind.lower() != DEPLOYMENTS:
            # an existing resource of another group says so as a nested deployment does
            base = canonical_id(self._elsewhere(document, frame, self.surroundings.base))
        if written is None or kind.lower() == DEPLOYMENTS:
            return kind, name, base
        scope = shown(self._value(written, frame))
        if scope.startswith("/"):
            return kind, name, "" if scope == "/" else canonical_id(scope)
        words = scope.split("/")
        target, own = "/".join((words[0], *words[1::2])), words[2::2]
        if "." in words[0] and len(words) % 2:
            return kind, name, _identity(base, target, "/".join(own))
        return kind, name, scope if scope.startswith("{") else f"{base}/providers/{scope}"

    def _nested(self, declared: Declared) -> Deployment | None:
        """The template inside a deployment resource; None when it is linked from elsewhere."""
        properties = field_of(declared.document, "properties")
        template = field_of(properties, "template")
        if not isinstance(template, Mapping):
            return None
        frame = declared.frame
        mode = self._value(field_of(field_of(properties, "expressionEvaluationOptions"), "scope") or "outer", frame)
        where = frame.at("properties").at("template").where
        values = field_of(properties, "parameters") or {}
        if isinstance(values, str) and is_expression(values):
            values = self._value(values, frame)
            if not known(values):
                return None
        if not isinstance(values, Mapping):
            raise InputError("the parameters of a nested deployment are not an object", frame.where)
        given = {name: given_value(name, value, frame.at("properties").at("parameters").at(name)) for name, value in values.items()}
        around = self._around(declared)
        inner = isinstance(mode, str) and mode.lower() == "inner"
        if inner and self.frame.context is not self:
            template = unescaped_once(template)  # evaluated around already, with this deployment: `[[` is an expression by now
        return Deployment(template, self.evaluator, around, where=where, given=given, outer=None if inner else frame)

    def _around(self, declared: Declared) -> Surroundings:
        document, frame = declared.document, declared.frame
        base = self.surroundings.base
        written = field_of(document, "scope")
        if written is not None:
            target = shown(self._value(written, frame))
            target = target.removeprefix("/") if target.lower().startswith("/providers/") else target
            base = "" if target == "/" else target if target.startswith("/") else f"/providers/{target.removeprefix('providers/')}"
        base = self._elsewhere(document, frame, base)
        grouped = base != self.surroundings.base
        return Surroundings(base, declared.name, self._group_location(base) if grouped else self.surroundings.group_location)

    def _elsewhere(self, document: Mapping[str, Evaluated], frame: Frame, base: str) -> str:
        """The scope that `subscriptionId` and `resourceGroup` lead to."""
        subscription, group = (self._value(field_of(document, word), frame) for word in ("subscriptionId", "resourceGroup"))
        if subscription not in (None, ""):  # an empty text is as good as nothing
            base = f"/subscriptions/{shown(subscription)}"
        if group not in (None, ""):
            owner = base.split("/")[2] if base.startswith("/subscriptions/") else SUBSCRIPTION
            base = f"/subscriptions/{owner}/resourceGroups/{shown(group)}"
        return base

    def _group_location(self, group: str) -> str | Unresolved:
        """Location of a resource group that this template declares."""
        for key, document in _each(field_of(self.document, "resources")):
            if isinstance(document, Mapping) and as_text(field_of(document, "type")).lower() == GROUP_TYPE.lower():
                frame = self.frame.at("resources").at(key)
                if field_of(document, "copy") is None and field_of(document, "name") is not None:
                    name = shown(self._value(field_of(document, "name"), frame))
                    if group.lower().endswith(f"/resourcegroups/{name}".lower()):
                        location = self._value(field_of(document, "location"), frame)
                        return location if isinstance(location, str) else NOT_IN_TEMPLATE
        return NOT_IN_TEMPLATE

    def _value(self, value: Evaluated, frame: Frame) -> Evaluated:
        return self.evaluator.run(self.evaluator.value(value, frame))


def _unwrapped(name: str, handed: Evaluated) -> Evaluated:
    """The value inside of what an expression makes for a parameter."""
    if not isinstance(handed, Mapping):
        return handed if isinstance(handed, Unresolved) else unresolved(handed, "it is not known whether it is a value")
    return Secret(name) if field_of(handed, "reference") is not None else field_of(handed, "value")


def given_value(name: str, value: Evaluated, frame: Frame | None) -> Given:
    """What stands for a parameter in a parameter file (no frame) or in a nested deployment."""
    if isinstance(value, str) and frame is not None and is_expression(value):
        return Given(value, frame, whole=True)
    if isinstance(value, Mapping) and field_of(value, "reference") is not None:
        return Given(Secret(name))
    if isinstance(value, Mapping) and isinstance(expression := field_of(value, "expression"), str):
        return Given(Unresolved(expression, "what deploys the template gives it (externalInputs)"))
    if isinstance(value, Mapping) and "value" in {key.lower() for key in value}:
        return Given(field_of(value, "value"), frame)
    raise InputError(f"the parameter `{name}` has neither a value nor a reference", frame.where if frame else "")


def _extension(kind: str, name: str) -> tuple[str, str]:
    """`roleAssignments`, `Microsoft.Authorization/<guid>` -> `Microsoft.Authorization/roleAssignments`, `<guid>`."""
    head, _, rest = name.partition("/")
    return (f"{head}/{kind}", rest) if "." not in kind.split("/", maxsplit=1)[0] else (kind, rest if "." in head and rest else name)


def _identity(scope: str, kind: str, name: str) -> str:
    if kind.lower() == GROUP_TYPE.lower():
        return f"/resourceGroups/{name}"
    namespace, *types = kind.split("/")
    pairs = "".join(f"/{word}/{part}" for word, part in zip(types, name.split("/"), strict=False))
    return f"{scope}/providers/{namespace}{pairs}"


def _each(resources: Evaluated) -> list[tuple[str | int, Evaluated]]:
    if isinstance(resources, Mapping):
        return list(resources.items())
    return list(enumerate(resources)) if isinstance(resources, list) else []


def _by_name(section: Evaluated) -> dict[str, Evaluated]:
    return {name.lower(): value for name, value in section.items()} if isinstance(section, Mapping) else {}
