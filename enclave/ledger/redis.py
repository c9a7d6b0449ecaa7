"""The ledger of many machines: Redis or Valkey, one script for each batch, all keys under one hash tag so that they lie in one slot.

The data belong to the server process that wrote them. Another process, after a restart or a failover, may have lost some; it is
accepted by itself only where it can have lost nothing, otherwise everything is refused until an operator says so (`set_up`).

Each batch is a step. An operator's word puts the ledger ahead of every step that anybody has seen: steps go on from the microsecond at
which it was given, and nobody does a million batches a second. So whoever knows of a later step than the ledger knows that it went back.

Of a cluster any node can be named: each connection goes to the one that says that it has the slot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import uuid4

import msgspec
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from enclave.errors import InputError
from enclave.ledger.calendar import Calendar, period_end, period_start
from enclave.ledger.entra import EntraSignIn
from enclave.ledger.interface import (
    KEPT,
    Answer,
    Ceiling,
    Exceeded,
    LedgerUnavailable,
    Rejected,
    Request,
    Reserve,
    Reserved,
    Settle,
    Settled,
    Shrunk,
    Warned,
    WindowTotal,
    problem_with,
)
from enclave.ledger.seen import Seen

SECONDS = 2.0
"""How long to wait for a connection, and for an answer, before refusing."""
EXPIRED_AT_ONCE = 500
MOST_MOVES = 4
"""How often a cluster may send us to another node before we are let in."""
SCRIPT = Path(__file__).with_name("ledger.lua").read_text(encoding="utf-8")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LOST: Mapping[str, str] = {
    "missing": "this Redis has no ledger of that name: it is new, or has lost its data",
    "lost": "this Redis has lost something that was written",
    "restarted": "this Redis was restarted or replaced, and may have lost what was written last",
}
NOT_DURABLE = (
    "the ledger's Redis is not known to write every change to its disk before it answers (`appendonly yes`, `appendfsync always`):"
    " after it restarts, calls are refused until `enclave budget open` accepts what it has"
)
HAS_REPLICAS = (
    "the ledger's Redis has replicas, or had: one of them may take over without the last writes, so after a failover and after any restart"
    " calls are refused until `enclave budget open` accepts what it has"
)
_HINT = "look what was spent, then accept it as it is: `enclave budget open`"


class Server(msgspec.Struct, frozen=True):
    """Where the ledger lies, and how to get in. The password is in no message."""

    url: str
    """`rediss://<host>:<port>/<database>`; `redis://` without TLS."""
    user: str = ""
    password: str = ""
    authorities: str = ""
    """A file of certificates to trust instead of the system's."""
    seconds: float = SECONDS
    sign_in: EntraSignIn | None = None
    """Gives user and password anew for each connection, instead of those above."""


