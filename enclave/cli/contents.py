"""`enclave audit content` and `enclave audit erase`: prompts and answers that the policy keeps, and their end."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from enclave.errors import InputError

Data = Annotated[Path, typer.Option("--data", help="data directory of the gateway")]


def content(
    name: Annotated[str, typer.Argument(metavar="ID", help="a request's id")],
    *,
    data: Data = Path(".enclave"),
) -> None:
    """Show the kept prompt and answer of a call as JSON, held to what the log committed to. The key is in ENCLAVE_CONTENT_KEY."""
    import json

    from enclave.audit.content import ContentStore, Erased, load_key
    from enclave.audit.proof import find
    from enclave.audit.read import stored

    _there(data)
    store = ContentStore(data, load_key(data, os.environ))
    try:
        found, said = store.read(name)
    except Erased as gone:
        typer.echo(str(gone))
        raise typer.Exit(1) from gone
    finally:
        store.close()
    records = (next(stored(data, number - 1)).decoded() for number in find(data, name))
    if said not in {event.content_commitment for event in records}:
        raise InputError(f"the log has committed to other content of `{name}`", str(data), "see `enclave audit verify`")
    typer.echo(json.dumps({"prompt": found.prompt.decode(errors="replace"), "answer": found.answer.decode(errors="replace")}))


def erase(
    *,
    record: Annotated[str | None, typer.Option(help="a request's id: the content of this call")] = None,
    caller: Annotated[str | None, typer.Option(help="the content of all calls of this caller; needs ENCLAVE_CONTENT_KEY")] = None,
    data: Data = Path(".enclave"),
) -> None:
    """Destroy the keys of kept content, so that no copy of it can be read again, and record that. The log stays as it is."""
    from enclave.audit.content import ContentStore, load_key
    from enclave.audit.erase import erase
    from enclave.audit.log import AuditLog
    from enclave.audit.read import log_of

    if (record is None) == (caller is None) or not (record or caller):
        raise InputError("say whose content is to be erased", hint="`--record ID` or `--caller NAME`, one of them")
    log_of(data)
    _there(data)
    store = ContentStore(data, load_key(data, os.environ) if caller else None)
    try:
        with AuditLog.open(data) as log:
            count = erase(store, log, record=record or "", caller=caller or "")
    finally:
        store.close()
    typer.echo(f"the content of {count} call{'' if count == 1 else 's'} erased")


def _there(data: Path) -> None:
    if not (data / "content" / "content.sqlite").is_file():
        raise InputError("no content is kept", str(data), "it is where the file says `audit: {content: encrypted}`")
