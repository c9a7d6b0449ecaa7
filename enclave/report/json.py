"""A verification as the JSON document of the command line contract."""

from __future__ import annotations

import json

from enclave.verify.model import Verification


def render(verification: Verification) -> str:
    """One JSON document, indented, keys in the order of the contract."""
    return json.dumps(verification.document(), indent=2, ensure_ascii=False)
