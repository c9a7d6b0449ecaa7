"""The parameters of a Bicep module that several units share: what differs between them, told once and well named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from enclave.emit.bicep_text import Expression, Interpolated, inline
from enclave.emit.names import Names, camel, humps
from enclave.emit.units import Unit

SECRETIVE = re.compile(r"password|pwd|secret|accountkey|acctkey", re.I)
"""What the linter takes for the name of a secret (rule secure-secrets-in-params)."""
WORD_LIKE = re.compile(r"[A-Za-z]+")
FIRST = ("location", "region", "regionKey", "tags")
"""Parameters that many modules have, before those of their own."""
SHORTEST_KNOWN = 4
"""Characters of a value that is looked for inside other texts; shorter ones are there by chance."""
Written: TypeAlias = str | Expression | Interpolated
"""A text as it is written: a literal, a parameter, or both mixed."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of a module, with what each of its callers gives for it."""

    name: str
    type: str
    description: str
    arguments: tuple[object, ...]
    """For each unit of the module, a value for `lines`."""
    decorators: tuple[str, ...] = ()

    def text(self) -> list[str]:
        """The declaration."""
        return [*self.decorators, f"@description({inline(self.description)})", f"param {self.name} {self.type}"]


class Parameters:
    """The parameters of one module. Every method gives what to write in the module for values of corresponding places."""

    def __init__(self, units: Sequence[Unit], names: Names) -> None:
        self.names = names
        for name in FIRST[:3]:
            names.take(name)
        self._declared: dict[str, Parameter] = {}
        self._regions = (
            ("region", tuple(unit.stamp.replace("_", "-") for unit in units), "Region, as it stands in names."),
            ("regionKey", tuple(unit.stamp for unit in units), "Region, as enclave.yaml calls it."),
        )

    def all(self) -> list[Parameter]:
        """The parameters, those that many modules have first."""
        rank = {name: place for place, name in enumerate(FIRST)}
        return sorted(self._declared.values(), key=lambda parameter: rank.get(parameter.name, len(rank)))

    def text(self, values: Sequence[str], path: Sequence[str], said: str, *, is_name: bool = False) -> Written:
        """Texts: a literal, a text with known parameters in it, or a parameter of its own, named after the path."""
        known = self._known(values)
        if known is not None:
            return self._use(*known)
        if not is_name and all(WORD_LIKE.fullmatch(value) for value in values):
            # words may be those of a closed list of Azure's types, for which a plain text would be too wide
            allowed = " | ".join(inline(value) for value in sorted(set(values)))
            return self._add(self._name(path), allowed, said, tuple(values))
        return self._add(self._name(path), "string", said, tuple(values), _lengths(values))

    def texts(self, values: Sequence[Sequence[str]], path: Sequence[str], said: str) -> Expression | list[Written]:
        """Lists of texts: text by text when that takes no parameter of its own, else one parameter."""
        same_length = all(len(value) == len(values[0]) for value in values)
        columns = list(zip(*values, strict=True)) if same_length else []
        known = [self._known(column) for column in columns]
        found = [pieces for pieces in known if pieces is not None]
        if same_length and len(found) == len(columns):
            return [self._use(*pieces) for pieces in found]
        return self._add(self._name(path), "string[]", said, tuple(values))

    def scalar(self, values: Sequence[bool | int], path: Sequence[str], said: str) -> Expression:
        """Numbers or switches that differ."""
        if all(isinstance(value, bool) for value in values):
            return self._add(self._name(path), "bool", said, tuple(values))
        bounds = (f"@minValue({min(values)})", f"@maxValue({max(values)})")
        return self._add(self._name(path), "int", said, tuple(values), bounds)

    def location(self, arguments: tuple[Expression, ...], location: str) -> Expression:
        """Regions of Azure."""
        if "location" not in self._declared or self._declared["location"].arguments == arguments:
            return self._add("location", "string", "Azure region of the resources.", arguments)
        said = f"Azure region of what stands in {location}."
        return self.given(arguments, [*humps(location), "location"], "string", said)

    def secret(self, arguments: tuple[Expression, ...], parameter: str, said: str) -> Expression:
        """Secrets, secure here too."""
        return self.given(arguments, [parameter], "string", said, "@secure()")

    def given(
        self, arguments: tuple[Expression, ...], wanted: Sequence[str], kind: str, said: str, *decorators: str
    ) -> Expression:
        """What the callers know as expressions; the same ones are one parameter."""
        for parameter in self._declared.values():
            if parameter.arguments == arguments:
                return Expression(parameter.name)
        return self._add(self.names.take(camel(wanted)), kind, said, arguments, decorators)

    def _known(self, values: Sequence[str]) -> tuple[str, list[str]] | None:
        """A parameter and the text around it that all values have in common; `""` and the text when they are all the same."""
        if all(value == values[0] for value in values):
            return "", [values[0]]
        known = [
            (parameter.name, tuple(str(argument) for argument in parameter.arguments))
            for parameter in self._declared.values()
            if parameter.type == "string" and all(isinstance(a, str) and len(a) >= SHORTEST_KNOWN for a in parameter.arguments)
        ]
        known.sort(key=lambda pair: -len(pair[1][0]))
        known += [(name, slugs) for name, slugs, _ in self._regions if all(slugs)]
        for name, arguments in known:
            pieces = [_around(value, argument) for value, argument in zip(values, arguments, strict=True)]
            if len(pieces[0]) > 1 and all(piece == pieces[0] for piece in pieces):
                return name, pieces[0]
        return None

    def _use(self, name: str, pieces: list[str]) -> Written:
        if not name:
            return pieces[0]
        for region, slugs, said in self._regions:
            if name == region and name not in self._declared:
                self._add(region, "string", said, slugs, _lengths(slugs))
        parts = [part for piece in pieces[1:] for part in (Expression(name), piece)]
        whole = tuple(part for part in (pieces[0], *parts) if part != "")
        return whole[0] if len(whole) == 1 else Interpolated(whole)

    def _name(self, path: Sequence[str]) -> str:
        wanted = camel([path[0], *path[1:][-2:]], "value")
        return self.names.take(SECRETIVE.sub(lambda found: "Item" if found.start() else "item", wanted))

    def _add(
        self, name: str, kind: str, said: str, arguments: tuple[object, ...], decorators: tuple[str, ...] = ()
    ) -> Expression:
        self._declared[name] = Parameter(name, kind, said, arguments, decorators)
        return Expression(name)


def _lengths(values: Sequence[str]) -> tuple[str, str]:
    """Limits that let the compiler see that the values fit where they are used."""
    return f"@minLength({min(map(len, values))})", f"@maxLength({max(map(len, values))})"


def _around(text: str, known: str) -> list[str]:
    """The pieces of a text around a word that is known, where it stands as a word of its own."""
    return re.split(rf"(?<![A-Za-z0-9]){re.escape(known)}(?![A-Za-z0-9])", text)
