"""Checks Bicep by rules of its linter and of its compiler, as far as they can be checked without the compiler.

Each finding starts with the name of the linter's rule, or with the number of the compiler's message. Written from Microsoft Learn,
"Bicep linter rules" and "Bicep diagnostics" (2026), not from the printer.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from enclave.emit.bicep.text import CLOUD_HOSTS

MOST = {"max-params": ("params", 256), "max-variables": ("variables", 512), "max-outputs": ("outputs", 64),
        "max-resources": ("resources", 800)}
SECRETIVE = re.compile(r"password|pwd|secret|accountkey|acctkey", re.IGNORECASE)
NO_SECRET = re.compile(r"secret(s)?(name|uri|url|version|permissions|reference|type|path|id)?s?$", re.IGNORECASE)
KEYWORDS = frozenset({"targetScope", "param", "var", "resource", "module", "output", "type", "func", "import", "using", "metadata",
                      "assert", "extension", "existing", "for", "if", "in", "true", "false", "null", "with", "as", "extends", "provider"})
UNSTABLE = frozenset({"newGuid", "utcNow"})
DISABLED = "#disable-next-line "
Finding = str


def walk(node: Any) -> Iterator[Any]:
    """A node of the parser's tree and every one in it."""
    if isinstance(node, tuple):
        yield node
    if isinstance(node, list | tuple):
        for part in node:
            yield from walk(part)


def names(node: Any) -> set[str]:
    """What a node mentions."""
    return {one[1] for one in walk(node) if len(one) >= 2 and one[0] in ("name", "call") and isinstance(one[1], str)}


def type_names(kind: Any) -> set[str]:
    if isinstance(kind, dict):
        return {name for inner in kind.values() for name in type_names(inner)}
    if isinstance(kind, tuple) and kind and kind[0] == "name":
        return {kind[1]}
    return {name for inner in kind[1:] for name in type_names(inner)} if isinstance(kind, tuple) else set()


def pairs_of(declared: Mapping[str, Any]) -> dict[str, Any]:
    return {key[1][0]: node for key, node in declared["body"] if len(key[1]) == 1 and isinstance(key[1][0], str)}


def literal(node: Any) -> str | None:
    is_plain = isinstance(node, tuple) and node[0] == "text" and len(node[1]) == 1 and isinstance(node[1][0], str)
    return node[1][0] if is_plain else None


def properties(node: Any) -> Iterator[tuple[str, Any]]:
    """Every property in a node, at any depth."""
    for one in walk(node):
        if one[0] == "object":
            for key, item in one[1]:
                if len(key[1]) == 1 and isinstance(key[1][0], str):
                    yield key[1][0], item


