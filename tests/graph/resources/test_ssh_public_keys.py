"""Public SSH keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.graph.model import Resource, Secret
from enclave.graph.parts import Place
from enclave.graph.resources import ssh_public_keys
from enclave.graph.resources.ssh_public_keys import TYPE, SshPublicKey

NAME = f"/resourceGroups/rg-test/providers/{TYPE}/sshkey-a"


@pytest.mark.parametrize("key", [SshPublicKey(NAME, Secret("machineSshPublicKey")), SshPublicKey(NAME, "ssh-ed25519 AAAA")])
def test_what_is_written_is_read_back(key: SshPublicKey, round_trip: Callable[..., Any]) -> None:
    assert round_trip(ssh_public_keys, key) == key


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(ssh_public_keys.write(SshPublicKey(NAME, Secret("k")), place)) == []


def test_one_that_azure_shall_make_is_empty(make: Callable[..., Resource]) -> None:
    assert ssh_public_keys.read(make(TYPE, "k", {})).key == ""
