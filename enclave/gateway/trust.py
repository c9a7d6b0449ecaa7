"""Whose tokens the gateway accepts: Microsoft Entra ID's for the file's tenant, and those of the data directory's own issuer.

Only `enclave token issue` and `enclave up` make that issuer. Where nobody ran them, as in a cluster, Entra ID is the only one.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from enclave.gateway.entra import authority, entra
from enclave.gateway.groups import GroupLookup
from enclave.gateway.issuer import issuer_name, jwks_path
from enclave.gateway.keys import KeyFile
from enclave.gateway.rules import memberships
from enclave.gateway.tokens import TokenVerifier, Trust
from enclave.spec.models import Spec


def token_verifier(
    spec: Spec, data: Path, groups: GroupLookup | None = None, members: Mapping[str, tuple[tuple[str, str], ...]] | None = None
) -> TokenVerifier:
    """What checks the tokens of callers. Blocks on the disk; asks Entra ID when the first of its tokens comes.

    `members`: what the members of a group may do, where that is more than calling: for the console.
    """
    local = KeyFile(jwks_path(data))
    local.refresh()
    own = Trust(local, (spec.identity.audience,), str(spec.identity.tenant))
    known = memberships(spec) if members is None else members
    return TokenVerifier({**entra(spec, authority()), issuer_name(spec): own}, known, spec.projects, groups=groups)
