"""Keys of the owner."""

from __future__ import annotations

from typing import Any

from enclave.spec.rules.encryption import keys_cannot_be_purged, two_layers_need_own_keys

REASON = {"reason": "a vault for demonstrations"}


def test_keys_of_the_owner_need_purge_protection(places: Any) -> None:
    where = ("security", "unsafe_disable_purge_protection")
    said = ["security.unsafe_disable_purge_protection"]
    assert places(keys_cannot_be_purged, {("security",): {"customer_managed_keys": True, where[1]: REASON}}) == said
    assert places(keys_cannot_be_purged, {where: REASON}) == said  # sensitive data is encrypted with them by default
    assert places(keys_cannot_be_purged, {("security",): {"customer_managed_keys": False, where[1]: REASON}}) == []
    assert places(keys_cannot_be_purged, {("security",): {"customer_managed_keys": True}}) == []


def test_a_second_layer_needs_keys_of_the_owner(places: Any) -> None:
    where = ("security",)
    off, on = {"customer_managed_keys": False}, {"customer_managed_keys": True}
    assert places(two_layers_need_own_keys, {where: {**off, "double_encryption": True}}) == ["security.double_encryption"]
    assert places(two_layers_need_own_keys, {("security_level",): "maximum", where: off}) == ["security.double_encryption"]
    assert places(two_layers_need_own_keys, {where: {**on, "double_encryption": True}}) == []
    assert places(two_layers_need_own_keys, {where: {**off, "double_encryption": False}}) == []
