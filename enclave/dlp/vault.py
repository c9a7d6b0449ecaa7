"""What stands behind surrogates, sealed: only who has the key, and only in the conversation that it was said in, gets a value back.

Where sealed values are kept is somebody else's (`Vault`); here is how they are sealed.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Sequence
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from enclave.errors import EnclaveError

KEY_BYTES = 32
ID_BYTES = 8
"""What is sealed begins with so many bytes that name its key."""
_NONCE_BYTES = 12


class VaultKeyError(EnclaveError):
    """A sealed value that none of the keys opens: the key was changed, or the vault is another's or was tampered with."""


class Vault(Protocol):
    """The values of one conversation, by surrogate."""

    def put(self, surrogate: str, value: str) -> bool:
        """Keeps a value; False when the surrogate already stands for another one, which stays."""
        ...

    def get(self, surrogate: str) -> str | None:
        """The value, unless there is none or its time is over. Raises VaultKeyError."""
        ...

    def surrogates(self) -> Sequence[str]:
        """All that stand for something now."""
        ...


class Sealer:
    """Seals values for a conversation with AES-256-GCM. `keys`: 32 bytes each, the one in use first, then those that it replaced.

    Raises ValueError for a key of another length, or for none.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise ValueError(f"a key has {KEY_BYTES} bytes")
        self._ciphers = {_key_id(key): AESGCM(hmac.digest(key, b"vault", "sha256")) for key in keys}
        self._current = _key_id(keys[0])

    def seal(self, conversation: str, surrogate: str, value: str, expires: int) -> bytes:
        """`value`, which nobody opens under another name or with another time to live. `expires`: seconds since 1970."""
        nonce = os.urandom(_NONCE_BYTES)
        data = value.encode("utf-8", "surrogatepass")
        sealed = self._ciphers[self._current].encrypt(nonce, data, _bound(conversation, surrogate, expires))
        return self._current + nonce + sealed

    def open(self, conversation: str, surrogate: str, sealed: bytes, expires: int) -> str:
        """What was sealed. Raises VaultKeyError."""
        cipher = self.require(sealed[:ID_BYTES])
        nonce, data = sealed[ID_BYTES : ID_BYTES + _NONCE_BYTES], sealed[ID_BYTES + _NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, data, _bound(conversation, surrogate, expires)).decode("utf-8", "surrogatepass")
        except (InvalidTag, ValueError):
            raise VaultKeyError("a value of the vault was changed, or belongs to another conversation") from None

    def require(self, key_id: bytes) -> AESGCM:
        """The cipher of a key by the beginning of what it sealed. Raises VaultKeyError when the key was not given."""
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise VaultKeyError(
                f"the vault was sealed with key `{key_id.hex()}`, which was not given",
                hint="give the key that was in use then behind the one in use now, or remove the vault: its values cannot be put back then",
            )
        return cipher


def _key_id(key: bytes) -> bytes:
    """Names a key without telling anything of it."""
    return hmac.digest(key, b"id", "sha256")[:ID_BYTES]


def _bound(conversation: str, surrogate: str, expires: int) -> bytes:
    names = (conversation.encode("utf-8", "surrogatepass"), surrogate.encode("utf-8", "surrogatepass"), str(expires).encode())
    return b"".join(hashlib.sha256(name).digest() for name in names)
