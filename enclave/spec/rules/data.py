"""Databases and what is watched: names that are free, each once. Azure does not tell names by their case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from enclave.spec.rules.subject import Subject
from enclave.spec.source import Keys, Problem

SQL_OWN = ("master", "model", "msdb", "tempdb")
"""learn.microsoft.com/sql/relational-databases/databases/system-databases"""
POSTGRESQL_OWN = ("azure_maintenance", "azure_sys", "postgres", "template0", "template1")
"""learn.microsoft.com/azure/postgresql/flexible-server/concepts-servers"""


def databases_differ(subject: Subject) -> Iterator[Problem]:
    """A server has no two databases of one name, nor one of yours under a name of its own."""
    parts = subject.spec.components
    for component, names, own in (("sql", parts.sql.databases, SQL_OWN), ("postgresql", parts.postgresql.databases, POSTGRESQL_OWN)):
        if getattr(parts, component).enabled:
            keys: Keys = ("components", component, "databases")
            yield from _once(subject, ((name, (*keys, index)) for index, name in enumerate(names)))
            for index, name in enumerate(names):
                if name.lower() in own:
                    yield subject.problem((*keys, index), f"`{name}` is a database that every server has of its own", "choose another name")
    if parts.cosmos_db.enabled:
        cosmos: Keys = ("components", "cosmos_db", "databases")
        yield from _once(subject, ((name, (*cosmos, name)) for name in parts.cosmos_db.databases))
        for name, containers in parts.cosmos_db.databases.items():
            yield from _once(subject, ((container, (*cosmos, name, container)) for container in containers))


def models_are_watched_once(subject: Subject) -> Iterator[Problem]:
    """A deployment has one monitor, and the schedule of a monitor is named after both."""
    learning = subject.spec.components.machine_learning
    if learning.enabled:
        keys: Keys = ("components", "machine_learning", "monitors")
        names = (f"{monitor.endpoint}-{monitor.deployment}" for monitor in learning.monitors)
        yield from _once(subject, ((name, (*keys, index)) for index, name in enumerate(names)))


def partners_differ(subject: Subject) -> Iterator[Problem]:
    """A tenant is a partner once, and never of itself."""
    guests = subject.spec.components.external_identities
    if guests.enabled:
        keys: Keys = ("components", "external_identities", "partners")
        yield from _once(subject, ((str(partner.tenant), (*keys, index, "tenant")) for index, partner in enumerate(guests.partners)))
        for index, partner in enumerate(guests.partners):
            if partner.tenant == subject.spec.identity.tenant:
                own: Keys = ("identity", "tenant")
                message = f"`{partner.tenant}` is the tenant of the enclave itself ({subject.place(own)})"
                yield subject.problem((*keys, index, "tenant"), message, "name the partner's tenant", (own,))


def _once(subject: Subject, names: Iterable[tuple[str, Keys]]) -> Iterator[Problem]:
    first: dict[str, Keys] = {}
    for name, keys in names:
        other = first.setdefault(name.lower(), keys)
        if other != keys:
            yield subject.problem(keys, f"`{name}` stands here twice, first at {subject.place(other)}", "leave one out", (other,))
