"""Ledger and log behind one writer: a call is let in, and closed, by one entry that holds its money and its record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

import msgspec

from enclave.audit.append import Append
from enclave.audit.content import ContentStore, Item
from enclave.audit.event import Event
from enclave.audit.log import AuditLog
from enclave.audit.syncs import Syncs
from enclave.errors import EnclaveError
from enclave.gateway.ceilings import warning
from enclave.gateway.group_commit import GroupCommit
from enclave.ledger.interface import Answer, Exceeded, LedgerUnavailable, Request, Reserve, Reserved, Settle, Store
from enclave.ledger.leases import Begun, LeasedStore


class Entry(msgspec.Struct, frozen=True):
    """What is written together: first the money, then, unless the ledger says no, the record."""

    request: Request | None
    event: Event | None
    content: Item | None = None
    """What the policy keeps of the call: the record commits to it."""


Outcomes: TypeAlias = Sequence[Answer | EnclaveError | None]


class _Rest:
    """What is left to do of a batch: in the thread, or without it where only the log's records have to get to the disk."""

    def __init__(
        self, finish: Callable[[], Outcomes], append: Append | None = None, syncs: Syncs | None = None,
        done: Callable[[], Outcomes] | None = None,
    ) -> None:
        """`done` concludes what `finish` does when `append` has come to its end by itself."""
        self.finish, self._append, self._syncs, self._done = finish, append, syncs, done

    def start(self, tell: Callable[[Outcomes | None], None]) -> bool:
        """Let the kernel wait for the disk, if it does."""
        append, syncs, done = self._append, self._syncs, self._done
        if append is None or syncs is None or done is None:
            return False
        return append.start(syncs, lambda position: tell(None if position is None else done()))

    def drop(self) -> None:
        """Nothing more is done. What the ledger holds for it is charged, as for a worker that died."""
        if self._append is not None:
            self._append.drop()


