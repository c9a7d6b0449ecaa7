"""Which ledger a file means, and how to get into it: the environment has what does not belong into a file."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from enclave.errors import EnclaveError

if TYPE_CHECKING:
    from enclave.ledger.interface import Store
    from enclave.ledger.prices import PriceTable
    from enclave.ledger.redis import RedisStore
    from enclave.spec.models import Spec

USER, PASSWORD, AUTHORITIES = "ENCLAVE_REDIS_USER", "ENCLAVE_REDIS_PASSWORD", "ENCLAVE_REDIS_CA"
HOST, PORT, ENTRA = "ENCLAVE_REDIS_HOST", "ENCLAVE_REDIS_PORT", "ENCLAVE_REDIS_ENTRA"
"""Of Azure Managed Redis, whose users are identities: with `ENCLAVE_REDIS_ENTRA`, the user is an object id and there is no password."""


SEEN = "seen-ledger.redis"
"""Of a data directory: what the gateway of this machine saw of the ledger in Redis."""


def shared_ledger(spec: Spec, seen: Path | None = None) -> RedisStore | None:
    """The Redis that the environment or the file names, if one does. Connects with the first use. `seen`: as for `RedisStore`. Raises
    EnclaveError."""
    url = _address(spec)
    if url is None:
        return None
    try:
        from enclave.ledger.redis import RedisStore, Server
    except ImportError as error:
        raise EnclaveError("a ledger in Redis needs `redis`", hint="pip install 'secure-ai-enclave[redis]'") from error
    user, password, authorities = (os.environ.get(name, "") for name in (USER, PASSWORD, AUTHORITIES))
    if os.environ.get(ENTRA) and user:
        from azure.identity import DefaultAzureCredential

        from enclave.ledger.entra import EntraSignIn

        return RedisStore(Server(url, authorities=authorities, sign_in=EntraSignIn(user, DefaultAzureCredential())), spec.name, seen)
    return RedisStore(Server(url, user, password, authorities), spec.name, seen)


def ledger_opener(spec: Spec, data: Path | None = None) -> Callable[[], Store] | None:
    """What each worker opens instead of the file in its data directory, if anything. Without `data` it is only looked at."""
    if _address(spec) is None:
        return None

    def open_one() -> Store:
        store = shared_ledger(spec, None if data is None else data / SEEN)
        if store is None:
            raise EnclaveError("the file names no shared ledger")
        return store

    return open_one


def _address(spec: Spec) -> str | None:
    """Where the ledger lies: what the gateway's pod is told goes before the file, which cannot know it."""
    if host := os.environ.get(HOST):
        return f"rediss://{host}:{os.environ.get(PORT) or '10000'}"
    return spec.ledger.redis if spec.ledger is not None else None


def price_table(spec: Spec, file: Path, asked: Path | None) -> PriceTable | None:
    """The prices that the command line names, else the file `ledger.prices`, which lies beside `enclave.yaml`; None: the program's own.

    Raises InputError.
    """
    from enclave.ledger.retail import load_prices

    if asked is not None:
        return load_prices(asked)
    if spec.ledger is None or spec.ledger.prices is None:
        return None
    return load_prices(file.parent / spec.ledger.prices, spec.ledger.price_table)


def file_of(data: Path) -> Path:
    """The ledger of one machine."""
    return data / "ledger.sqlite"
