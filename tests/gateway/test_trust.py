"""Both issuers at once: the tenant's, and the data directory's own where somebody made one."""

from __future__ import annotations

import jwt
import pytest

from enclave.gateway.issuer import Issuer
from enclave.gateway.tokens import TokenError
from enclave.gateway.trust import token_verifier


def test_a_directory_without_an_issuer_trusts_no_local_token_until_one_is_made(run, document, tmp_path):
    async def main():
        verifier = token_verifier(document.spec, tmp_path / "here")
        elsewhere, claims = Issuer.open(document.spec, tmp_path / "elsewhere").issue("fraud-triage", "user", "jane")
        with pytest.raises(TokenError, match="not known"):
            await verifier.verify(elsewhere.encode())
        own, _ = Issuer.open(document.spec, tmp_path / "here").issue("fraud-triage", "user", "jane")
        assert (await verifier.verify(own.encode())).id == claims["oid"]
        with pytest.raises(TokenError, match="not known"):
            await verifier.verify(elsewhere.encode())
        unsigned = jwt.encode(claims | {"iss": "https://login.microsoftonline.com/common/v2.0"}, "x" * 32, "HS256", {"kid": "k"})
        with pytest.raises(TokenError, match="algorithm"):
            await verifier.verify(unsigned.encode())

    run(main)
