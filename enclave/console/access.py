"""What somebody may see of the console: everything, what belongs to some projects, or of a project only calls of one's own."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from enclave.audit.event import Event
from enclave.gateway.rules import memberships
from enclave.spec.models import Spec

ENCLAVE = ""
"""Stands in memberships for the enclave as a whole: no project is named so."""


class View(msgspec.Struct, frozen=True):
    """What may be seen. Whoever is to see all has `whole`."""

    whole: bool = False
    projects: frozenset[str] = frozenset()
    """Whose every call may be seen."""
    own: frozenset[str] = frozenset()
    """Of which only the caller's own calls may be seen; sums of them are no secret to their members."""
    caller: str = ""
    name: str = ""
    """For people."""

    def knows(self, project: str) -> bool:
        """Whether sums of a project may be seen."""
        return self.whole or project in self.projects or project in self.own

    def sees(self, event: Event) -> bool:
        """Whether an event may be seen."""
        if self.whole or event.project in self.projects:
            return True
        return event.project in self.own and bool(event.caller) and event.caller == self.caller


EVERYTHING = View(whole=True)


def groups(spec: Spec) -> dict[str, tuple[tuple[str, str], ...]]:
    """Group id -> (project, role) pairs as the gateway has them, and what auditors and operators of the enclave are."""
    found = memberships(spec)
    for group in (spec.identity.auditors, spec.identity.operators):
        if group is not None:
            found[str(group)] = (*found.get(str(group), ()), (ENCLAVE, "auditor"))
    return found


def view(spec: Spec, caller: str, name: str, roles: Mapping[str, frozenset[str]]) -> View | None:
    """What a caller with these roles, by project, may see; None: nothing.

    Auditors and operators of the enclave, and who is auditor of each of its projects, see all. Auditors and contributors of a project
    see what belongs to it; its users see their own calls, and its sums.
    """
    audited = {project for project, given in roles.items() if "auditor" in given}
    if ENCLAVE in audited or (spec.projects and audited >= set(spec.projects)):
        return View(whole=True, caller=caller, name=name)
    every = frozenset(project for project, given in roles.items() if given & {"auditor", "contributor"} and project in spec.projects)
    own = frozenset(project for project, given in roles.items() if "user" in given and project in spec.projects) - every
    return View(projects=every, own=own, caller=caller, name=name) if every or own else None
