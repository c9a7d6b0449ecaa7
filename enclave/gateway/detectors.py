"""What a file's own entities and files of rules find: their detectors, of the hub and of each project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePath

from enclave.dlp import custom, gitleaks
from enclave.dlp.detector import Detector
from enclave.errors import InputError, InputErrors
from enclave.spec.dlp import Dlp
from enclave.spec.load import Document
from enclave.spec.source import Keys


def own_detectors(document: Document) -> Mapping[str, tuple[Detector, ...]]:
    """Project -> detectors of the hub and of its own; `""`: of the hub alone. Raises InputErrors with all that is not taken."""
    problems: list[InputError] = []
    hub = tuple(detector for detector, _ in _of(document, ("hub", "dlp"), document.spec.hub.dlp, problems))
    found = {"": hub} | {
        name: (*hub, *(detector for detector, _ in _of(document, ("projects", name, "dlp"), project.dlp, problems)))
        for name, project in document.spec.projects.items()
    }
    if problems:
        raise InputErrors(problems)
    return found


def failed_samples(document: Document) -> list[InputError]:
    """The samples that say otherwise than their entity's detector, each by its number and its place, never by its text."""
    problems: list[InputError] = []
    projects = ((("projects", name, "dlp"), project.dlp) for name, project in document.spec.projects.items())
    for keys, dlp in ((("hub", "dlp"), document.spec.hub.dlp), *projects):
        own = {detector.entity: (detector, index) for detector, index in _of(document, keys, dlp, []) if index is not None}
        for entity in dlp.entities:
            if entity.name not in own:
                continue
            detector, index = own[entity.name]
            for kind, number in custom.failed_samples(detector, entity.samples.match, entity.samples.ignore):
                where = document.where(*keys, "entities", index, "samples", kind, number)
                holds, hint = ("no", "widen the pattern, or look at the validator") if kind == "match" else ("a", "narrow the pattern")
                problems.append(InputError(f"sample {number + 1} of `{kind}` holds {holds} `{entity.name}`", where, hint))
    return problems


def notes(document: Document) -> list[str]:
    """What of the files of rules has no meaning here, for people."""
    dlps = (document.spec.hub.dlp, *(project.dlp for project in document.spec.projects.values()))
    return [f"{file.path}: {note}" for dlp in dlps for file in dlp.rules for note in gitleaks.load(file.text or "", file.path).notes]


def _of(document: Document, keys: Keys, dlp: Dlp, problems: list[InputError]) -> Iterator[tuple[Detector, int | None]]:
    """Each detector, and which entity it is of; None: of a rule."""
    for index, entity in enumerate(dlp.entities):
        try:
            yield custom.detector(
                entity.name, entity.pattern, evidence=entity.evidence, confidence=entity.confidence, supported=entity.supported,
                check=entity.validator, description=entity.description or "",
            ), index
        except InputError as error:
            problems.append(InputError(error.message, document.where(*keys, "entities", index, "pattern"), error.hint))
    for file in dlp.rules:
        beside = str(PurePath(document.path).parent / file.path)
        try:
            for detector in gitleaks.load(file.text or "", beside).detectors:
                yield detector, None
        except InputError as error:
            problems += [InputError(part.message, part.where, part.hint) for part in error.parts()]
