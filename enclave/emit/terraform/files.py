"""Modules in Terraform: variables, resources, calls of other modules, outputs; each module a folder with a few files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from enclave.emit.layout.build import FileBuilder
from enclave.emit.layout.declared import Call, Declared, ModuleFile, Thing, Told
from enclave.emit.layout.levels import STANDARD, Parameter
from enclave.emit.layout.lift import FunctionFile
from enclave.emit.layout.order import terms_of
from enclave.emit.layout.terms import Choice, DataType, Entries, Gathered, IdOf, Invoke, Known, Param, Term, Var, parts
from enclave.emit.names import Names, prose
from enclave.emit.terraform.order import Order
from enclave.emit.terraform.spelling import Spelling
from enclave.emit.terraform.terms import SCOPES, Context, Part, Terms, text_of
from enclave.emit.terraform.text import Attribute, Block, Gap, Lines, block, inline, quoted
from enclave.emit.values import Expression
from enclave.errors import UnsupportedError

HEADER: Final = "# {what}: written by `enclave build`; change enclave.yaml, not this file"
FIRST: Final = (*STANDARD, "tags", "addresses")
"""Variables that many modules have, before those of their own."""
ARGUMENTS: Final = frozenset({"tags", "identity"})
"""Parts of a body that are arguments of their own."""
IDENTITIES: Final = frozenset({"SystemAssigned, UserAssigned", "UserAssigned", "SystemAssigned", "None"})
"""What azapi takes as the type of an identity; another one stands in the body."""
PROVIDER: Final = {"azapi": {"source": "Azure/azapi", "version": "~> 2.5"}}
"""The oldest version with write-only bodies, exported values by name and an answer that is not kept; no later major one."""
Blocks = list[list[str]]


def document(what: str, blocks: Iterable[Sequence[str]]) -> str:
    """A file."""
    return "\n\n".join([HEADER.format(what=what), *("\n".join(lines) for lines in blocks if lines)]) + "\n"


def versions(*, is_root: bool, is_secret: bool, is_empty: bool = False) -> Blocks:
    """What is needed of Terraform and of the provider. Write-only arguments came with Terraform 1.11."""
    pairs: list[Attribute] = [("required_version", ">= 1.11" if is_secret else ">= 1.9")]
    if not is_empty:
        pairs += [Gap(), Block("required_providers", tuple(PROVIDER.items()))]
    provider = block('provider "azapi"', [("disable_default_output", True)])
    return [block("terraform", pairs), *([provider] if is_root else [])]


def variable(terms: Terms, parameter: Parameter) -> list[str]:
    """The declaration of a variable."""
    said = described(parameter.said, terms.described(parameter.type))
    pairs: list[Attribute] = [("type", terms.type(parameter.type)), ("description", said)]
    name = terms.spelling.variable(parameter.name)
    if parameter.is_secure:
        pairs += [("sensitive", True), ("ephemeral", True)]
    if isinstance(parameter.type, Choice):
        words = ", ".join(inline(word) for word in parameter.type.words)
        condition = Expression(f"contains([{words}], var.{name})")
        pairs += [Gap(), Block("validation", (("condition", condition), ("error_message", f"One of {', '.join(parameter.type.words)}.")))]
    return block(f"variable {quoted(name)}", pairs)


def described(said: str, properties: Sequence[str]) -> object:
    """A description, with a line for each property."""
    said = prose(said)
    return Lines((f"{said.removesuffix('.')}:", *properties)) if properties else said


def plain_variable(name: str, said: str) -> list[str]:
    """The declaration of a text."""
    return block(f"variable {quoted(name)}", [("type", Expression("string")), ("description", said)])


def output(name: str, said: str, value: object, after: Sequence[str] = ()) -> list[str]:
    """The declaration of an output."""
    pairs: list[Attribute] = [("description", prose(said)), ("value", value)]
    if after:
        pairs += [Gap(), ("depends_on", [Expression(address) for address in after])]
    return block(f"output {quoted(name)}", pairs)


def sorted_parameters(parameters: Mapping[str, Parameter]) -> list[Parameter]:
    """Parameters, those that many modules have first."""
    rank = {name: place for place, name in enumerate(FIRST)}
    return sorted(parameters.values(), key=lambda parameter: rank.get(parameter.name, len(rank)))


class ModulePrinter(Terms):
    """Prints one module, and the modules that it calls."""

    def __init__(self, spelling: Spelling, order: Order, builder: FileBuilder) -> None:
        super().__init__(spelling, builder.module)
        self.file: ModuleFile = builder.module
        self.order = order
        self.children = [ModulePrinter(spelling, order, child) for child in builder.children]
        self.functions = Functions(spelling, self.file.functions) if self.file.functions is not None else None
        self.exports = exported_values(self.file, spelling)
        self.secrets = {name for name, parameter in self.file.level.params.items() if parameter.is_secure}

    def files(self) -> dict[str, str]:
        """The files, by path. What the module uses of its surroundings is in `used` afterwards."""
        found: dict[str, str] = {}
        for child in self.children:
            found.update(child.files())
        file = self.file
        things = [self._resource(thing) if isinstance(thing, Declared) else self._call(thing) for thing in file.things]
        local: list[Attribute] = [(self.spelling.of(name), self.data(data, kind)) for name, (data, kind, _) in file.level.locals.items()]
        outputs = [self._output(told) for told in file.outputs.values()]
        modules: dict[str, Blocks] = {}
        if self.functions is not None and self.functions.moved:
            modules = {"main.tf": [self.functions.call(self, file.path)]}
            found.update(self.functions.files())
        main = [*([block("locals", local)] if local else []), *modules.get("main.tf", []), *things]
        folder = f"modules/{file.path}"
        found[f"{folder}/main.tf"] = document(file.path, main)
        variables = [*self._surroundings(), *(variable(self, parameter) for parameter in self.parameters())]
        if variables:
            found[f"{folder}/variables.tf"] = document(f"variables of {file.path}", variables)
        if outputs:
            found[f"{folder}/outputs.tf"] = document(f"outputs of {file.path}", outputs)
        found[f"{folder}/versions.tf"] = document(f"versions for {file.path}", versions(is_root=False, is_secret=bool(self.secrets)))
        return found

    def _surroundings(self) -> Blocks:
        taken = self.file.level.params
        return [plain_variable(*SCOPES[kind]) for kind in SCOPES if kind in self.used and not (kind == "subscription" and
                                                                                            "subscriptionId" in taken)]

    def exported(self, declared: Declared, path: str) -> str:
        return self.exports[id(declared)][path]

    def parameters(self) -> list[Parameter]:
        """What a caller must give: the parameters that are used. A name that only Bicep needs, to say an id by it, is left out."""
        is_said = "subscription" in self.used
        return [parameter for parameter in sorted_parameters(self.file.level.params)
                if parameter.name in self.mentioned or (is_said and parameter.name == "subscriptionId")]

    def surrounding(self) -> list[tuple[str, str]]:
        """What a caller must give besides the parameters: kind of the scope and name of the variable."""
        return [(kind, name) for kind, (name, _) in SCOPES.items() if kind in self.used and not (
            kind == "subscription" and "subscriptionId" in self.file.level.params)]

    def invoked(self, term: Invoke, around: Context) -> object:
        if self.functions is not None and (name := self.functions.moved.get(term.function.name)):
            return Expression(f"module.{self.functions.symbol}.{name}")
        return super().invoked(term, around)

    # -- resources --------------------------------------------------------------------------------------------------

    def _resource(self, declared: Declared) -> list[str]:
        around = Context(declared.loop)
        pairs: list[Attribute] = [("for_each", self.for_each(declared.loop, Context())), Gap()] if declared.loop else []
        above = self._above(declared, around)
        pairs += [("type", f"{declared.type}@{declared.api_version}"), ("parent_id", text_of(above) or "/"),
                  ("name", self.value(declared.names[-1], around))]
        if declared.location is not None:
            pairs.append(("location", self.value(declared.location, around)))
        body = {key: item for key, item in declared.body.pairs if isinstance(key, str)}
        if "tags" in body:
            pairs.append(("tags", self.value(body.pop("tags"), around)))
        identity = self._identity(body, around)
        public, private = self._split(Entries(tuple(body.items())), declared.symbol)
        pairs += [("body", self.value(public, around))] if public.pairs else []
        pairs += [("sensitive_body", self.value(private, around))] if private.pairs else []
        if declared.is_serial and declared.parent is not None:
            pairs.append(("locks", [_one(text_of(self.id_of(declared.parent, around)))]))
        pairs.append(("schema_validation_enabled", True))
        if id(declared) in self.exports:
            named = {name: path for path, name in self.exports[id(declared)].items()}
            pairs.append(("response_export_values", named))
        pairs += [*identity, *self._waits(declared)]
        return block(f'resource "azapi_resource" {quoted(self.spelling.of(declared.symbol))}', pairs)

    def _above(self, declared: Declared, around: Context) -> list[Part]:
        other = declared.parent or declared.scope
        return self.id_of(other, around) if other is not None else self.base()

    def _waits(self, thing: Thing) -> list[Attribute]:
        waits = [Expression(self._name(other)) for other in self.order.waits[id(thing)]]
        return [Gap(), ("depends_on", waits)] if waits else []

    def _name(self, thing: Thing) -> str:
        return f"{'azapi_resource' if isinstance(thing, Declared) else 'module'}.{self.spelling.of(thing.symbol)}"

    def _identity(self, body: dict[str, Term], around: Context) -> list[Attribute]:
        """The block for an identity; the body keeps one that a block cannot say."""
        identity = body.get("identity")
        if not isinstance(identity, Entries) or [key for key, _ in identity.pairs if key not in ("type", "userAssignedIdentities")]:
            return []
        fields = {str(key): item for key, item in identity.pairs}
        assigned = fields.get("userAssignedIdentities", Entries(()))
        is_plain = isinstance(assigned, Entries) and all(item == Entries(()) for _, item in assigned.pairs)
        if not is_plain or fields.get("type") not in IDENTITIES:
            return []
        del body["identity"]
        pairs: list[Attribute] = [("type", self.value(fields["type"], around))]
        if assigned.pairs:
            pairs.append(("identity_ids", [self.value(key, around) for key, _ in assigned.pairs]))
        return [Gap(), Block("identity", tuple(pairs))]

    def _split(self, body: Entries, where: str) -> tuple[Entries, Entries]:
        """What is public of a body, and what is secret. A secret in a list is refused: it would end up in the state."""
        public: list[tuple[object, Term]] = []
        private: list[tuple[object, Term]] = []
        for key, item in body.pairs:
            if not self._is_secret(item):
                public.append((key, item))
            elif isinstance(item, Entries):
                inner, hidden = self._split(item, f"{where}.{key}")
                public += [(key, inner)] if inner.pairs else []
                private.append((key, hidden))
            elif isinstance(item, Param):
                private.append((key, item))
            else:
                raise UnsupportedError("a secret inside a list or a text cannot be kept out of Terraform's state", f"{where}.{key}")
        return Entries(tuple(public)), Entries(tuple(private))

    def _is_secret(self, term: Term) -> bool:
        return bool(self.secrets) and any(isinstance(part, Param) and part.name in self.secrets for part in parts(term))

    # -- calls and outputs ------------------------------------------------------------------------------------------

    def _call(self, call: Call) -> list[str]:
        child = next(child for child in self.children if child.file is call.file)
        around = Context(call.loop)
        pairs: list[Attribute] = [("for_each", self.for_each(call.loop, Context()))] if call.loop else []
        pairs += [("source", way(self.file.path, child.file.path)), Gap()]
        pairs += [(name, self.scoped(kind) if kind != "subscription" else self.subscription_id) for kind, name in child.surrounding()]
        pairs += [(self.spelling.variable(parameter.name), self.value(parameter.argument, around))
                  for parameter in child.parameters()]
        return block(f"module {quoted(self.spelling.of(call.symbol))}", [*pairs, *self._waits(call)])

    def _output(self, told: Told) -> list[str]:
        after = []
        if isinstance(told.value, Gathered) and isinstance(told.value.thing, Call) and isinstance(told.value.value, IdOf):
            after = [self._name(told.value.thing)]
        return output(self.spelling.of(told.name), told.said, self.value(told.value, Context()), after)


class Functions:
    """A module that only tells: the lists that were lifted out of another one."""

    def __init__(self, spelling: Spelling, file: FunctionFile) -> None:
        self.file = file
        self.terms = Terms(spelling)
        self.spelling = spelling
        last = file.path.rpartition("/")[2]
        self.symbol = last.replace("-", "_")
        self.moved: dict[str, str] = {}
        """Name of a function -> its output. A list that is different for each item of a loop is written where it is needed."""
        self.variables: dict[str, tuple[DataType, str, Term]] = {}
        self._arguments: dict[str, dict[str, Expression]] = {}
        self._names = Names(reserved=())
        for function in file.functions:
            if not any(isinstance(part, Var) for argument in function.arguments for part in parts(argument)):
                self.moved[function.name] = spelling.of(function.name)
                self._arguments[function.name] = {
                    name: Expression(f"var.{self._variable(name, kind, said, argument)}")
                    for (name, (kind, said)), argument in zip(function.params.items(), function.arguments, strict=True)}

    def _variable(self, name: str, kind: DataType, said: str, argument: Term) -> str:
        for known, (its_kind, _, its_argument) in self.variables.items():
            if its_argument == argument and its_kind == kind:
                return known
        taken = self._names.take(self.spelling.variable(name))
        self.variables[taken] = kind, said, argument
        return taken

    def call(self, printer: ModulePrinter, path: str) -> list[str]:
        """The call from the module that the lists were lifted out of."""
        pairs: list[Attribute] = [("source", way(path, self.file.path)), Gap()]
        pairs += [(name, printer.value(argument, Context())) for name, (_, _, argument) in self.variables.items()]
        return block(f"module {quoted(self.symbol)}", pairs)

    def files(self) -> dict[str, str]:
        """The files of the module."""
        folder = f"modules/{self.file.path}"
        outputs = [output(self.moved[function.name], function.said, self.terms.value(
            function.body, Context(arguments=self._arguments[function.name]))) for function in self.file.functions
            if function.name in self.moved]
        variables = []
        for name, (kind, said, _) in self.variables.items():
            described = variable(self.terms, Parameter(name, kind, said))
            variables.append([f"variable {quoted(name)} {{", *described[1:]])
        found = {f"{folder}/outputs.tf": document(self.file.path, outputs)}
        if variables:
            found[f"{folder}/variables.tf"] = document(f"variables of {self.file.path}", variables)
        found[f"{folder}/versions.tf"] = document(f"versions for {self.file.path}", versions(is_root=False, is_secret=False, is_empty=True))
        return found


def exported_values(file: ModuleFile, spelling: Spelling) -> dict[int, dict[str, str]]:
    """Declaration by identity -> path of a value of Azure's answer that is needed -> its name."""
    terms = [term for thing in file.things for term in terms_of(thing)] + [told.value for told in file.outputs.values()]
    found: dict[int, dict[str, str]] = {}
    taken: dict[int, Names] = {}
    for part in (part for term in terms for part in parts(term)):
        if isinstance(part, Known) and not part.steps and part.path not in ("id", "name"):
            named = found.setdefault(id(part.declared), {})
            if part.path not in named:
                names = taken.setdefault(id(part.declared), Names(reserved=()))
                named[part.path] = names.take(spelling.of(part.path.rpartition(".")[2]))
    return found


def way(path: str, other: str) -> str:
    """The way from the folder of one module to that of another."""
    mine, theirs = path.split("/"), other.split("/")
    shared = 0
    while shared < min(len(mine), len(theirs)) - 1 and mine[shared] == theirs[shared]:
        shared += 1
    return "/".join([*[".."] * (len(mine) - shared), *theirs[shared:]])


def _one(value: object) -> object:
    return value if isinstance(value, Expression | str) else Expression(inline(value))

