"""Which trace a request belongs to: `traceparent` and `tracestate` (w3.org/TR/trace-context-1, sections 3.2, 3.3 and 4.3).

What is malformed is no trace: a new one begins. A state that is malformed is dropped, and the trace goes on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

MOST_MEMBERS = 32
MOST_STATE = 512
"""Characters of a state that go on; the specification asks for at least these."""
SAMPLED = 1
# a later version may add parts behind these
_PARENT = re.compile(rb"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-[!-~]*)?")
_KEY = r"[a-z][a-z0-9_*/-]{0,255}|[a-z0-9][a-z0-9_*/-]{0,240}@[a-z][a-z0-9_*/-]{0,13}"
_MEMBER = re.compile(rf"({_KEY})=([ -+\--<>-~]{{0,255}}[!-+\--<>-~])")


class Context(msgspec.Struct, frozen=True):
    """The trace of a caller."""

    trace_id: str
    parent_id: str
    is_sampled: bool
    state: str = ""


class Trace(msgspec.Struct, frozen=True):
    """The trace that a call belongs to, as it goes on."""

    trace_id: str
    span_id: str
    """Of the gateway's span; of the caller's, where the gateway has none."""
    parent_id: str
    is_sampled: bool
    """Whether the gateway's span is told."""
    state: str
    start: int
    """Unix nanoseconds."""
    parent: bytes
    """What goes on as `traceparent`."""

    def headers(self, *, with_state: bool) -> tuple[tuple[bytes, bytes], ...]:
        """For the model service."""
        own = (b"traceparent", self.parent)
        return (own, (b"tracestate", self.state.encode("latin-1"))) if with_state and self.state else (own,)


def read(parents: Sequence[bytes], states: Sequence[bytes]) -> Context | None:
    """The trace that headers name; None: none. Each header by all of its values."""
    if len(parents) != 1:
        return None
    match = _PARENT.fullmatch(parents[0])
    if match is None:
        return None
    version, trace_id, parent_id, flags, more = match.groups()
    if version == b"ff" or (version == b"00" and more) or not trace_id.strip(b"0") or not parent_id.strip(b"0"):
        return None
    return Context(trace_id.decode(), parent_id.decode(), bool(int(flags, 16) & SAMPLED), state(states) if states else "")


def state(values: Sequence[bytes]) -> str:
    """The state of several headers in one; nothing when it is malformed, or larger than what must be passed on."""
    members = [member.strip(" \t") for member in b",".join(values).decode("latin-1").split(",")]
    there = [member for member in members if member]
    found = [match for member in there if (match := _MEMBER.fullmatch(member)) is not None]
    is_sound = len(found) == len(there) <= MOST_MEMBERS and len({match[1] for match in found}) == len(found)
    told = ",".join(there)
    return told if is_sound and len(told) <= MOST_STATE else ""


def parent(trace_id: str, span_id: str, is_sampled: bool) -> bytes:
    """The header for whom is asked next."""
    return b"00-%b-%b-%02x" % (trace_id.encode(), span_id.encode(), is_sampled)
