"""Entities are known and differ, stand in one list, and projects handle data that the enclave may hold."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.spec.dlp import Actions, Dlp
from enclave.spec.entities import ALIASES, GROUPS, NAMES, canonical
from enclave.spec.handling import CLASSES, LISTS, Action, parts
from enclave.spec.rules.subject import Subject
from enclave.spec.source import Keys, Problem
from enclave.spec.suggest import did_you_mean


def own_entities_differ(subject: Subject) -> Iterator[Problem]:
    """An entity of the file's own has a name that no other has: of the scanner's, of the hub's or of its project's."""
    hub: dict[str, Keys] = {}
    for keys, dlp in _dlps(subject):
        known = hub if keys[0] == "hub" else dict(hub)
        for index, entity in enumerate(dlp.entities):
            place = (*keys, "entities", index, "name")
            if entity.name in NAMES:
                yield subject.problem(place, f"`{entity.name}` is already an entity or a group of the scanner", "give yours another name")
            elif entity.name in known:
                message = f"`{entity.name}` is defined twice, first at {subject.place(known[entity.name])}"
                yield subject.problem(place, message, "give one of them another name", (known[entity.name],))
            else:
                known[entity.name] = place


def entities_are_known(subject: Subject) -> Iterator[Problem]:
    """The lists of a `dlp` name entities of the scanner, groups of them, and entities of the hub's or the project's own."""
    own = [entity.name for entity in subject.spec.hub.dlp.entities]
    for keys, dlp in _dlps(subject):
        known = [*NAMES, *own, *(entity.name for entity in dlp.entities if keys[0] != "hub")]
        for part in parts(dlp):
            for name, index, entity in _named(part.actions):
                if entity not in known:
                    hint = did_you_mean(entity, known) or "`docs/spec.md` lists what it can be; `entities` has room for your own"
                    because = ((*keys, "entities"), ("hub", "dlp", "entities"))
                    yield subject.problem((*keys, *part.where, name, index), f"`{name}` cannot be `{entity}`", hint, because)
        found = [name for name in known if name not in GROUPS and name not in ALIASES]
        for index, recogniser in enumerate(dlp.recognisers):
            for label, entity in recogniser.labels.items():
                if entity not in found:
                    hint = did_you_mean(entity, found) or "`docs/spec.md` lists what it can be; `entities` has room for your own"
                    place = (*keys, "recognisers", index, "labels", label)
                    yield subject.problem(place, f"no value is a `{entity}`", hint, ((*keys, "entities"), ("hub", "dlp", "entities")))


def each_entity_once(subject: Subject) -> Iterator[Problem]:
    """An entity stands in one list of a `dlp`, once; in a stricter one too if that needs more confidence."""
    for keys, dlp in _dlps(subject):
        for part in parts(dlp):
            yield from _doubled(subject, (*keys, *part.where), part.actions)


def projects_handle_what_the_enclave_may(subject: Subject) -> Iterator[Problem]:
    """A project's data is not more sensitive than `data_classification` of the enclave says."""
    most = subject.spec.data_classification
    for name, project in subject.spec.projects.items():
        stated = project.data_classification
        if stated is not None and CLASSES.index(stated) > CLASSES.index(most):
            message = f"project `{name}` handles `{stated}` data, and the most sensitive data of the enclave is `{most}`"
            hint = f"raise `data_classification` of the file to `{stated}`, or lower the project's"
            yield subject.problem(("projects", name, "data_classification"), message, hint, (("data_classification",), ("scenario",)))


def _doubled(subject: Subject, keys: Keys, part: Actions) -> Iterator[Problem]:
    first: dict[str, tuple[str, int, Keys]] = {}
    for name, index, entity in _named(part):
        place = (*keys, name, index)
        stated = getattr(part, name)[index].confidence
        least = stated or (0 if LISTS[name] == Action.LOG else part.confidence or 0)
        other, above, before = first.setdefault(canonical(entity), (name, least, place))
        if before == place:
            continue
        if other == name:
            message = f"`{entity}` is twice in `{name}`, first at {subject.place(before)}"
        elif least < above:
            continue
        else:
            message = f"`{entity}` is in `{other}` ({subject.place(before)}) and in `{name}`"
        yield subject.problem(place, message, "keep it in one list", (before,))


def _dlps(subject: Subject) -> Iterator[tuple[Keys, Dlp]]:
    yield ("hub", "dlp"), subject.spec.hub.dlp
    for name, project in subject.spec.projects.items():
        yield ("projects", name, "dlp"), project.dlp


def _named(part: Actions) -> Iterator[tuple[str, int, str]]:
    for name in LISTS:
        for index, item in enumerate(getattr(part, name) or ()):
            yield name, index, item.entity
