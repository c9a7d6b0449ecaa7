"""Which subscription is deployed to, and whether it is the right one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from enclave.deploy.session import Session
from enclave.errors import EnclaveError, InputError

API_VERSION: Final = "2022-12-01"
VARIABLE: Final = "AZURE_SUBSCRIPTION_ID"
ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)


def subscription_id(option: str | None, environment: Mapping[str, str]) -> str:
    """The subscription as a person gave it. Raises InputError."""
    found = option or environment.get(VARIABLE, "")
    if not found:
        raise InputError("no subscription is given", hint=f"give `--subscription ID` or set {VARIABLE}; `az account list` shows yours")
    if not ID.fullmatch(found):
        raise InputError(f"`{found}` is not the id of a subscription", "--subscription", "it is a GUID, which `az account list` shows")
    return found.lower()


def check_subscription(session: Session, tenant: str) -> str:
    """The name of the subscription, once it is known to be enabled and in the tenant of the file. Raises EnclaveError."""
    found: Mapping[str, Any] = session.arm("GET", f"/subscriptions/{session.subscription}", API_VERSION)
    name = str(found.get("displayName") or session.subscription)
    if str(found.get("tenantId", tenant)).lower() != tenant.lower():
        raise EnclaveError(
            f"subscription `{name}` belongs to tenant {found['tenantId']}, the file is for tenant {tenant}", session.subscription,
            "correct `identity.tenant`, or give another subscription",
        )
    if str(found.get("state", "Enabled")).lower() not in ("enabled", "warned", "pastdue"):
        raise EnclaveError(f"subscription `{name}` is {str(found['state']).lower()}", session.subscription, "enable it first")
    return name