class RedisStore:
    """A `Store` in Redis. Threads take turns on one connection; a connection that fails is made anew with the next batch."""

    def __init__(self, server: Server, name: str, seen: Path | None = None) -> None:
        """Connects with the first batch. `name`: of the enclave; every gateway of it has the same. `seen`: a file of this machine that
        remembers what the ledger had come to, when this process has ended."""
        self._server = server
        self._key = f"{{{name}}}:ledger"
        self._mutex = Lock()
        self._calendars: dict[str, Calendar] = {}
        self._client: Any = None
        self._sha = ""
        self._scripts: dict[str, str] = {}
        self._step = 0
        self._seen = Seen(seen) if seen is not None else None
        try:
            pool: Any = redis.ConnectionPool.from_url(server.url)
        except ValueError as error:
            raise InputError(f"not the address of a Redis: {error}", server.url, "`rediss://<host>:<port>/<database>`") from error
        self._class, self._options = pool.connection_class, pool.connection_kwargs

    def apply(self, batch: Sequence[Request]) -> list[Answer]:
        """Do the requests in order, atomically and durably, and answer each. A refused one does not touch the others."""
        problems = [problem_with(request) for request in batch]
        with self._mutex:
            asked = [self._packed(request) for request, problem in zip(batch, problems, strict=True) if problem is None]
            given = iter(self._run(asked) if asked else [])
        return [problem or _answer(request, next(given)) for request, problem in zip(batch, problems, strict=True)]

    def report(self, time: datetime) -> list[WindowTotal]:
        """The windows that contain `time`, or the latest one of a scope when the clock went back behind it."""
        prefix = self._key.removesuffix("ledger")
        with self._mutex:
            client = self._connected()
            try:
                latest = [
                    (*field.decode().split(":", 1), period.decode()) for field, period in client.hgetall(f"{prefix}latest").items()
                ]
                with client.pipeline(transaction=False) as pipe:
                    for window, scope, period in latest:
                        pipe.hmget(f"{prefix}total:{window}:{period}:{scope}", "zone", "limit", "settled", "reserved", "count")
                    rows = pipe.execute()
            except redis.RedisError as error:
                raise self._failed(error) from error
        totals = []
        for (window, scope, period), (zone, *amounts) in zip(latest, rows, strict=True):
            if zone is None:
                continue
            end = period_end(window, period, zone.decode())
            if end > time:
                totals.append(WindowTotal(scope, window, period_start(window, period, zone.decode()), end, *map(int, amounts)))
        return totals

    def expire(self, time: datetime) -> int:
        """Charge in full every open reservation whose lease ended at `time` or before; how many. A late settle corrects it."""
        total = count = EXPIRED_AT_ONCE
        while count == EXPIRED_AT_ONCE:
            with self._mutex:
                self._look_again()
                count = self._run([("expire", _micro(time), EXPIRED_AT_ONCE)])[0][1]
            total += count
        return total - EXPIRED_AT_ONCE

    def prune(self, time: datetime, keep: timedelta = KEPT) -> int:
        """Nothing: every key has a time to live, 2 days for a day, 35 for a month, 2 for what is settled."""
        return 0

    def run_script(self, script: str, name: str, argument: bytes) -> bytes:
        """Run a script of somebody else's on keys that lie beside the ledger's, below `name`. Raises LedgerUnavailable."""
        key = f"{self._key.removesuffix('ledger')}{name}"
        with self._mutex:
            client = self._connected()
            try:
                sha = self._scripts.get(script) or self._scripts.setdefault(script, client.script_load(script))
                try:
                    return bytes(client.evalsha(sha, 1, key, argument))
                except redis.exceptions.NoScriptError:
                    return bytes(client.eval(script, 1, key, argument))
            except redis.RedisError as error:
                raise self._failed(error) from error

    def rest(self) -> None:
        """Nothing: nothing is held in advance."""

    def close(self) -> None:
        """Let go of the connection. Nothing is lost without it."""
        with self._mutex:
            self._drop()
            if self._seen is not None:
                self._seen.close()

    def set_up(self) -> bool:
        """Begin the ledger, or accept the one that is there as it is; whether it is new. For operators: nothing else does it."""
        with self._mutex:
            client, prefix = self._open(), self._key.removesuffix("ledger")
            try:
                run = client.info("server")["run_id"]
                new = bool(client.hsetnx(self._key, "id", uuid4().hex))
                known = [int(step or 0) for step in client.hmget(self._key, "step", "lost")]
                latest = client.hgetall(f"{prefix}latest")
                with client.pipeline(transaction=True) as pipe:
                    for field, period in latest.items():
                        window, scope = field.decode().split(":", 1)
                        if not client.exists(f"{prefix}total:{window}:{period.decode()}:{scope}"):
                            pipe.hdel(f"{prefix}latest", field)
                    step = max(_micro(datetime.now(UTC)), *known) + 1
                    pipe.hset(self._key, mapping={"run": run, "evicted": client.info("stats").get("evicted_keys", 0), "step": step})
                    pipe.hdel(self._key, "lost", "copied")
                    pipe.execute()
            except redis.RedisError as error:
                raise self._failed(error) from error
            finally:
                self._drop()
            return new

    def notes(self) -> list[str]:
        """What an operator should know about how safe the data are. Raises LedgerUnavailable."""
        with self._mutex:
            client = self._connected()
            try:
                found = [] if _is_durable(client) else [NOT_DURABLE]
                return [*found, HAS_REPLICAS] if client.hexists(self._key, "copied") else found
            except redis.RedisError as error:
                raise self._failed(error) from error

    def _run(self, asked: list[tuple[Any, ...]]) -> list[Any]:
        batch = msgspec.msgpack.encode(asked)
        status, *rest = self._sent(batch)
        if status == "restarted":  # nothing was done; whether this server can be trusted is asked with a new connection
            self._drop()
            status, *rest = self._sent(batch)
        if status != "done":
            self._drop()
            raise self._lost(status)
        self._step, answers = rest
        if self._seen is not None:
            self._seen.note(self._step)
        return list(answers)

    def _sent(self, batch: bytes) -> list[Any]:
        client = self._connected()
        try:
            try:
                packed = client.evalsha(self._sha, 1, self._key, batch, self._step)
            except redis.exceptions.NoScriptError:  # somebody emptied the cache of scripts; nothing was done
                packed = client.eval(SCRIPT, 1, self._key, batch, self._step)
            except redis.exceptions.MovedError:  # the slot went to another node; nothing was done
                self._drop()
                packed = self._connected().evalsha(self._sha, 1, self._key, batch, self._step)
        except redis.RedisError as error:
            raise self._failed(error, perhaps_done=not isinstance(error, redis.ResponseError)) from error
        answer: list[Any] = msgspec.msgpack.decode(packed)
        return answer

    def _packed(self, request: Request) -> tuple[Any, ...]:
        if isinstance(request, Reserve):
            made = _micro(request.time)
            ceilings = [self._ceiling(ceiling, request.time) for ceiling in request.ceilings]
            deadline = made + request.lease // _MICROSECOND
            return ("reserve", request.reservation_id, request.amount, made, deadline, request.calls, ceilings)
        if isinstance(request, Settle):
            return ("settle", request.reservation_id, request.amount, request.calls)
        return ("shrink", request.reservation_id, request.amount)

    def _ceiling(self, ceiling: Ceiling, time: datetime) -> tuple[Any, ...]:
        calendar = self._calendars.get(ceiling.zone) or self._calendars.setdefault(ceiling.zone, Calendar(ceiling.zone))
        period = calendar.turn_to(time).period(ceiling.window)
        return (ceiling.scope, ceiling.window, period, ceiling.limit, ceiling.zone, ceiling.warn_at)

    def _connected(self) -> Any:
        """A connection to a server whose data are those that were known."""
        if self._client is not None and self._server.sign_in is not None and self._server.sign_in.ends:
            self._drop()
        if self._client is not None:
            return self._client
        client = self._open()
        try:
            self._sha = client.script_load(SCRIPT)
            run, step = client.hmget(self._key, "run", "step")
            if step is None:
                raise self._lost("missing")
            if self._seen is not None:
                self._step = max(self._step, self._seen.step())
            if int(step) < self._step:
                client.hset(self._key, "lost", self._step)
                raise self._lost("lost")
            now = client.info("server")["run_id"]
            if run.decode() != now:
                if _took_over(client):  # it forgets this with its next restart
                    client.hset(self._key, "copied", 1)
                if client.hexists(self._key, "copied") or not _is_durable(client):
                    raise self._lost("restarted")
                client.hset(self._key, mapping={"run": now, "evicted": 0})  # it has counted since it began
            self._hold_to_keeping(client)
        except LedgerUnavailable:
            self._drop()
            raise
        except redis.RedisError as error:
            raise self._failed(error) from error
        return client

    def _hold_to_keeping(self, client: Any) -> None:
        """Raises LedgerUnavailable where keys are forgotten when there is no room, or where some were since the ledger was accepted."""
        evicted = int(client.info("stats").get("evicted_keys", 0))
        if evicted > int(client.hget(self._key, "evicted") or 0):
            client.hset(self._key, "lost", 1)
            raise self._lost("lost")
        if int(client.info("replication").get("connected_slaves", 0)):
            # one of them may have missed the last writes, take over, and look like this server when both were restarted
            client.hset(self._key, "copied", 1)
        memory = client.info("memory")
        if memory.get("maxmemory") and memory.get("maxmemory_policy") != "noeviction":
            hint = "set `maxmemory-policy noeviction`"
            raise LedgerUnavailable("io", "the ledger's Redis forgets keys when it is full", self._server.url, hint)

    def _look_again(self) -> None:
        """The server's settings can be changed while we are connected."""
        client = self._connected()
        try:
            self._hold_to_keeping(client)
        except LedgerUnavailable:
            self._drop()
            raise
        except redis.RedisError as error:
            raise self._failed(error) from error

    def _settings(self) -> dict[str, Any]:
        server = self._server
        options: dict[str, Any] = {
            **self._options, "socket_timeout": server.seconds, "socket_connect_timeout": server.seconds,
            "retry": Retry(NoBackoff(), 0), "client_name": "secure-ai-enclave",
        }  # fmt: skip
        if server.sign_in is not None:
            options["credential_provider"] = server.sign_in
        if server.user:
            options["username"] = server.user
        if server.password:
            options["password"] = server.password
        if server.authorities:
            options["ssl_ca_certs"] = server.authorities
        return options

    def _open(self) -> Any:
        """A connection to the node that has the keys."""
        options = self._settings()
        for _ in range(MOST_MOVES):
            self._client = redis.Redis(connection_pool=redis.ConnectionPool(connection_class=self._class, max_connections=1, **options))
            try:
                self._client.exists(self._key)  # a node of a cluster that has not the slot says which one has
            except redis.exceptions.MovedError as moved:
                self._drop()
                options |= {"host": self._node(moved.host), "port": moved.port}
            except redis.RedisError as error:
                raise self._failed(error) from error
            else:
                return self._client
        raise LedgerUnavailable("io", "the nodes of the ledger's Redis do not agree who has its slot", self._server.url)

    def _node(self, told: str) -> str:
        """The host of another node. A certificate is for a name: where we know one and are told an address, it is the name."""
        known = str(self._options.get("host", "localhost"))
        is_by_name = issubclass(self._class, redis.SSLConnection) and not _is_address(known) and _is_address(told)
        return known if is_by_name or not told else told

    def _drop(self) -> None:
        if self._client is not None:
            self._client.connection_pool.disconnect()
        self._client = None

    def _lost(self, status: str) -> LedgerUnavailable:
        return LedgerUnavailable("lost", _LOST[status], self._server.url, _HINT)

    def _failed(self, error: redis.RedisError, *, perhaps_done: bool = False) -> LedgerUnavailable:
        self._drop()
        if isinstance(error, redis.exceptions.NoPermissionError):
            what = f"the ledger's Redis does not allow what the ledger does: {error}"
            return LedgerUnavailable("io", what, self._server.url, "give its user the rights that docs/budget.md names")
        if isinstance(error, redis.AuthenticationError):
            return LedgerUnavailable("io", "the ledger's Redis does not let us in", self._server.url, "see ENCLAVE_REDIS_PASSWORD")
        if isinstance(error, redis.TimeoutError):
            return LedgerUnavailable("io", "the ledger's Redis does not answer in time", self._server.url, perhaps_done=perhaps_done)
        if isinstance(error, redis.ConnectionError):
            return LedgerUnavailable("io", "the ledger's Redis cannot be reached", self._server.url, perhaps_done=perhaps_done)
        if isinstance(error, redis.exceptions.OutOfMemoryError) or "-OOM " in str(error):  # the latter from a script of Redis 6
            return LedgerUnavailable("full", "the ledger's Redis has no room", self._server.url, "raise its `maxmemory`")
        return LedgerUnavailable("io", f"the ledger's Redis failed: {error}", self._server.url, perhaps_done=perhaps_done)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_durable(client: Any) -> bool:
    """Whether every answer of this server is on its own disk."""
    try:
        settings = client.config_get("append*")
    except redis.ResponseError:  # services that are managed let nobody look
        return False
    return bool(settings.get("appendonly") == "yes" and settings.get("appendfsync") == "always")


