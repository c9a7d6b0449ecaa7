"""Extensions of machines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import virtual_machine_extensions
from enclave.graph.resources.virtual_machine_extensions import TYPE, Extension

EXTENSION = Extension("AzureMonitorLinuxAgent", "Microsoft.Azure.Monitor", "AzureMonitorLinuxAgent", "1.33", {"a": {"b": 1}}, True, ("x",))


@pytest.fixture
def machine(make: Callable[..., Resource]) -> Resource:
    return make("Microsoft.Compute/virtualMachines", "vm-a", {})


@pytest.mark.parametrize("extension", [EXTENSION, Extension("a", "p", "k", "1.0", upgrades=False)])
def test_what_is_written_is_read_back(extension: Extension, machine: Resource, place: Place) -> None:
    (written,) = virtual_machine_extensions.write(extension, machine, place, ("/before",))
    assert (written.type, written.name, written.depends_on) == (TYPE, f"vm-a/{extension.name}", ("/before",))
    assert virtual_machine_extensions.read(written) == extension


def test_azure_takes_what_is_written(machine: Resource, place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(virtual_machine_extensions.write(EXTENSION, machine, place)) == []


@pytest.mark.parametrize("key", ["protectedSettings", "ProtectedSettingsFromKeyVault"])
def test_protected_settings_are_noticed_and_not_read(key: str, make: Callable[..., Resource]) -> None:
    found = virtual_machine_extensions.read(make(TYPE, "vm/e", {"properties": {"publisher": "p", "type": "t", key: {"secret": "hidden"}}}))
    assert found.has_secrets
    assert not found.upgrades
    assert "hidden" not in repr(found)
