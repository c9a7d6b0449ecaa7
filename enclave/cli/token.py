"""`enclave token`: caller tokens of the local issuer."""

from __future__ import annotations

import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from enclave.errors import InputError

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@app.callback()
def token() -> None:
    """Issue and inspect caller tokens of the local issuer."""


@app.command()
def issue(
    spec: Annotated[Path, typer.Argument(help="the enclave.yaml")],
    *,
    project: Annotated[str, typer.Option(help="project that the token is for")],
    role: Annotated[str, typer.Option(help="user, contributor or auditor")],
    caller: Annotated[str, typer.Option(help="name of the caller, for the log")] = "local",
    ttl: Annotated[str, typer.Option(help="how long it is good: 90s, 15m, 1h, 7d")] = "1h",
    data: Annotated[Path, typer.Option(help="where the issuer's key and the log are")] = Path(".enclave"),
) -> None:
    """Print a token, and nothing else. That it was issued, for whom and until when, goes into the log."""
    from enclave.audit.log import AuditLog
    from enclave.gateway.issuer import Issuer, issued
    from enclave.spec.load import load

    document = load(spec)
    lifetime = _duration(ttl)
    signed, claims = Issuer.open(document.spec, data).issue(project, role, caller, lifetime)
    with AuditLog.open(data) as log:
        log.append([issued(document.spec, project, role, claims)])
    print(signed)


@app.command()
def inspect(
    spec: Annotated[Path, typer.Argument(help="the enclave.yaml whose gateway it is for")] = Path("enclave.yaml"),
    data: Annotated[Path, typer.Option(help="where the issuer's public keys are")] = Path(".enclave"),
) -> None:
    """Read a token on stdin: its claims, and whether the gateway would accept it, and why. Exit 1 when it would not."""
    import asyncio
    import json

    import jwt

    from enclave.gateway.tokens import TokenError
    from enclave.gateway.trust import token_verifier
    from enclave.spec.load import load

    document = load(spec)
    signed = sys.stdin.read().strip().removeprefix("Bearer ").encode()
    if not signed:
        raise InputError("no token on stdin", hint="`enclave token issue ... | enclave token inspect enclave.yaml`")
    try:
        claims = jwt.decode(signed, options={"verify_signature": False})
    except (jwt.InvalidTokenError, ValueError) as error:
        raise InputError("what is on stdin is not a JSON web token") from error
    print(json.dumps(claims, indent=2, sort_keys=True, ensure_ascii=False))
    try:
        caller = asyncio.run(token_verifier(document.spec, data).verify(signed))
    except TokenError as error:
        print(f"not accepted: {error.message}")
        raise typer.Exit(1) from None
    if not caller.memberships:
        print("not accepted: none of its groups has access to a project")
        raise typer.Exit(1)
    for project, roles in sorted(caller.memberships.items()):
        print(f"accepted: `{caller.name}` is {' and '.join(sorted(roles))} in `{project}`")


def _duration(text: str) -> timedelta:
    match = re.fullmatch(r"([0-9]{1,9})([smhd])", text)
    if match is None:
        raise InputError(f"`{text}` is not a duration", hint="write it as `90s`, `15m`, `1h` or `7d`")
    return timedelta(seconds=int(match[1]) * _UNITS[match[2]])
