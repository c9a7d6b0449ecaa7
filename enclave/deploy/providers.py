"""Before anything is deployed: is every resource provider registered, and is every type offered in its region?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from enclave.deploy.session import Session
from enclave.errors import EnclaveError
from enclave.graph.model import Resource

API_VERSION: Final = "2021-04-01"
LONGEST_REGISTRATION: Final = 600.0
"""Seconds; most providers take one or two minutes."""
BUILT_IN: Final = frozenset({"microsoft.resources", "microsoft.authorization"})
"""Always registered."""


@dataclass(frozen=True)
class Readiness:
    """What the subscription lacks."""

    unregistered: tuple[str, ...]
    """Namespaces."""
    misplaced: tuple[str, ...]
    """In words: a type that its region does not offer."""


def readiness(session: Session, resources: Iterable[Resource]) -> Readiness:
    """Asks about every provider of the resources once. Raises EnclaveError."""
    by_namespace: dict[str, list[Resource]] = {}
    for resource in resources:
        namespace = resource.type.partition("/")[0]
        if namespace.lower() not in BUILT_IN:
            by_namespace.setdefault(namespace, []).append(resource)
    unregistered: list[str] = []
    misplaced: list[str] = []
    for namespace, found in sorted(by_namespace.items()):
        provider = session.arm("GET", _path(session, namespace), API_VERSION)
        if str(provider.get("registrationState")).lower() != "registered":
            unregistered.append(namespace)
        misplaced += _misplaced(provider, found)
    return Readiness(tuple(unregistered), tuple(dict.fromkeys(misplaced)))


def register(session: Session, namespaces: Iterable[str], tell: Callable[[str], None], poll: float) -> None:
    """Registers providers and waits until Azure has done so. Raises EnclaveError."""
    waiting = list(namespaces)
    for namespace in waiting:
        tell(f"registering provider {namespace}")
        session.arm("POST", f"{_path(session, namespace)}/register", API_VERSION)
    deadline = time.monotonic() + LONGEST_REGISTRATION
    while waiting:
        state = session.arm("GET", _path(session, waiting[0]), API_VERSION).get("registrationState")
        if str(state).lower() == "registered":
            waiting.pop(0)
        elif time.monotonic() > deadline:
            raise EnclaveError(
                f"provider `{waiting[0]}` is still `{state}` after {LONGEST_REGISTRATION:.0f} s",
                hint="run the same command again when `az provider show` says `Registered`",
            )
        else:
            time.sleep(poll)


def _path(session: Session, namespace: str) -> str:
    return f"/subscriptions/{session.subscription}/providers/{namespace}"


def _misplaced(provider: Mapping[str, Any], resources: Iterable[Resource]) -> Iterable[str]:
    offered = {
        str(row.get("resourceType")).lower(): {str(place).replace(" ", "").lower() for place in row.get("locations") or ()}
        for row in provider.get("resourceTypes") or ()
    }
    for resource in resources:
        places = offered.get(resource.type.partition("/")[2].lower())
        location = (resource.location or "").lower()
        if places and location and location != "global" and location not in places and "global" not in places:
            yield f"`{resource.type}` is not offered in `{location}` (`{resource.name}`)"