def _took_over(client: Any) -> bool:
    """Whether this process took over from another, whose id it has until it ends; one that did not has zeros."""
    return bool(str(client.info("replication").get("master_replid2", "unknown")).strip("0"))


def _answer(request: Request, given: list[Any]) -> Answer:
    name, (what, *rest) = request.reservation_id, given
    if what == "unknown":
        return Rejected(name, "unknown reservation")
    if what == "duplicate":
        return Rejected(name, "duplicate reservation")
    if what == "settled":
        return Settled(name, rest[0], rest[1], repeated=rest[2], late=rest[3])
    if what == "shrunk" or not isinstance(request, Reserve):
        return Shrunk(name, rest[0])
    if what == "exceeded":
        return max((_exceeded(request, *over) for over in rest[0]), key=lambda exceeded: exceeded.resets_at)
    warned = [(request.ceilings[place], period, at) for place, period, at in rest[1] or ()]
    warnings = tuple(Warned(ceiling.scope, ceiling.window, period, at, ceiling.limit) for ceiling, period, at in warned)
    return Reserved(name, rest[0] if request.ceilings else None, warnings)


def _exceeded(request: Reserve, place: int, spent: int, reserved: int, period: str) -> Exceeded:
    ceiling = request.ceilings[place]
    return Exceeded(
        reservation_id=request.reservation_id,
        scope=ceiling.scope,
        window=ceiling.window,
        limit=ceiling.limit,
        spent=spent,
        reserved=reserved,
        asked=request.amount,
        resets_at=period_end(ceiling.window, period, ceiling.zone),
    )


def _micro(time: datetime) -> int:
    return (time - _EPOCH) // _MICROSECOND
