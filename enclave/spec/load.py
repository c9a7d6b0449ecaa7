"""`enclave.yaml` -> `Document`: read, shape, presets, rules. Every problem of the file is told at once, each with its place."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from enclave.errors import InputErrors
from enclave.spec import presets
from enclave.spec.dlp import Dlp, RuleFile
from enclave.spec.messages import explain, meant_by
from enclave.spec.models import Spec
from enclave.spec.presets import STAND_INS
from enclave.spec.rules import RULES, Subject
from enclave.spec.source import Keys, Problem, Source, SourceMap, read

MOST_PRICES = 900_000
"""Characters of a file of prices: with the rest of the file it must fit into an object of Kubernetes, which takes a megabyte."""
MOST_MEANT = 100
"""Unknown keys for which the nearest known one is looked for: a file with more of them is not a misspelt one."""


@dataclass(frozen=True)
class Document:
    """One valid file."""

    spec: Spec
    """With presets applied: the hub's dlp, budget and retention are complete."""
    path: str
    """As the user typed it."""
    source: SourceMap

    def where(self, *keys: str | int) -> str:
        """Where a key stands, `enclave.yaml:14:7`; for what is not written, where its nearest parent stands."""
        return self.source.place(self.source.key(keys))


def load(path: str | Path) -> Document:
    """Read a file. Raises InputErrors with every problem that can be found, in the order of the file."""
    source = read(path)
    spec, problems, dropped = _shaped(source)
    unread = {problem.position for problem in source.problems}
    problems = [*source.problems, *(problem for problem in problems if problem.position not in unread)]
    if spec is not None:
        spec = _with_rules(presets.apply(spec), Path(path).parent, problems, source.map)
        spec = _with_prices(spec, Path(path).parent, problems, source.map)
        subject = Subject(spec, source.map)
        emptied = frozenset(keys[:-1] for keys in dropped)
        problems += (found for rule in RULES for found in rule(subject) if not _rests_on(found, dropped, emptied))
    if problems or spec is None:
        raise InputErrors([problem.error(source.map.file) for problem in sorted(problems, key=lambda one: one.position)])
    return Document(spec, source.map.file, source.map)


def _shaped(source: Source) -> tuple[Spec | None, list[Problem], frozenset[Keys]]:
    """The spec of what has the right shape, the problems with the rest, and where the rest stood."""
    data = copy.deepcopy(source.data)
    problems: list[Problem] = []
    dropped: set[Keys] = set()
    while True:
        try:
            return Spec.model_validate(data, by_alias=True, by_name=False), problems, frozenset(dropped)
        except ValidationError as error:
            details = error.errors(include_url=False)
        unknown = [detail["loc"] for detail in details if detail["type"] == "extra_forbidden"]
        meant = {keys: meant_by(keys) for keys in unknown[:MOST_MEANT]}
        if not dropped:
            misspelt = {*meant.values()}
            problems = [
                explain(detail, source.map, has_hint=detail["loc"] in meant) for detail in details
                if detail["type"] != "missing" or detail["loc"] not in misspelt
            ]
        gone = {place for detail in details for place in (_drop(data, detail), meant.get(detail["loc"])) if place is not None} - dropped
        if not gone:
            return None, problems, frozenset(dropped)
        dropped |= gone


def _with_rules(spec: Spec, directory: Path, problems: list[Problem], places: SourceMap) -> Spec:
    """The spec with what its files of rules say. Their paths are seen from the directory of the file."""
    hub = spec.hub.model_copy(update={"dlp": _read_rules(spec.hub.dlp, ("hub", "dlp"), directory, problems, places)})
    projects = {
        name: project.model_copy(update={"dlp": _read_rules(project.dlp, ("projects", name, "dlp"), directory, problems, places)})
        for name, project in spec.projects.items()
    }
    return spec.model_copy(update={"hub": hub, "projects": projects})


def _read_rules(dlp: Dlp, keys: Keys, directory: Path, problems: list[Problem], places: SourceMap) -> Dlp:
    files: list[RuleFile] = []
    for index, file in enumerate(dlp.rules):
        try:
            text = (directory / file.path).read_text(encoding="utf-8-sig") if file.text is None else file.text
        except UnicodeDecodeError:
            problems.append(Problem(places.value((*keys, "rules", index)), f"`{file.path}` is not UTF-8", "save the file as UTF-8"))
        except (OSError, ValueError) as error:
            reason = (getattr(error, "strerror", None) or "not a path").lower()
            hint = "paths of rules are seen from the directory of this file"
            problems.append(Problem(places.value((*keys, "rules", index)), f"`{file.path}` cannot be read: {reason}", hint))
        else:
            files.append(file.model_copy(update={"text": text}))
    return dlp.model_copy(update={"rules": tuple(files)}) if dlp.rules else dlp


def _with_prices(spec: Spec, directory: Path, problems: list[Problem], places: SourceMap) -> Spec:
    """The spec with what its file of prices says, which goes into the gateway's pod with it. What it means is for the ledger to say."""
    if spec.ledger is None or spec.ledger.prices is None or spec.ledger.price_table is not None:
        return spec
    where, named = places.value(("ledger", "prices")), f"`{spec.ledger.prices}`"
    hint = "the file is seen from the directory of this one"
    try:
        text = (directory / spec.ledger.prices).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        problems.append(Problem(where, f"{named} is not UTF-8", "save the file as UTF-8"))
        return spec
    except (OSError, ValueError) as error:
        problems.append(Problem(where, f"{named} cannot be read: {(getattr(error, 'strerror', None) or 'not a path').lower()}", hint))
        return spec
    if len(text) > MOST_PRICES:
        problems.append(Problem(where, f"{named} has {len(text)} characters, more than {MOST_PRICES}", "keep the models that you deploy"))
        return spec
    return spec.model_copy(update={"ledger": spec.ledger.model_copy(update={"price_table": text})})


def _drop(data: dict[str, Any], detail: ErrorDetails) -> Keys:
    """Take out what one error is about: the key, the list that holds it, or the parent of a key that is missing. Says what it was."""
    keys = detail["loc"]
    if keys[-1] == "[key]":
        keys = keys[:-1]
    if detail["type"] == "missing" and len(keys) > 1:
        keys = keys[:-1]
    keys = keys[: next((index for index, key in enumerate(keys) if isinstance(key, int)), len(keys))]
    parent: Any = data
    for key in keys[:-1]:
        parent = parent.get(key) if isinstance(parent, dict) else None
    if isinstance(parent, dict):
        parent.pop(str(keys[-1]), None)
        if len(keys) == 1 and keys[0] in STAND_INS:
            parent[str(keys[0])] = copy.deepcopy(STAND_INS[str(keys[0])])
    return keys


def _rests_on(problem: Problem, dropped: frozenset[Keys], emptied: frozenset[Keys]) -> bool:
    """Whether a problem was concluded from something that was dropped, or that something was dropped from, so that it may not be one."""
    return any(keys in emptied or any(keys[:length] in dropped for length in range(len(keys) + 1)) for keys in problem.involved)
