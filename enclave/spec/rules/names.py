"""Keys become parts of the names of Azure resources: two of them must not become one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from enclave.spec.rules.subject import Subject
from enclave.spec.source import Keys, Problem

GLOBAL = "global"


def region_keys_differ(subject: Subject) -> Iterator[Problem]:
    """Resource names have no underscores, so `us_east` and `us-east` would be one region."""
    return _alike(subject, "regions", subject.spec.regions)


def region_keys_are_free(subject: Subject) -> Iterator[Problem]:
    """The group of what exists once is `rg-<name>-global`, so no region can be called that."""
    for key in subject.spec.regions:
        if part_of_name(key) == GLOBAL:
            keys: Keys = ("regions", key)
            message = f"`{key}` cannot be a region's name: it is that of what exists once for all regions"
            yield Problem(subject.source.key(keys), message, "name it after its place", (keys,))


def project_names_differ(subject: Subject) -> Iterator[Problem]:
    """`fraud--triage` and `fraud-triage` would be one project."""
    return _alike(subject, "projects", subject.spec.projects)


def part_of_name(key: str) -> str:
    """What becomes of a key in the name of a resource: underscores and doubled hyphens are one hyphen."""
    return re.sub("[-_]+", "-", key).strip("-")


def _alike(subject: Subject, kind: str, names: Iterable[str]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for name in names:
        other = first.setdefault(part_of_name(name), name)
        if other != name:
            keys: Keys = (kind, name)
            message = f"{kind} `{other}` and `{name}` would get the same resource names, with `{part_of_name(name)}` in them"
            yield Problem(subject.source.key(keys), message, "rename one", (keys, (kind, other)))
