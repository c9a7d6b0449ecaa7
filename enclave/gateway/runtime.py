"""What every exchange shares: the rules, the writers of ledger and log, the connection pool, and tasks that outlive a client."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from enclave import __version__
from enclave.audit.anchoring import State, states
from enclave.audit.content import ContentStore, load_key
from enclave.audit.keeper import Keeper
from enclave.audit.lag import gauges as log_gauges
from enclave.audit.log import AuditLog
from enclave.dlp.redact import redact
from enclave.dlp.scan import Scanner
from enclave.errors import EnclaveError
from enclave.gateway.bearer import Bearer
from enclave.gateway.content_safety import ContentSafety
from enclave.gateway.conversations import HEADER, Conversation, Conversations
from enclave.gateway.endpoints import Endpoints, Upstream
from enclave.gateway.exchange import Exchange
from enclave.gateway.file_ids import FileIds
from enclave.gateway.groups import GroupLookup
from enclave.gateway.journal import Journal
from enclave.gateway.metrics import Metrics
from enclave.gateway.rates import RateFile, Rates
from enclave.gateway.record import Recorder
from enclave.gateway.response_ids import ResponseIds
from enclave.gateway.rules import ProjectRules, memberships, project_rules
from enclave.gateway.shared_rates import Scripts, SharedRates
from enclave.gateway.tracing import Tracing
from enclave.gateway.trust import token_verifier
from enclave.gateway.uploads import Uploads
from enclave.gateway.uploads import folder as upload_folder
from enclave.gateway.vaults import vault_keys
from enclave.ledger import tokens
from enclave.ledger.interface import MAX_AMOUNT, Settle, Settled, Store
from enclave.ledger.leases import LeasedStore
from enclave.ledger.prices import PriceTable
from enclave.ledger.sqlite import SqliteStore
from enclave.spec.load import Document
from enclave.spec.models import Spec
from enclave.spec.policy import policy_digest

EXPIRE_SECONDS = 60.0
"""How often reservations that nobody settled are charged in full."""
MAX_TASKS = 1024
MOST_READERS = 2
MAX_CONVERSATION = 200
"""Bytes of a caller's name for a conversation that count."""


