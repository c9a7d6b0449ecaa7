"""The processes of a gateway: one in the foreground, or several that share a port, supervised by a parent that serves nothing."""

from __future__ import annotations

import asyncio
import gc
import os
import select
import signal
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

import msgspec
import uvloop

from enclave.audit.keeper import Keeper
from enclave.audit.log import AuditLog
from enclave.errors import EnclaveError, InputError
from enclave.gateway.app import Gateway
from enclave.gateway.endpoints import Upstream
from enclave.gateway.pulse import LOOKS, Pulse
from enclave.gateway.rules import project_rules
from enclave.ledger.interface import Store
from enclave.ledger.prices import PriceTable
from enclave.spec.load import Document
from enclave.telemetry.merged import Folder
from enclave.telemetry.spans import Exporter
from enclave.wire.server import Server, listen
from enclave.wire.tls import Identity, ServerTls

GRACE_SECONDS = 30.0
"""How long streams may go on after the order to stop."""
DEATHS = 5
DEATHS_SECONDS = 30.0
"""More deaths than this in this time, and the parent gives up."""
COMPANION_SECONDS = 60.0
"""How long a companion that ends again and again stays away at most."""
COMPANION_NICE = 5
"""How far the companion stands back for the workers where both want a processor. The tree of the log would otherwise take half of it for
40 ms of each busy second. A quarter is left to it: with a tenth, at 10, it falls behind for seconds when one core has all to do."""
GARBAGE = (20_000, 20, 20)
"""Thresholds of the collector. A request leaves no cycles, so that looking for them seldom is enough."""
SWITCH_SECONDS = 0.00005
"""How long the event loop may keep the interpreter from the journal's thread, which needs it some ten times for each batch: every time
costs a call so much of its latency. With Python's 5 ms a stream's first words come tens of milliseconds later on a busy core."""
_ORDERS = (signal.SIGTERM, signal.SIGINT)
_NEWS = (signal.SIGCHLD, signal.SIGHUP)
NEWS_SECONDS = 1.0
"""How often the parent looks for the dead in any case."""


class Service(msgspec.Struct, frozen=True):
    """What to serve, and where."""

    document: Document
    data: Path
    upstream: Upstream
    host: str
    port: int
    workers: int
    ledger: Callable[[], Store] | None = None
    """Opens the ledger, once in each worker; None: the file in `data`."""
    companion: Callable[[threading.Event], None] | None = None
    """Runs in a process of its own, as long as the gateway does: what takes the log elsewhere. The workers never wait for it."""
    keeper: Callable[[AuditLog], Keeper] | None = None
    """What each worker does for its log beside writing it: anchors, and retention."""
    prices: PriceTable | None = None
    """What models cost; None: as the program's own table says."""
    tls: Identity | None = None
    """Who it is for those who come by TLS; None: callers come in the clear, from this machine or through what ends TLS for them."""
    metrics_port: int | None = None
    """Where `/metrics`, `/healthz` and `/readyz` are answered, and nothing else; None: nowhere but on the port for callers."""
    reload: Callable[[], Service] | None = None
    """Reads the file again. Raises EnclaveError when it is no good."""
    exporters: Callable[[], Sequence[Exporter]] | None = None
    """Opens who takes the spans of calls, once in each worker."""


def serve(service: Service, announce: Callable[[int], None]) -> None:
    """Serve until SIGTERM or SIGINT. `announce` gets the real port once every worker listens. Raises EnclaveError.

    SIGHUP has the file read again: new workers serve by it from then on, and those before them end when their answers have.
    """
    _check(service)
    Folder(service.data).forget()
    if service.workers == 1 and service.companion is None and service.reload is None:
        _run(service, announce, None, "worker 1 of 1", Pulse())
    else:
        _Parent(service).run(announce)


def _check(service: Service) -> None:
    """What is wrong with the files is said before anything starts. Raises EnclaveError."""
    project_rules(service.document, service.prices or PriceTable.load())
    if service.tls is not None:
        ServerTls(service.tls)