class Linter:
    """Checks one file."""

    def __init__(self, file: Any, text: str, files: Mapping[str, Any]) -> None:
        self.file, self.text, self.files = file, text, files
        self.symbols = [*file.params, *file.variables, *file.resources, *file.modules, *file.functions, *file.types, *file.imports]
        self.bodies = [*file.resources.values(), *file.modules.values()]

    def findings(self) -> Iterator[Finding]:
        for rule, (what, most) in MOST.items():
            if len(getattr(self.file, what)) > most:
                yield f"{rule} {len(getattr(self.file, what))}"
        yield from self.unused()
        yield from self.symbols_are_good()
        for name, declared in self.file.params.items():
            yield from self.parameter(name, declared)
        for name, declared in self.file.outputs.items():
            if "password" in name.lower() or names(declared["value"]) & self.secure:
                yield f"outputs-should-not-contain-secrets {name}"
        for name, declared in self.file.resources.items():
            yield from self.resource(name, declared)
        for declared in self.bodies:
            yield from self.body(declared)
        yield from self.expressions()
        yield from self.hosts()

    @property
    def secure(self) -> set[str]:
        return {name for name, declared in self.file.params.items() if "secure" in declared["decorators"]}

    def unused(self) -> Iterator[Finding]:
        file = self.file
        mentioned: Counter[str] = Counter()
        for node in (*file.variables.values(), *(one["value"] for one in file.outputs.values())):
            mentioned.update(names(node))
        for declared in self.bodies:
            mentioned.update(names([declared["body"], declared["loop"]]))
        kinds = [one["type"] for one in (*file.params.values(), *file.outputs.values())] + list(file.types.values())
        for function in file.functions.values():
            kinds += [*function["params"].values(), function["type"]]
            unused = set(function["params"]) - names(function["body"])
            yield from (f"no-unused-params of a function {name}" for name in sorted(unused))
        used_types = {name for kind in kinds for name in type_names(kind)}
        for rule, declared in (("no-unused-params", file.params), ("no-unused-vars", file.variables)):
            yield from (f"{rule} {name}" for name in declared if name not in mentioned)
        yield from (f"no-unused-existing-resources {name}" for name, one in file.resources.items()
                    if one["existing"] and name not in mentioned)
        yield from (f"no-unused-imports {name}" for name in file.imports if name not in used_types and name not in mentioned)
        yield from (f"no-unused-types {name}" for name in file.types
                    if name not in used_types and "export" not in file.decorators.get(name, {}))

    def symbols_are_good(self) -> Iterator[Finding]:
        for name, times in Counter(self.symbols).items():
            if times > 1:
                yield f"BCP028 {name} is declared {times} times"
            if name in KEYWORDS:
                yield f"BCP007 {name} is a word of the language"
            if re.search(r"_(var|param|resource|id)$", name):
                yield f"decompiler-cleanup {name}"

    def parameter(self, name: str, declared: Mapping[str, Any]) -> Iterator[Finding]:
        is_secure = "secure" in declared["decorators"]
        if "description" not in declared["decorators"]:
            yield f"use-description-parameters {name}"
        is_text = declared["type"] in (("name", "string"), ("name", "object"))
        if SECRETIVE.search(name) and not NO_SECRET.search(name) and not is_secure and is_text:
            yield f"secure-secrets-in-params {name}"

    def resource(self, name: str, declared: Mapping[str, Any]) -> Iterator[Finding]:
        kind, _, version = declared["head"].partition("@")
        body = pairs_of(declared)
        if not version:
            yield f"BCP029 {name} has no API version"
        if kind.lower().startswith(("microsoft.graph/", "kubernetes/")):
            yield f"BCP081 {kind}"
        slashes = sum(part.count("/") for part in body["name"][1] if isinstance(part, str)) if body["name"][0] == "text" else 0
        if slashes != (0 if "parent" in body else kind.count("/") - 1):
            yield f"BCP169 {name}: the name has {slashes} slashes"
        above = kind.rpartition("/")[0].lower()
        if slashes and any(one["head"].lower().startswith(f"{above}@") for one in self.file.resources.values()):
            yield f"use-parent-property {name}"
        if names(body["name"]) & UNSTABLE:
            yield f"use-stable-resource-identifiers {name}"
        place = literal(body.get("location"))
        if place is not None and place != "global":
            yield f"no-hardcoded-location {name} in {place}"
        if set(body) & {"location", "tags"} and declared["existing"]:
            yield f"BCP173 {name} is there already and has a location"

    def body(self, declared: Mapping[str, Any]) -> Iterator[Finding]:
        body = pairs_of(declared)
        waits = [one[1] for one in walk(body.get("dependsOn")) if one[0] == "name"]
        said = names([node for key, node in body.items() if key != "dependsOn"]) | names(declared["loop"])
        yield from (f"no-unnecessary-dependson {name}" for name in waits if name in said and name != "i")
        for key, node in properties([("object", declared["body"])]):
            if key.lower() == "adminusername" and literal(node) is not None:
                yield f"adminusername-should-not-be-literal {literal(node)}"
            if key == "imageReference" and any("preview" in part for one in walk(node) if one[0] == "text" for part in one[1]
                                               if isinstance(part, str)):
                yield f"use-stable-vm-image {node}"
            if key == "settings" and any(inner == "commandToExecute" and names(value) & self.secure for inner, value in properties(node)):
                yield f"protect-commandtoexecute-secrets {key}"

    def expressions(self) -> Iterator[Finding]:
        nodes: list[Any] = [*self.file.variables.values(), *(one["value"] for one in self.file.outputs.values())]
        for declared in self.bodies:
            nodes += [node for _, node in declared["body"]]
        keys = {id(key) for one in walk(nodes) if one[0] == "object" for key, _ in one[1]}
        for one in walk(nodes):
            if one[0] == "text" and len(one[1]) == 1 and not isinstance(one[1][0], str) and id(one) not in keys:
                yield f"simplify-interpolation {one}"
            if one[0] == "call" and one[1] == "concat":
                yield f"prefer-interpolation {one[2]}"
            if one[0] == "call" and one[1] == "any":
                yield f"no-explicit-any {one[2]}"
            if one[0] == "call" and one[1] in ("reference", "listKeys", "list"):
                yield f"use-resource-symbol-reference {one[1]}"
            if one[0] == "call" and one[1] == "json" and one[2] == [("text", ["null"])]:
                yield f"simplify-json-null {one[2]}"
            if one[0] == "get" and one[3] == "index" and re.fullmatch(r"[A-Za-z_]\w*", literal(one[2]) or ""):
                yield f"prefer-unquoted-property-names [{literal(one[2])}]"

    def hosts(self) -> Iterator[Finding]:
        above = ""
        for line in self.text.split("\n"):
            is_prose = line.lstrip().startswith(("@description", "//"))
            if not is_prose and any(host in line for host in CLOUD_HOSTS) and above.strip() != f"{DISABLED}no-hardcoded-env-urls":
                yield f"no-hardcoded-env-urls {line.strip()[:80]}"
            above = line


