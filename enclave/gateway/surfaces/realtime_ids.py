"""Ids of one realtime session: the client has its own or ours, the model service has its own or ours, and neither sees the other's."""

from __future__ import annotations

from enclave.gateway.surfaces.call import BadCallError

MOST = 8_192
"""Ids of one session."""
LONGEST = 64
"""Characters of an id that a client chooses."""


class Ids:
    """Both names of everything that has one. What nobody can read needs no scan, since it never goes on."""

    def __init__(self, session: str) -> None:
        """`session`: what makes ours unlike those of other sessions."""
        self._session = session
        self._upward: dict[str, str] = {}
        self._downward: dict[str, str] = {}

    def known(self, name: object, place: str) -> str:
        """What the model service calls what the client names. Raises BadCallError for a name that nobody gave out."""
        found = self._upward.get(name) if isinstance(name, str) else None
        if found is None:
            raise BadCallError(f"`{place}` names nothing in this session", place, "item_not_found")
        return found

    def given(self, name: object, prefix: str, place: str) -> str:
        """The same for a name that a client may choose itself. Raises BadCallError."""
        if not isinstance(name, str) or not 0 < len(name) <= LONGEST:
            raise BadCallError(f"`{place}` must be a text of 1 to {LONGEST} characters", place)
        found = self._upward.get(name)
        if found is None:
            self._room()
            found = f"{prefix}_{len(self._upward):06d}"
            self._upward[name], self._downward[found] = found, name
        return found

    def told(self, name: str, prefix: str) -> str:
        """What the client calls what the model service names."""
        found = self._downward.get(name)
        if found is None:
            self._room()
            found = f"{prefix}_{self._session}_{len(self._upward):06d}"
            self._downward[name], self._upward[found] = found, name
        return found

    def _room(self) -> None:
        if len(self._upward) >= MOST:
            raise BadCallError(f"a session has at most {MOST} items and responses: begin another", "session", "session_full")