class Runtime:
    """The shared parts of one gateway process. Make it on the event loop that uses it."""

    def __init__(
        self, document: Document, data: Path, upstream: Upstream, store: Store, log: AuditLog, *, prices: PriceTable | None = None,
        scripts: Scripts | None = None,
    ) -> None:
        """`scripts`: a ledger that gateways on other machines share, where limits per minute are kept, too."""
        self.spec: Spec = document.spec
        self.prices = prices or PriceTable.load()
        self.projects: Mapping[str, ProjectRules] = project_rules(document, self.prices)
        self._groups = _groups(document.spec, upstream)
        self.verifier = token_verifier(document.spec, data, self._groups)
        self.endpoints = Endpoints(upstream, self.projects)
        self.content_safety = ContentSafety(upstream.content_safety, self.endpoints.bearer)
        for rules in self.projects.values():
            for deployment in rules.deployments.values():
                tokens.count(("the first count of a model loads its vocabulary",), deployment.model)
        self._data = data
        self._everything = Scanner()
        tokenise = any(rules.guard.tokenises_any for rules in self.projects.values())
        self._conversations = Conversations(data, str(document.spec.identity.tenant)) if tokenise else None
        self._contents = _contents(document.spec, data)
        self.recorder = Recorder(policy_digest(document.spec), self.label, is_erasable=self.keeps_content)
        self.reading = asyncio.Semaphore(MOST_READERS)
        """Files that are read at once, each in a process."""
        self.joining = asyncio.Semaphore(1)
        """Files that came in parts, and are large, are read one after the other."""
        self._store = store
        self._scripts = scripts
        self._log = log
        self.journal = Journal(store, log, self._contents)
        self.metrics = Metrics(data, self._gauges)
        self.tracing = Tracing(float(document.spec.telemetry.share), has_stages=document.spec.telemetry.stages)
        self._keeper: Keeper | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        loop = asyncio.get_running_loop()
        self._chores = (loop.create_task(self.verifier.watch()), loop.create_task(self._expire()))

    @classmethod
    def open(
        cls, document: Document, data: Path, upstream: Upstream, ledger: Callable[[], Store] | None = None,
        *, prices: PriceTable | None = None,
    ) -> Runtime:
        """Open the ledger and the log of a data directory. Raises EnclaveError.

        `ledger` opens another ledger than the file of the directory; `prices` are others than the program's own.
        """
        with ExitStack() as undo:
            log = AuditLog.open(data)
            undo.callback(log.close)
            inner = ledger() if ledger is not None else SqliteStore(data / "ledger.sqlite")
            store = LeasedStore(inner, data / "leases")
            undo.callback(store.close)
            runtime = cls(document, data, upstream, store, log, prices=prices, scripts=inner if isinstance(inner, Scripts) else None)
            undo.pop_all()
        return runtime

    def keep(self, keeper: Callable[[AuditLog], Keeper]) -> None:
        """Let somebody look after the log until the end. Raises EnclaveError."""
        self._keeper = keeper(self._log)
        self._keeper.start()

    @cached_property
    def rates(self) -> Rates:
        """What was asked for lately: of this machine, or where the ledger is shared, of all. Raises EnclaveError."""
        return RateFile(self._data / "rates") if self._scripts is None else SharedRates(self._scripts)

    @cached_property
    def response_ids(self) -> ResponseIds:
        """What seals the ids of stored answers, with the keys of the vault. Raises EnclaveError."""
        return ResponseIds(vault_keys(self._data, os.environ))

    @cached_property
    def file_ids(self) -> FileIds:
        """What seals the ids of files and batches, with the same keys. Raises EnclaveError."""
        return FileIds(vault_keys(self._data, os.environ))

    @cached_property
    def uploads(self) -> Uploads:
        """What holds files that come in parts, with keys made from the same. Raises EnclaveError."""
        return Uploads(self._data, os.environ)

    async def settle_late(self, reservation: str, amount: int) -> bool:
        """Settle what outlived its call; whether this was the first time. Raises EnclaveError."""
        answers = await asyncio.to_thread(self._store.apply, [Settle(reservation, min(amount, MAX_AMOUNT), datetime.now(UTC))])
        return isinstance(answers[0], Settled) and not answers[0].repeated

    def label(self, text: str) -> str:
        """A name that a caller made up, as it may stand in the log: without any value that any detector finds."""
        return redact(text, self._everything.scan(text))

    def conversation(self, exchange: Exchange) -> Conversation:
        """The caller's conversation in the project of an exchange. Raises ValueError where none is to be had."""
        if self._conversations is None or exchange.rules is None or exchange.caller is None:
            raise ValueError("a conversation before access, or where nothing is tokenised")
        name = (exchange.request.header(HEADER.encode()) or b"")[:MAX_CONVERSATION].decode("latin-1")
        guard = exchange.rules.guard
        return self._conversations.of(exchange.rules.name, (exchange.caller.id, name), guard.standing, guard.scanner)

    def anchors(self) -> list[State]:
        """How far each anchor of the log is."""
        return states(self._data)

    def _gauges(self) -> Iterator[tuple[str, tuple[str, ...], float]]:
        """What is so at the moment: metric, labels, number."""
        yield "enclave.journal.waiting", (), self.journal.waiting
        yield "enclave.info", (__version__, self.recorder.digest), 1
        circuits: dict[str, int] = {}
        for url, state in self.endpoints.states().items():
            server = urlsplit(url).netloc
            circuits[server] = max(circuits.get(server, 0), ("closed", "half-open", "open").index(state))
        for server, number in circuits.items():
            yield "enclave.circuit.state", (server,), number
        yield from log_gauges(self._data, self.spec.sinks or ())

    @property
    def keeps_content(self) -> bool:
        """Whether prompts and answers are kept."""
        return self._contents is not None

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something that belongs to no client any more."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @property
    def busy(self) -> bool:
        """Whether so much runs without a client that no more should be begun."""
        return len(self._tasks) >= MAX_TASKS

    async def settle_down(self, seconds: float = 5.0) -> None:
        """Let what belongs to no client end by itself for so long, then end it."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        await _end(self._tasks)

    async def close(self) -> None:
        """End what still runs, write what is owed, close ledger and log."""
        await _end((*self._tasks, *self._chores))
        await self.content_safety.close()
        if self._groups is not None:
            await self._groups.close()
        if "rates" in self.__dict__:
            with suppress(EnclaveError):  # what was held is earned again in a second
                await self.rates.close()
        await self.endpoints.close()
        await self.journal.close()
        if self._contents is not None:
            self._contents.close()
        await asyncio.to_thread(self._store.close)
        if self._keeper is not None:
            await asyncio.to_thread(self._keeper.close)
        await asyncio.to_thread(self._log.close)
        if self._conversations is not None:
            self._conversations.close()

    async def _expire(self) -> None:
        while True:
            with suppress(EnclaveError):  # the next reservation finds out, and refuses
                await asyncio.to_thread(self._store.expire, datetime.now(UTC))
                await asyncio.to_thread(self._store.prune, datetime.now(UTC))
                if self._conversations is not None:
                    await asyncio.to_thread(self._conversations.forget)
                if upload_folder(self._data, os.environ).is_dir():
                    await asyncio.to_thread(self.uploads.forget)
            await asyncio.sleep(EXPIRE_SECONDS)


def _groups(spec: Spec, upstream: Upstream) -> GroupLookup | None:
    """Who knows the groups of callers whose tokens have no room for them, if the file wants them asked for."""
    if not spec.identity.look_up_groups or upstream.graph_sign_in is None:
        return None
    return GroupLookup(memberships(spec), Bearer(upstream.graph_sign_in()), upstream.graph, upstream.tls)


def _contents(spec: Spec, data: Path) -> ContentStore | None:
    """Where prompts and answers are kept, if the file says so. Raises EnclaveError."""
    return ContentStore(data, load_key(data, os.environ, make=True)) if spec.audit.content == "encrypted" else None


async def _end(tasks: Iterable[asyncio.Task[None]]) -> None:
    running = list(tasks)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