def _run(service: Service, ready: Callable[[int], None], parent: int | None, note: str, pulse: Pulse) -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_work(service, ready, parent, note, pulse))


async def _work(service: Service, ready: Callable[[int], None], parent: int | None, note: str, pulse: Pulse) -> None:
    """One worker, until it is told to stop. `parent`: a pipe that ends when the parent does. `pulse`: for who looks whether it hangs."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in _ORDERS:
        loop.add_signal_handler(number, stop.set)
    if parent is not None:
        loop.add_reader(parent, stop.set)
    tls = ServerTls(service.tls) if service.tls is not None else None
    gateway = await Gateway.start(service.document, service.data, service.upstream, note, service.ledger, prices=service.prices)
    try:
        if service.keeper is not None:
            gateway.keep(service.keeper)
        if service.exporters is not None:
            gateway.trace(service.exporters())
        try:
            server = await listen(
                gateway.handle, service.host, service.port, tls=None if tls is None else tls.context, reuse_port=parent is not None,
                refusal=gateway.refuse, sockets=True,
            )
        except OSError as error:
            raise _not_bound(service, error) from error
        operated = await _operate(service, gateway, shares_port=parent is not None)
        background = [loop.create_task(gateway.keep_counts()), loop.create_task(pulse.beat())]
        grace = 0.0
        renewing = loop.create_task(tls.watch(_tell)) if tls is not None else None
        try:
            gc.collect()
            gc.freeze()  # what lives as long as the process is not looked at again and again
            gc.set_threshold(*GARBAGE)
            sys.setswitchinterval(SWITCH_SECONDS)
            ready(server.port)
            await stop.wait()
            grace = GRACE_SECONDS
        finally:  # a server that is left open keeps uvloop, and so the process, from ending
            if renewing is not None:
                renewing.cancel()
            if parent is not None:
                loop.remove_reader(parent)
            await server.close(grace)
            for task in background:
                task.cancel()
            if operated is not None:
                await operated.close(0.0)
    finally:
        pulse.end()
        await gateway.close(note)


async def _operate(service: Service, gateway: Gateway, *, shares_port: bool) -> Server | None:
    """Serve those who run the gateway, where they asked for it."""
    if service.metrics_port is None:
        return None
    try:
        return await listen(gateway.operate, service.host, service.metrics_port, reuse_port=shares_port)
    except OSError as error:
        raise _not_bound(msgspec.structs.replace(service, port=service.metrics_port), error) from error


class _NotStartedError(EnclaveError):
    """A worker ended before it listened."""

    def __init__(self, number: int, code: int) -> None:
        super().__init__(f"worker {number} did not start", hint=f"it ended with status {code}")
        self.code = code


class _Parent:
    """Starts the workers, replaces those that die, stops them together."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._children: dict[int, int] = {}
        """Process id -> number of the worker."""
        self._pulses: dict[int, Pulse] = {}
        """Of each worker; the companion has none, for nobody waits for it."""
        self._looked = 0.0
        self._leaving: set[int] = set()
        """Those that end their answers and are not replaced."""
        self._deaths: deque[float] = deque(maxlen=DEATHS)
        self._stopping = False
        self._companion, self._falls = -1, 0
        self._life = os.pipe()
        """Nobody ever writes to it: its end is the end of the parent."""

    def run(self, announce: Callable[[int], None]) -> None:
        holder = _hold_port(self._service)
        self._service = msgspec.structs.replace(self._service, port=holder.getsockname()[1])
        for caught in _ORDERS:
            signal.signal(caught, self._stop)
        signal.pthread_sigmask(signal.SIG_BLOCK, _NEWS)
        try:
            for number in range(1, self._service.workers + 1):
                self._start(number)
            if self._service.companion is not None:
                self._accompany(self._service.companion, 0.0)
            if not self._stopping:
                announce(self._service.port)
            while self._children:
                self._await_news()
        finally:
            self._stop(signal.SIGTERM, None)
            self._reap()
            holder.close()
            while signal.sigtimedwait({signal.SIGHUP}, 0) is not None:
                continue  # it came too late, and would end the process another way
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _NEWS)

    def _start(self, number: int) -> None:
        """Fork one worker and wait until it listens. Raises EnclaveError when it dies instead."""
        readable, writable = os.pipe()
        pulse = Pulse()
        child = self._fork(number)
        if child == 0:
            os.close(readable)
            self._be_worker(number, writable, pulse)
        os.close(writable)
        if child is None:
            os.close(readable)
            return
        self._pulses[child] = pulse
        with os.fdopen(readable, "rb") as pipe:
            if pipe.read(1) != b"1" and not self._stopping:
                self._children.pop(child)
                self._pulses.pop(child).close()
                _, status = os.waitpid(child, 0)
                raise _NotStartedError(number, os.waitstatus_to_exitcode(status))

    def _be_worker(self, number: int, ready: int, pulse: Pulse) -> NoReturn:
        for caught in _ORDERS:
            signal.signal(caught, signal.SIG_DFL)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # it is for the parent, but a terminal sends it to all
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (*_ORDERS, *_NEWS))
        os.close(self._life[1])
        status = 3
        try:
            note = f"worker {number} of {self._service.workers}"
            _run(self._service, lambda _port: _say(ready), self._life[0], note, pulse)
            status = 0
        except EnclaveError as error:
            for part in error.parts():
                print(part, file=sys.stderr)
        finally:
            if status and (failure := sys.exc_info()[1]) is not None:
                sys.excepthook(type(failure), failure, failure.__traceback__)
            sys.stderr.flush()
            os._exit(status)

    def _accompany(self, companion: Callable[[threading.Event], None], seconds: float) -> None:
        """Fork the companion, which begins after so many seconds."""
        child = self._fork(0)
        if child == 0:
            os.close(self._life[1])
            _be_companion(companion, seconds, self._life[0])
        if child is not None:
            self._companion = child

    def _fork(self, number: int) -> int | None:
        """Its process id; 0 in the child, which unblocks orders itself; None when an order to stop came first.

        An order that comes now must reach the child, too: it is either seen here, or waits until the child is known.
        """
        signal.pthread_sigmask(signal.SIG_BLOCK, _ORDERS)
        if self._stopping:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _ORDERS)
            return None
        child = os.fork()
        if child:
            self._children[child] = number
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _ORDERS)
        return child

    def _await_news(self) -> None:
        """Until a child dies, or the file is to be read again."""
        news = signal.sigtimedwait(_NEWS, NEWS_SECONDS)
        if news is not None and news.si_signo == signal.SIGHUP:
            self._renew()
        self._look()
        while self._children:
            child, status = os.waitpid(-1, os.WNOHANG)
            if not child:
                return
            self._died(child, status)

    def _look(self) -> None:
        """Kill who hangs: callers wait for it, and new ones come, as long as it has its share of the port."""
        now = time.monotonic()
        if now < self._looked + NEWS_SECONDS:
            return
        self._looked = now
        for child, pulse in self._pulses.items():
            if pulse.silence() == LOOKS:
                _tell(f"worker {self._children.get(child, 0)} hangs; ending it")
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)

    def _renew(self) -> None:
        """Put workers with the file as it is now in the place of the others. When it is no good, nothing changes."""
        before, known = self._service, dict(self._children)
        try:
            if before.reload is None or self._stopping:
                return
            service = before.reload()
            _check(service)
            if (service.document.spec.name, service.document.spec.ledger) != (before.document.spec.name, before.document.spec.ledger):
                raise InputError("another name or another ledger needs another start")
            self._service = msgspec.structs.replace(service, port=before.port)
            for number in range(1, service.workers + 1):
                self._start(number)
        except EnclaveError as error:
            self._service = before
            for part in error.parts():
                _tell(f"the file is not taken, what served before goes on: {part}")
            self._dismiss(self._children.keys() - known.keys())
            return
        self._dismiss(known.keys() - self._leaving)
        if service.companion is not None and self._companion not in self._children:
            self._accompany(service.companion, 0.0)
        _tell("the file as it is now serves from here on")

    def _dismiss(self, children: Iterable[int]) -> None:
        """Let them end their answers. The companion is started again by whoever misses it."""
        for child in list(children):
            if child != self._companion:
                self._leaving.add(child)
            os.kill(child, signal.SIGTERM)

    def _died(self, child: int, status: int) -> None:
        if (pulse := self._pulses.pop(child, None)) is not None:
            pulse.close()
        is_told = self._stopping or child in self._leaving or child == self._companion
        with suppress(OSError):  # counts are no evidence
            Folder(self._service.data).bury(child, deaths=0 if is_told else 1)
        if child == self._companion:
            self._children.pop(child)
            if self._service.companion is not None:
                # callers do not depend on it: it is started again for ever, later each time
                self._falls += 1
                self._accompany(self._service.companion, min(COMPANION_SECONDS, 2.0 ** min(self._falls, 10) / 2))
            return
        number = self._children.pop(child, None)
        if number is None or self._stopping or child in self._leaving:
            self._leaving.discard(child)
            return
        code = os.waitstatus_to_exitcode(status)
        while not self._stopping:  # one that was killed while it started has died like any other
            now = time.monotonic()
            self._deaths.append(now)
            if len(self._deaths) == DEATHS and now - self._deaths[0] < DEATHS_SECONDS:
                raise EnclaveError("the workers die again and again", hint="see what they print; the log and the ledger are safe")
            _tell(f"worker {number} ended ({code}); starting another")
            try:
                self._start(number)
            except _NotStartedError as error:
                code = error.code
            else:
                return

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True
        for child in list(self._children):
            with suppress(ProcessLookupError):  # the order may come after a child was waited for, before it is struck off
                os.kill(child, signal.SIGTERM)

    def _reap(self) -> None:
        for child in self._children:
            os.waitpid(child, 0)
        self._children.clear()


