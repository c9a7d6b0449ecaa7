"""Who may use a project."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from enclave.spec.rules.subject import Subject
from enclave.spec.source import Keys, Problem

GRAPH = "graph.microsoft.com"


def access_is_given(subject: Subject) -> Iterator[Problem]:
    """Somebody may use every project: an empty list is a mistake, never an open door."""
    for name, project in subject.spec.projects.items():
        if not project.access:
            keys: Keys = ("projects", name, "access")
            position = subject.source.key(keys)
            yield Problem(position, f"nobody may use project `{name}`", "give it `access`: a list of {group: ..., role: ...}", (keys,))


def one_role_per_group(subject: Subject) -> Iterator[Problem]:
    """A group stands once in a project, with one role."""
    for name, project in subject.spec.projects.items():
        first: dict[UUID, int] = {}
        for index, access in enumerate(project.access):
            other = first.setdefault(access.group, index)
            if other != index:
                keys: Keys = ("projects", name, "access", index)
                before: Keys = ("projects", name, "access", other, "role")
                role = project.access[other].role
                roles = f"`{role}` and `{access.role}`" if role != access.role else f"`{role}` twice"
                message = f"group `{access.group}` is {roles} in project `{name}`, first at {subject.place(before)}"
                yield subject.problem(keys, message, "a group has one role in a project: keep one line")


def groups_can_be_looked_up(subject: Subject) -> Iterator[Problem]:
    """Microsoft Graph is asked only where the firewall lets the gateway reach it."""
    if subject.spec.identity.look_up_groups and GRAPH not in {egress.fqdn for egress in subject.spec.network.egress}:
        keys: Keys = ("identity", "look_up_groups")
        message = f"nothing could be looked up: `{GRAPH}` is not in `network.egress`"
        hint = f"add {{fqdn: {GRAPH}, why: groups of callers}} to it"
        yield subject.problem(keys, message, hint, (("network", "egress"),))
