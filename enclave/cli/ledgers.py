"""Which ledger a file means, and how to get into it: the environment has what does not belong into a file."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from enclave.errors import EnclaveError

if TYPE_CHECKING:
    from enclave.ledger.interface import Store
    from enclave.ledger.redis import RedisStore
    from enclave.spec.models import Spec

USER, PASSWORD, AUTHORITIES = "ENCLAVE_REDIS_USER", "ENCLAVE_REDIS_PASSWORD", "ENCLAVE_REDIS_CA"


def shared_ledger(spec: Spec) -> RedisStore | None:
    """The Redis that the file names, if it names one. Connects with the first use. Raises EnclaveError."""
    if spec.ledger is None or spec.ledger.redis is None:
        return None
    try:
        from enclave.ledger.redis import RedisStore, Server
    except ImportError as error:
        raise EnclaveError("a ledger in Redis needs `redis`", hint="pip install 'secure-ai-enclave[redis]'") from error
    user, password, authorities = (os.environ.get(name, "") for name in (USER, PASSWORD, AUTHORITIES))
    return RedisStore(Server(spec.ledger.redis, user, password, authorities), spec.name)


def ledger_opener(spec: Spec) -> Callable[[], Store] | None:
    """What each worker opens instead of the file in its data directory, if anything."""
    if spec.ledger is None or spec.ledger.redis is None:
        return None

    def open_one() -> Store:
        store = shared_ledger(spec)
        if store is None:
            raise EnclaveError("the file names no shared ledger")
        return store

    return open_one


def file_of(data: Path) -> Path:
    """The ledger of one machine."""
    return data / "ledger.sqlite"
