"""The intake: `POST /telemetry/predictions` and `/telemetry/labels`, JSON or Arrow, for callers with a token of the enclave."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Collection
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import parse_qs

import msgspec
import pyarrow as pa

from enclave.errors import EnclaveError, InputError
from enclave.monitor.arrow import is_compressed
from enclave.monitor.schema import Labels, Predictions, Schema, SchemaError, arrow_batch, batch_of, days, labels_of
from enclave.monitor.store import Store, StoreBusy
from enclave.wire.message import Limits, Request, Response

ARROW = b"application/vnd.apache.arrow.stream"
LIMITS = Limits(body_bytes=32 * 2**20)
MOST_ROWS = 100_000
"""Of one batch."""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
JSON = ((b"content-type", b"application/json"),)
Authorise = Callable[[bytes], Awaitable[Collection[str]]]
"""A token -> projects whose telemetry its holder may send. Raises EnclaveError when the token is not accepted."""

_predictions = msgspec.json.Decoder(Predictions)
_labels = msgspec.json.Decoder(Labels)


class Forbidden(EnclaveError):
    """The caller has no role in the project."""


class Intake:
    """Takes batches, and counts what it took and refused."""

    def __init__(self, store: Store, authorise: Authorise, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._store = store
        self._authorise = authorise
        self._clock = clock
        self._schemas: dict[tuple[str, str], Schema] = {}
        self.counts = {"predictions": 0, "labels": 0, "skewed": 0, "refused": 0}

    async def handle(self, request: Request) -> Response:
        """One request's answer: 202 when everything of it is on the disk."""
        if request.path == "/healthz" and request.method in ("GET", "HEAD"):
            return Response(200, JSON, b'{"status":"ok"}')
        if request.path not in ("/telemetry/predictions", "/telemetry/labels"):
            return self._refused(404, "there is nothing here")
        if request.method != "POST":
            return self._refused(405, "send it with POST")
        header = request.header(b"authorization") or b""
        if header[:7].lower() != b"bearer ":
            return self._refused(401, "a token is needed, as `Authorization: Bearer ...`")
        try:
            projects = await self._authorise(header[7:].strip())
        except EnclaveError as error:
            return self._refused(401, error.message)
        try:
            return await self._taken(request, projects)
        except Forbidden as error:
            return self._refused(403, error.message)
        except SchemaError as error:
            return self._refused(409, error.message, error.hint)
        except InputError as error:
            return self._refused(400, error.message, error.hint)
        except StoreBusy as error:
            return self._refused(429, error.message, error.hint)
        except EnclaveError as error:
            return self._refused(503, error.message)

    async def _taken(self, request: Request, projects: Collection[str]) -> Response:
        now = self._clock()
        if request.path.endswith("labels"):
            labels = _decoded(_labels, request.body)
            place = _checked(labels.project, labels.model, len(labels.labels), projects)
            await self._store.add(*place, "labels", days(labels_of(labels, now)))
            self.counts["labels"] += len(labels.labels)
            return Response(202, JSON, msgspec.json.encode({"accepted": len(labels.labels)}))
        if (request.header(b"content-type") or b"").split(b";")[0].strip().lower() == ARROW:
            query = {name: values[0] for name, values in parse_qs(request.query).items()}
            arrived = _arrow(request.body)
            place = _checked(query.get("project", ""), query.get("model", ""), len(arrived), projects)
            table, skewed = arrow_batch(arrived, query.get("version", ""), self._schema(*place), now)
        else:
            sent = _decoded(_predictions, request.body)
            place = _checked(sent.project, sent.model, len(sent.predictions), projects)
            table, skewed = batch_of(sent, self._schema(*place), now)
        await self._store.add(*place, "predictions", days(table))
        self.counts["predictions"] += len(table)
        self.counts["skewed"] += skewed
        return Response(202, JSON, msgspec.json.encode({"accepted": len(table), "skewed": skewed}))

    def _schema(self, project: str, model: str) -> Schema:
        key = (project, model)
        if key not in self._schemas:
            self._schemas[key] = Schema(self._store.place(project, model) / "schema.json")
        return self._schemas[key]

    def _refused(self, status: int, message: str, hint: str = "") -> Response:
        self.counts["refused"] += 1
        return Response(status, JSON, msgspec.json.encode({"error": {"message": message, "hint": hint}}))


def _checked(project: str, model: str, rows: int, projects: Collection[str]) -> tuple[str, str]:
    for what, name in (("project", project), ("model", model)):
        if not NAME.fullmatch(name):
            problem = "has no name" if not name else "cannot be called that"
            raise InputError(f"the {what} {problem}", hint="letters, digits, dots, hyphens and underscores, at most 63")
    if project not in projects:
        raise Forbidden("the caller may not send telemetry of this project")
    if not 0 < rows <= MOST_ROWS:
        raise InputError(f"a batch has 1 to {MOST_ROWS} rows")
    return project, model


T = TypeVar("T")


def _decoded(decoder: msgspec.json.Decoder[T], body: bytes) -> T:
    try:
        return decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"the batch cannot be read: {str(error)[:200]}") from None


def _arrow(body: bytes) -> pa.Table:
    try:
        if any(is_compressed(message.metadata) for message in pa.ipc.MessageReader.open_stream(pa.py_buffer(body))):
            # forty kilobytes may unfold to gigabytes
            raise InputError("the Arrow stream is compressed", hint="send it as it is, `IpcWriteOptions(compression=None)`")
        with pa.ipc.open_stream(pa.py_buffer(body)) as reader:
            table = reader.read_all()
        table.validate(full=True)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise InputError(f"the batch is no Arrow stream: {type(error).__name__}") from None
    return table