def lint(files: Mapping[str, str], parser: Any) -> list[Finding]:
    """Everything that is found, each with its file."""
    parsed = {path: parser.parse(path, text) for path, text in files.items() if path.endswith(".bicep")}
    found = [f"{path}: {finding}" for path, file in parsed.items() for finding in Linter(file, files[path], parsed).findings()]
    imported: set[tuple[str, str]] = {
        (posixpath.normpath(posixpath.join(posixpath.dirname(path), target)), name)
        for path, file in parsed.items() for name, target in file.imports.items()}
    for path, name in sorted(imported):
        if path not in parsed or name not in {*parsed[path].types, *parsed[path].functions, *parsed[path].variables}:
            found.append(f"{path}: BCP360 {name} is not exported")
        elif "export" not in parsed[path].decorators.get(name, {}):
            found.append(f"{path}: BCP360 {name} has no @export()")
    return found + list(crossed(parsed))


def crossed(parsed: Mapping[str, Any]) -> Iterable[Finding]:
    """What one file says of another: arguments too few or too many, a scope that the module is not for."""
    for path, file in parsed.items():
        for name, declared in file.modules.items():
            target = parsed[posixpath.normpath(posixpath.join(posixpath.dirname(path), declared["head"]))]
            body = pairs_of(declared)
            given = {key[1][0] for key, _ in body["params"][1]} if "params" in body else set()
            wanted = set(target.params)
            yield from (f"{path}: BCP035 {name} is not given {one}" for one in sorted(wanted - given))
            yield from (f"{path}: BCP037 {name} does not take {one}" for one in sorted(given - wanted))
            if "scope" not in body and target.scope != file.scope:
                yield f"{path}: BCP134 {name} is for {target.scope}"


# -- types -------------------------------------------------------------------------------------------------------------


