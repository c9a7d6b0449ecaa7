"""`enclave serve`: the gateway of one file, on this machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from enclave.errors import InputError, InputErrors
from enclave.wire.tls import Identity

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def serve(
    spec: Annotated[Path, typer.Argument(help="the enclave.yaml")],
    *,
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any free one")] = 8080,
    workers: Annotated[int, typer.Option(min=1, max=256, help="processes that share the port")] = 1,
    data: Annotated[Path, typer.Option(help="keys, ledger and log")] = Path(".enclave"),
    metrics_port: Annotated[int | None, typer.Option(min=1, max=65535, help="serves /metrics, /healthz and /readyz, nothing else")] = None,
    upstream: Annotated[
        str | None, typer.Option(help="OpenAI-compatible base URL for every deployment, `http://host:port/v1`", envvar="ENCLAVE_UPSTREAM")
    ] = None,
    prices: Annotated[Path | None, typer.Option(help="what models cost: Azure's retail prices, or a file like prices.json")] = None,
    tls_certificate: Annotated[Path | None, typer.Option(help="certificate chain in PEM: callers come by TLS; renewed by itself")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="its key in PEM")] = None,
    tls_clients: Annotated[Path | None, typer.Option(help="authorities in PEM of which every caller must have a certificate, too")] = None,
    endpoints: Annotated[
        Path | None, typer.Option(help="YAML with accounts that exist already, `<project>: {<region>: https://<account>.openai.azure.com}`")
    ] = None,
) -> None:
    """Run the gateway. Prints `listening on http://HOST:PORT`, then serves until SIGTERM, which lets open answers end.

    SIGHUP has the file read again: new calls go by it, and open answers end as they began. A file that is no good changes nothing.

    Without `--upstream` calls go to the enclave's own Azure OpenAI accounts, signed in by managed or workload identity, or on a
    developer's machine by whoever is signed in there (`AZURE_TOKEN_CREDENTIALS=prod` or `dev` leaves only these). With it,
    ENCLAVE_UPSTREAM_KEY is sent to the upstream as a bearer token; ENCLAVE_UPSTREAM_MODEL replaces every deployment's model.
    ENCLAVE_REDIS_USER, ENCLAVE_REDIS_PASSWORD and ENCLAVE_REDIS_CA open the file's `ledger.redis`.
    """
    from enclave.cli.exporting import exporting
    from enclave.cli.keeping import keeping, name_log
    from enclave.cli.ledgers import ledger_opener, price_table, shared_ledger
    from enclave.cli.upstreams import chosen_upstream
    from enclave.cli.watching import accompanying
    from enclave.gateway.recognisers import missing
    from enclave.gateway.workers import Service, serve
    from enclave.spec.load import load

    tls = _identity(tls_certificate, tls_key, tls_clients)

    def service() -> Service:
        document = load(spec)
        if problems := missing(document):
            raise InputErrors(problems)
        target = chosen_upstream(document, upstream, endpoints, os.environ)
        return Service(
            document, data, target, host, port, workers, ledger_opener(document.spec, data),
            accompanying(document, data, tls_certificate, os.environ), keeping(document.spec, data),
            price_table(document.spec, spec, prices), tls, metrics_port, service, exporting(document.spec, os.environ),
        )  # fmt: skip

    first = service()
    name_log(data, os.environ)
    shared = shared_ledger(first.document.spec)
    if shared is not None:
        for note in shared.notes():
            print(note, file=sys.stderr, flush=True)
        shared.close()

    name, scheme = f"[{host}]" if ":" in host else host, "http" if tls is None else "https"
    serve(first, lambda real_port: print(f"listening on {scheme}://{name}:{real_port}", flush=True))


def _identity(certificate: Path | None, key: Path | None, clients: Path | None) -> Identity | None:
    """Who the gateway is for those who come by TLS. Raises InputError when something of it is missing."""
    if certificate is not None and key is not None:
        return Identity(certificate, key, clients)
    if certificate is not None or key is not None or clients is not None:
        raise InputError("TLS needs a certificate and its key", hint="give `--tls-certificate` and `--tls-key`, both in PEM")
    return None