class Journal:
    """Writes entries, many at a time. Make it on the event loop that uses it; `store` and `log` then belong to it."""

    def __init__(self, store: Store, log: AuditLog, contents: ContentStore | None = None) -> None:
        """`contents` is where prompts and answers are kept, if they are."""
        self._store = store
        self._log = log
        self._contents = contents
        self._undone: list[Settle] = []
        self._unsaid: list[Event] = []
        """Warnings that are not on record yet. The ledger gives each of them once."""
        self._syncs = Syncs()
        self._leases = store if isinstance(store, LeasedStore) else None
        self._writer: GroupCommit[Entry, Answer | None] = GroupCommit("journal", self._commit, self._rest, self._begin)

    @property
    def healthy(self) -> bool:
        """Whether ledger and log took all of what was written last."""
        return self._writer.healthy

    @property
    def waiting(self) -> int:
        """Entries that are to be written."""
        return self._writer.waiting

    async def admit(self, reserve: Reserve, event: Event) -> Reserved | Exceeded:
        """Reserve, and if that holds, record; both durable on return. Raises EnclaveError when either cannot be written."""
        answer = await self._writer.do(Entry(reserve, event))
        if isinstance(answer, Reserved | Exceeded):
            return answer
        raise EnclaveError("the ledger did not take the reservation")

    async def record(self, event: Event) -> None:
        """Record something; durable on return. Raises EnclaveError."""
        await self._writer.do(Entry(None, event))

    def owe(self, settle: Settle | None, event: Event | None, content: Item | None = None) -> None:
        """Settle and record soon. What cannot be written is tried again until it is."""
        self._writer.owe(Entry(settle, event, content))

    async def close(self) -> int:
        """Write what is owed; how many entries could not be."""
        try:
            return await self._writer.close()
        finally:
            self._syncs.close()

    # in the writer's thread

    def _rest(self) -> None:
        """Nothing is written at the moment."""
        try:
            self._store.rest()
        finally:
            self._log.rest()

    def _commit(self, entries: list[Entry]) -> Outcomes:
        return self._conclude(entries, self._account(entries))

    def _conclude(self, entries: list[Entry], answers: list[Answer | EnclaveError | None]) -> Outcomes:
        self._warn(entries, answers)
        return self._record(entries, answers)

    def _record(self, entries: list[Entry], answers: list[Answer | EnclaveError | None], begun: Append | None = None) -> Outcomes:
        """The log's part, for entries that the ledger has answered."""
        told = _told(entries, answers)
        try:
            if begun is None:
                begun = self._begin_record(entries, told)
            if begun is not None:
                begun.finish()
                self._unsaid = []
        except EnclaveError as error:
            # nothing was recorded, so nothing may leave: what was reserved for it is given back with the next entries
            now = datetime.now(UTC)
            self._undone += [Settle(answer.reservation_id, 0, now) for answer in answers if isinstance(answer, Reserved)]
            for index in told:
                answers[index] = error
        return answers

    def _warn(self, entries: list[Entry], answers: list[Answer | EnclaveError | None]) -> None:
        for index, answer in enumerate(answers):
            if isinstance(answer, Reserved) and answer.warnings and (event := entries[index].event) is not None:
                self._unsaid += _warnings(event, answer)

    def _begin_record(self, entries: list[Entry], told: list[int]) -> Append | None:
        """Begin to record what is to be told, if anything is. Raises EnclaveError."""
        events = self._events([entries[index] for index in told])
        return self._log.begin([*self._unsaid, *events] if self._unsaid else events) if events or self._unsaid else None

    # on the event loop, while the thread does nothing

    def _begin(self, entries: list[Entry]) -> _Rest | None:
        """What can be done at once: slices that this worker holds need no store, and a log that nobody else writes is not waited for."""
        if self._undone:
            return None
        answers: list[Answer | EnclaveError | None] = [None] * len(entries)
        asked = [(index, request) for index, entry in enumerate(entries) if (request := entry.request) is not None]
        if asked:
            held = self._leases.begin([request for _, request in asked]) if self._leases is not None else None
            if held is None:
                return None
            if not held.is_done:
                return _Rest(lambda: self._conclude(entries, self._account(entries, held)))
            for (index, _), answer in zip(asked, held.answers, strict=True):
                answers[index] = answer
        if self._contents is not None and any(entry.content is not None for entry in entries):
            return _Rest(lambda: self._conclude(entries, answers))
        self._warn(entries, answers)
        try:
            begun = self._begin_record(entries, _told(entries, answers))
        except EnclaveError:
            return _Rest(lambda: self._record(entries, answers))  # it says so
        return _Rest(lambda: self._record(entries, answers, begun), begun, self._syncs, lambda: self._recorded(answers))

    def _recorded(self, answers: Outcomes) -> Outcomes:
        self._unsaid = []
        return answers

    # in the writer's thread

    def _events(self, entries: Sequence[Entry]) -> list[Event]:
        """Their events. Content that belongs to one is kept first, so that what the record commits to is there. Raises EnclaveError."""
        events = [entry.event for entry in entries if entry.event is not None]
        contents = [entry.content for entry in entries if entry.event is not None and entry.content is not None]
        if self._contents is None or not contents:
            return events
        said = dict(zip((item.id for item in contents), self._contents.keep(contents), strict=True))
        return [
            msgspec.structs.replace(entry.event, content_commitment=said[entry.content.id]) if entry.content is not None else entry.event
            for entry in entries if entry.event is not None
        ]  # fmt: skip

    def _account(self, entries: list[Entry], begun: Begun | None = None) -> list[Answer | EnclaveError | None]:
        """The ledger's part, of which some may be done. When the ledger fails, what needs no money is still recorded."""
        answers: list[Answer | EnclaveError | None] = [None] * len(entries)
        asked = [(index, request) for index, entry in enumerate(entries) if (request := entry.request) is not None]
        if not asked and not self._undone:
            return answers
        try:
            given: Sequence[Answer | EnclaveError]
            if begun is not None and self._leases is not None:
                given = self._leases.finish(begun)
            else:
                given = self._store.apply([*self._undone, *(request for _, request in asked)])[len(self._undone) :]
                self._undone = []
        except EnclaveError as error:
            if isinstance(error, LedgerUnavailable) and error.perhaps_done:
                # nobody stands for these reservations any more
                now = datetime.now(UTC)
                self._undone += [Settle(request.reservation_id, 0, now) for _, request in asked if isinstance(request, Reserve)]
            given = [error] * len(asked)
        for (index, _), answer in zip(asked, given, strict=True):
            answers[index] = answer
        return answers


def _warnings(admitted: Event, answer: Reserved) -> list[Event]:
    """One record for each share of a ceiling that a call was the first to reach."""
    return [
        Event(
            id=f"{answer.reservation_id}-warned-{number}", time=admitted.time, kind="budget_warning", request_id=answer.reservation_id,
            caller=admitted.caller, project=admitted.project, model=admitted.model, reason=warning(warned),
            policy_digest=admitted.policy_digest,
        )
        for number, warned in enumerate(answer.warnings, 1)
    ]


def _told(entries: list[Entry], answers: Outcomes) -> list[int]:
    """Which entries go on record."""
    return [index for index, answer in enumerate(answers) if isinstance(answer, Reserved) or not _withheld(entries[index], answer)]


def _withheld(entry: Entry, answer: Answer | EnclaveError | None) -> bool:
    """Whether the ledger's answer means that the record would not be true, or must wait with its money."""
    return isinstance(answer, EnclaveError) or (isinstance(entry.request, Reserve) and not isinstance(answer, Reserved))