class Typed:
    """Checks that what stands for a word of a closed list is declared as such words: a plain text would be too wide (BCP036)."""

    def __init__(self, files: Mapping[str, Any], types: Any) -> None:
        self.files, self.types = files, types
        self.found: list[Finding] = []

    def check(self) -> list[Finding]:
        for path, file in self.files.items():
            for name, declared in file.resources.items():
                kind, _, version = declared["head"].partition("@")
                key, is_exact = self.types.find(kind, version)
                if kind.lower() in self.types.other:
                    continue
                if kind.lower() not in self.types.known:
                    self.found.append(f"{path}: BCP081 {kind} of {name} is not a known type")
                elif version not in self.types.known[kind.lower()]:
                    self.found.append(f"{path}: BCP081 {kind} of {name} has no version {version}")
                elif key is not None and is_exact and not declared["existing"]:
                    self.resource(path, file, declared, key)
        return self.found

    def resource(self, path: str, file: Any, declared: Mapping[str, Any], key: str) -> None:
        doc = self.types.doc(key)
        scope = self.items({}, file, declared["loop"])
        for name, node in pairs_of(declared).items():
            schema = self.deref(doc["resources"][key]["body"], doc).get("properties", {}).get(name)
            if schema is not None:
                self.value(path, file, node, schema, doc, scope, name)

    def items(self, scope: Mapping[str, Any], file: Any, loop: Any) -> dict[str, Any]:
        """The types of what a loop names."""
        if not loop:
            return dict(scope)
        kind = self.kind(file, loop[2], scope)
        return {**scope, loop[0]: kind[1] if kind and kind[0] == "list" else None, **({loop[1]: ("name", "int")} if loop[1] else {})}

    def deref(self, schema: Any, doc: Any) -> Any:
        while "$ref" in schema:
            schema = {**doc["$defs"][schema["$ref"][8:]], **{key: value for key, value in schema.items() if key != "$ref"}}
        return schema

    def value(self, path: str, file: Any, node: Any, schema: Any, doc: Any, scope: Mapping[str, Any], where: str) -> None:
        schema = self.deref(schema, doc)
        if node[0] == "object":
            known = dict(schema.get("properties", {}))
            variant = schema.get("discriminator")
            if variant:
                said = literal(next((item for key, item in node[1] if key[1] == [variant["propertyName"]]), None))
                if said is None:
                    self.found.append(f"{path}: BCP078 {where} does not say its `{variant['propertyName']}`")
                elif said in variant["mapping"]:
                    known |= self.deref({"$ref": variant["mapping"][said]} if isinstance(variant["mapping"][said], str)
                                        else variant["mapping"][said], doc).get("properties", {})
            for key, item in node[1]:
                name = key[1][0] if len(key[1]) == 1 and isinstance(key[1][0], str) else ""
                inner = known.get(name) or schema.get("additionalProperties")
                if isinstance(inner, dict):
                    self.value(path, file, item, inner, doc, scope, f"{where}.{name}")
        elif node[0] == "array":
            for item in node[1]:
                self.value(path, file, item, schema.get("items", {}), doc, scope, f"{where}[]")
        elif node[0] == "for":
            self.value(path, file, node[4], schema.get("items", {}), doc, self.items(scope, file, node[1:4]), f"{where}[]")
        elif "enum" in schema or "const" in schema:
            self.word(path, file, node, set(schema.get("enum", [schema.get("const")])), scope, where)

    def word(self, path: str, file: Any, node: Any, allowed: set[Any], scope: Mapping[str, Any], where: str) -> None:
        said = literal(node)
        kind = None if said is not None else self.kind(file, node, scope)
        if said is not None and said not in allowed:
            self.found.append(f"{path}: BCP036 {where} cannot be {said}")
        elif kind == ("name", "string") or (node[0] == "text" and said is None):
            self.found.append(f"{path}: BCP036 {where} is one of {sorted(map(str, allowed))}, and a text is too wide")
        elif kind and kind[0] == "choice" and not set(kind[1]) <= allowed:
            self.found.append(f"{path}: BCP036 {where} cannot be {sorted(set(kind[1]) - allowed)}")

    def kind(self, file: Any, node: Any, scope: Mapping[str, Any]) -> Any:
        """The declared type of a parameter, of an item of a loop or of a property of one."""
        if node[0] == "name":
            found = scope.get(node[1]) or (file.params.get(node[1]) or {}).get("type")
            return self.resolve(file, found)
        if node[0] == "get":
            base = self.kind(file, node[1], scope)
            step = literal(node[2])
            if base and base[0] == "fields":
                found = base[1].get(step) or base[1].get("*")
                return self.resolve(base[2] if len(base) > 2 else file, found)
        return None

    def resolve(self, file: Any, kind: Any) -> Any:
        if kind and kind[0] == "name" and kind[1] not in ("string", "int", "bool", "object", "array"):
            home = file
            if kind[1] in file.imports:
                home = self.files[posixpath.normpath(posixpath.join(posixpath.dirname(file.path), file.imports[kind[1]]))]
            return self.resolve(home, home.types.get(kind[1]))
        if kind and kind[0] == "fields":
            return ("fields", kind[1], file)
        return ("list", self.resolve(file, kind[1])) if kind and kind[0] == "list" else kind


def check_types(files: Mapping[str, str], parser: Any, types: Any) -> list[Finding]:
    """What the types of Azure's resources say against the declared types of parameters."""
    return Typed({path: parser.parse(path, text) for path, text in files.items() if path.endswith(".bicep")}, types).check()