def _be_companion(companion: Callable[[threading.Event], None], seconds: float, life: int) -> NoReturn:
    """The companion's process, until it is told to stop or the parent ends."""
    os.nice(COMPANION_NICE)
    stop = threading.Event()
    ordered, order = os.pipe()
    for caught in _ORDERS:
        # not `stop.set`: the handler runs in the thread that waits for it, which may hold the event's lock at that moment
        signal.signal(caught, lambda *_: os.write(order, b"1"))
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, (*_ORDERS, *_NEWS))

    def watch() -> None:
        # not read: a worker's loop has made this end of the pipe, which all of them share, one that does not wait
        select.select([life, ordered], [], [])
        stop.set()

    threading.Thread(target=watch, daemon=True).start()
    status = 3
    try:
        if not stop.wait(seconds):
            companion(stop)
        status = 0
    except EnclaveError as error:
        print(error, file=sys.stderr)
        status = error.exit_code
    finally:
        if status == 3 and (failure := sys.exc_info()[1]) is not None:
            sys.excepthook(type(failure), failure, failure.__traceback__)
        sys.stderr.flush()
        os._exit(status)


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _say(pipe: int) -> None:
    os.write(pipe, b"1")
    os.close(pipe)


def _hold_port(service: Service) -> socket.socket:
    """A socket that keeps the port for the workers without listening on it."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(service.host, service.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:  # sharing the port is for our workers only, so it must be free now
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
            address = probe.getsockname()
        holder = socket.socket(family, kind, protocol)
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        holder.bind(address)
    except OSError as error:
        raise _not_bound(service, error) from error
    return holder


def _not_bound(service: Service, error: OSError) -> EnclaveError:
    what = os.strerror(error.errno).lower() if error.errno else "no such address"
    return EnclaveError(
        f"cannot listen on {service.host} port {service.port}: {what}", hint="choose another with `--port`; `--port 0` takes a free one"
    )
