"""Storage accounts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.resources import storage_accounts
from enclave.graph.resources.storage_accounts import TYPE


def test_a_closed_account(make: Callable[..., Resource]) -> None:
    found = storage_accounts.read(make(TYPE, "st", {"kind": "StorageV2", "sku": {"name": "Standard_ZRS"}, "properties": {
        "publicNetworkAccess": "Disabled", "networkAcls": {"defaultAction": "Deny", "bypass": "None"}, "allowSharedKeyAccess": "false",
        "minimumTlsVersion": "TLS1_3", "allowBlobPublicAccess": False, "encryption": {"requireInfrastructureEncryption": True},
    }}))
    assert (found.public_network_access, found.default_action, found.bypass) == ("Disabled", "Deny", "None")
    assert (found.local_auth_disabled, found.tls, found.public_blobs, found.infrastructure_encryption) == (True, "TLS1_3", False, True)


def test_absent_settings_are_azures_defaults(make: Callable[..., Resource]) -> None:
    found = storage_accounts.read(make(TYPE, "st", {}))
    assert (found.public_network_access, found.default_action, found.local_auth_disabled) == ("Enabled", "Allow", False)
    assert (found.tls, found.https_only, found.key_source) == ("TLS1_0", True, "Microsoft.Storage")


def test_what_is_not_known_raises(make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        storage_accounts.read(make(TYPE, "st", {"properties": {"allowSharedKeyAccess": Unresolved("[x]")}}))
