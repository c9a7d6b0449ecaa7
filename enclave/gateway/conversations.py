"""Conversations: what stands for the values that a caller said, and how they come back to this caller alone."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from enclave.dlp.redact import placeholder
from enclave.dlp.restore import Restorer, as_written, in_json
from enclave.dlp.scan import Match, Scanner
from enclave.dlp.surrogate import Surrogates
from enclave.dlp.vault import Sealer, Vault
from enclave.gateway.vaults import VaultFile, vault_keys
from enclave.spec.surrogates import Standing

VAULT = "vault.sqlite"
HEADER = "x-enclave-conversation"
"""A caller's own name for a conversation; without it all of a caller's calls in a project are one."""


class Conversation:
    """One caller's values in one project."""

    def __init__(self, vault: Vault, surrogates: Surrogates, standing: Standing, scanner: Scanner) -> None:
        self._vault = vault
        self._surrogates = surrogates
        self._standing = standing
        self._scanner = scanner

    def stand_for(self, match: Match, value: str) -> str:
        """The surrogate of a value, which is kept; a surrogate that was not put back stands for itself. The placeholder in the rare
        case that another value has the surrogate already.

        Raises EnclaveError when it cannot be kept.
        """
        if self._vault.get(value) is not None:
            return value
        make = self._alike if self._standing.alike else self._surrogates.word
        surrogate = make(match.entity, value)
        return surrogate if self._vault.put(surrogate, value) else placeholder(match.entity)

    def keep(self, match: Match, value: str) -> str:
        """For answers: a surrogate that looks like a value stays, so that it can be put back; values that a model made up go."""
        return value if self._vault.get(value) is not None else placeholder(match.entity)

    def restorer(self) -> Restorer:
        """Puts values back into one text that the caller reads. Raises EnclaveError."""
        return Restorer(self._vault, as_written)

    def argument_restorer(self) -> Restorer | None:
        """The same for JSON text that a program acts on; None where policy lets no value there. Raises EnclaveError."""
        return Restorer(self._vault, in_json) if self._standing.tool_arguments else None

    def _alike(self, entity: str, value: str) -> str:
        return self._surrogates.alike(entity, value, lambda text: bool(self._scanner.scan(text)))


class Conversations:
    """All conversations of one gateway, in one vault."""

    def __init__(
        self, data: Path, tenant: str, environment: Mapping[str, str] = os.environ, now: Callable[[], float] = time.time
    ) -> None:
        """Opens the vault of a data directory, with its key. `now`: seconds since 1970. Raises EnclaveError."""
        keys = vault_keys(data, environment)
        self._file = VaultFile(data / VAULT, Sealer(keys))
        self._tenant = tenant
        self._now = now
        self._key = keys[0]

    def of(self, project: str, owner: Sequence[str], standing: Standing, scanner: Scanner) -> Conversation:
        """A conversation in a project. `owner`: who has it, and the owner's own name for it."""
        surrogates = Surrogates(self._key, f"{self._tenant}/{project}")
        vault = self._file.conversation("\n".join((project, *owner)), int(self._now()), standing.minutes * 60)
        return Conversation(vault, surrogates, standing, scanner)

    def forget(self) -> int:
        """Removes values whose time is over; gives how many. Raises EnclaveError."""
        return self._file.forget(int(self._now()))

    def close(self) -> None:
        """Nothing may be asked after it."""
        self._file.close()
