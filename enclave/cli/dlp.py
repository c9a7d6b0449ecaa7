"""`enclave dlp`: scan, redact or validate text on pipes and files, as plain text or as lines of JSON. Values are never printed."""

from __future__ import annotations

import codecs
import json
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from enclave.errors import InputError, InputErrors, NotBuiltError

if TYPE_CHECKING:
    from enclave.dlp.scan import Match, Scanner
    from enclave.dlp.stream import Released

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)

_CHUNK = 1 << 16
_LONGEST_SECRET = 1 << 26
"""Characters that a file may make us hold back: nobody waits for a file as for a stream."""


class Form(StrEnum):
    """Of input and output."""

    TEXT = "text"
    JSONL = "jsonl"


Files = Annotated[list[Path] | None, typer.Argument(help="files; standard input when there are none", show_default=False)]
Format = Annotated[Form, typer.Option("--format", help='text, or jsonl: lines of {"id","text"}')]
Entities = Annotated[str, typer.Option("--entities", help="only these, with commas between; all when empty", show_default=False)]
Source: TypeAlias = tuple[str, IO[bytes]]


@app.callback()
def dlp() -> None:
    """Find and hide values that must not leave: text in, findings or redacted text out."""


@app.command()
def scan(files: Files = None, form: Format = Form.TEXT, entities: Entities = "") -> None:
    """Say which values stand where. The exit code is 0 also when there are some."""
    _run(files, form, entities, text=False)


@app.command()
def redact(files: Files = None, form: Format = Form.TEXT, entities: Entities = "") -> None:
    """Write the text with `[REDACTED-<ENTITY>]` where values stood."""
    _run(files, form, entities, text=True)


@app.command()
def validate(files: Files = None, form: Format = Form.TEXT, entities: Entities = "") -> None:
    """Like scan, and the exit code is 1 when there is any value."""
    if _run(files, form, entities, text=False):
        raise typer.Exit(1)


@app.command()
def restore(files: Files = None, form: Format = Form.TEXT, entities: Entities = "") -> None:
    """Put values back where tokens stand. Not built yet."""
    raise NotBuiltError("`enclave dlp restore` is not built yet", hint="redaction is not reversible before reversible tokens exist")


def _run(files: list[Path] | None, form: Form, entities: str, *, text: bool) -> int:
    """Answers every source and gives the number of values; raises InputErrors for what could not be read, after all else."""
    from enclave.dlp.scan import Scanner

    scanner = Scanner([name.strip() for name in entities.split(",")] if entities else None)
    answer = _answer_lines if form is Form.JSONL else _answer_text
    problems: list[InputError] = []
    found = sum(answer(source, scanner, text=text, problems=problems) for source in _sources(files, problems))
    if problems:
        raise InputErrors(problems)
    return found


def _sources(files: list[Path] | None, problems: list[InputError]) -> Iterator[Source]:
    if not files:
        yield "stdin", sys.stdin.buffer
    for path in files or ():
        try:
            with path.open("rb") as stream:
                yield str(path), stream
        except OSError as error:
            problems.append(InputError(f"cannot be read: {(error.strerror or 'unknown reason').lower()}", where=str(path)))


def _answer_text(source: Source, scanner: Scanner, *, text: bool, problems: list[InputError]) -> int:
    """Plain text of any size: what comes out is written while the rest is still being read. Any bytes are taken and given back."""
    from enclave.dlp.detector import LOW
    from enclave.dlp.stream import StreamScanner

    name, stream = source
    hidden = StreamScanner(scanner, dict.fromkeys(scanner.entities, LOW) if text else {}, _LONGEST_SECRET)

    def show(released: Released) -> int:
        if text:
            _write(released.text.encode("utf-8", "surrogateescape"))
        else:
            _write("".join(f"{name}:{match.start}-{match.end} {match.entity} {match.confidence}\n" for match in released.matches).encode())
        return len(released.matches)

    return sum(show(hidden.push(piece)) for piece in _characters(stream)) + show(hidden.finish())


def _characters(stream: IO[bytes]) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
    while data := read(_CHUNK):
        yield decoder.decode(data)
    yield decoder.decode(b"", final=True)


def _answer_lines(source: Source, scanner: Scanner, *, text: bool, problems: list[InputError]) -> int:
    """One answer per good line, in order; a bad line is named and the others are answered all the same."""
    from enclave.dlp.redact import redact as hide

    name, stream = source
    found = 0
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            identity, given = _document(line)
        except ValueError as error:
            problems.append(InputError(str(error), where=f"{name}:{number}"))
            continue
        matches = scanner.scan(given)
        found += len(matches)
        answer: dict[str, Any] = {"id": identity}
        if text:
            answer["text"] = hide(given, matches)
        answer["findings"] = [_finding(match) for match in matches]
        _write(_json(answer))
    return found


def _document(line: bytes) -> tuple[Any, str]:
    """The id and the text of one line. Raises ValueError with a reason that quotes nothing of the line."""
    try:
        document = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError("not UTF-8") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg.lower()} (column {error.colno})") from None
    except RecursionError:
        raise ValueError("not JSON that can be read: nested too deep") from None
    if not isinstance(document, dict):
        raise ValueError('not an object: expected {"id", "text"}')
    if "id" not in document:
        raise ValueError("there is no `id`")
    if not isinstance(document.get("text"), str):
        raise ValueError("there is no `text`, or it is not a string")
    return document["id"], document["text"]


def _finding(match: Match) -> dict[str, Any]:
    return {
        "entity": match.entity, "start": match.start, "end": match.end, "confidence": match.confidence, "detector": match.detector,
    }


def _json(answer: dict[str, Any]) -> bytes:
    try:
        return json.dumps(answer, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:  # half a surrogate pair, which JSON can hold and UTF-8 cannot
        return json.dumps(answer).encode() + b"\n"


def _write(data: bytes) -> None:
    """Writes at once: the other end of a pipe may wait for it."""
    if data:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
