"""`enclave console`: serve the read-only console."""

from __future__ import annotations

import signal
import socket
import ssl
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from enclave.errors import EnclaveError, InputError

if TYPE_CHECKING:
    from enclave.audit.event import Event
    from enclave.console.openid import OpenId
    from enclave.gateway.tokens import TokenVerifier
    from enclave.spec.load import Document

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def console(
    spec: Annotated[Path, typer.Argument(help="the enclave.yaml")],
    *,
    data: Annotated[Path, typer.Option(help="where the gateway keeps its log and ledger")] = Path(".enclave"),
    port: Annotated[int, typer.Option(min=0, max=65535, help="port to listen on; 0: any free one")] = 8081,
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    login: Annotated[bool | None, typer.Option("--login/--no-login", help="without it: only where it listens beyond this machine")] = None,
    name: Annotated[list[str] | None, typer.Option(help="name by which browsers reach it; may be repeated")] = None,
    tls_certificate: Annotated[Path | None, typer.Option(help="certificate chain in PEM: browsers come by TLS")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="its key in PEM")] = None,
    behind_proxy: Annotated[bool, typer.Option("--behind-proxy", help="something in front of it ends TLS")] = False,
    sign_in_certificate: Annotated[Path | None, typer.Option(help="certificate and key in PEM, for `credential: certificate`")] = None,
) -> None:
    """Serve the read-only console: today's requests, refusals, spend, and the proof's verdicts.

    On this machine it is open to whoever is on it. Beyond it, or with `--login`, one signs in to Microsoft Entra ID where the file says
    how (`identity.sign_in`), or with a token that calls of the gateway carry; what one sees follows from its groups.
    """
    import uvicorn

    from enclave.cli.hours import hours_of
    from enclave.cli.ledgers import ledger_opener
    from enclave.console.app import LOOPBACK, Login, create_app
    from enclave.spec.load import load

    document = load(spec)
    tls = _identity(tls_certificate, tls_key)
    with _listener(host, port) as listener:
        is_local = ip_address(listener.getsockname()[0].partition("%")[0]).is_loopback
        needs_login = not is_local if login is None else login
        is_private = bool(tls) or behind_proxy
        _checked(is_local=is_local, needs_login=needs_login, is_private=is_private, host=host)
        openid = _openid(document, sign_in_certificate, is_private=is_private) if needs_login else None
        own = () if openid is None else (urlsplit(openid.address).hostname or "",)
        names = (*LOOPBACK, *own, *(name or ()), *(() if is_local else (host, socket.gethostname(), socket.getfqdn())))
        pages = create_app(
            document, data, hosts=names, ledger=ledger_opener(document.spec), hours=lambda: hours_of(data, datetime.now(UTC)),
            login=Login(_verifier(document, data), _recorder(data), is_private, openid) if needs_login else None,
        )  # fmt: skip
        config = uvicorn.Config(
            pages, log_level="warning", access_log=False, server_header=False, lifespan="on", ws="none", proxy_headers=behind_proxy, **tls
        )
        signal.signal(signal.SIGTERM, _stop)
        scheme, bound = "https" if tls else "http", listener.getsockname()[1]
        typer.echo(f"listening on {scheme}://{f'[{host}]' if ':' in host else host}:{bound}")
        sys.stdout.flush()
        uvicorn.Server(config).run(sockets=[listener])


def _checked(*, is_local: bool, needs_login: bool, is_private: bool, host: str) -> None:
    """What would let strangers look, or see tokens pass. Raises InputError."""
    if is_local:
        return
    if not needs_login:
        raise InputError("beyond this machine the console needs its login", host, "leave out `--no-login`")
    if not is_private:
        hint = "give `--tls-certificate` and `--tls-key`, or say `--behind-proxy` where something in front of it ends TLS"
        raise InputError("tokens would cross the network in the clear", host, hint)


def _identity(certificate: Path | None, key: Path | None) -> dict[str, Any]:
    if certificate is None and key is None:
        return {}
    if certificate is None or key is None:
        raise InputError("TLS needs a certificate and its key", hint="give `--tls-certificate` and `--tls-key`, both in PEM")
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise InputError("certificate and key cannot be used", f"{certificate}, {key}", "both in PEM, and of each other") from error
    return {"ssl_certfile": certificate, "ssl_keyfile": key}


def _verifier(document: Document, data: Path) -> TokenVerifier:
    """As the gateway's, but that it knows the auditors and operators of the enclave as well."""
    from enclave.console.access import groups
    from enclave.gateway.trust import token_verifier

    return token_verifier(document.spec, data, members=groups(document.spec))


def _openid(document: Document, certificate: Path | None, *, is_private: bool) -> OpenId | None:
    """How people sign in with their browser, where the file says so. Raises InputError."""
    from enclave.console.assertion import by_certificate, by_managed_identity
    from enclave.console.openid import OpenId
    from enclave.gateway.entra import AUTHORITY, authority

    told = document.spec.identity.sign_in
    if (certificate is not None) != (told is not None and told.credential == "certificate"):
        hint = "`identity.sign_in.credential: certificate` and `--sign-in-certificate` go together"
        raise InputError("nobody could sign in with that", str(certificate or document.path), hint)
    if told is None:
        return None
    if told.address.startswith("https:") != is_private:
        hint = "give `--tls-certificate` and `--tls-key`, or `--behind-proxy`, exactly where browsers come by `https`"
        raise InputError("the console is not reached as `identity.sign_in.address` says", told.address, hint)
    host = authority() or AUTHORITY
    if certificate is not None:
        return OpenId(document.spec, host, by_certificate(certificate, str(told.application)))
    if told.credential == "managed-identity":
        from enclave.gateway.credentials import sign_in

        return OpenId(document.spec, host, by_managed_identity(host, sign_in))
    return OpenId(document.spec, host)


def _recorder(data: Path) -> Callable[[Event], None]:
    """Writes to the gateway's log; where there is none, it makes none: then nobody logs in."""
    from enclave.audit.log import AuditLog

    def record(event: Event) -> None:
        if not (data / "log" / "checkpoint").exists():
            raise EnclaveError("there is no audit log yet, and who logs in has to be in it", str(data), "start the gateway first")
        with AuditLog.open(data) as log:
            log.append([event])

    return record


def _listener(host: str, port: int) -> socket.socket:
    """A listening socket; connections wait in it until the server is ready."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise EnclaveError(f"cannot listen: {(error.strerror or str(error)).lower()}", f"{host}:{port}", "choose another --port") from error


def _stop(_signal: int, _frame: FrameType | None) -> None:
    """uvicorn finishes what it does and then raises the signal again: that is a good end."""
    raise SystemExit(0)
