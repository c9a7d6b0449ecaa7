from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.password_authentication import RULE
from enclave.verify.samples import scale_set, virtual_machine


def silent(**image: Any) -> Any:
    """A machine with a password that says nothing of its system."""
    profile = {"computerName": "vm", "adminUsername": "a", "adminPassword": "[parameters('password')]", "linuxConfiguration": None}
    return virtual_machine(osProfile=profile, storageProfile={"imageReference": image})


CASES: tuple[tuple[Any, str | None], ...] = (
    (virtual_machine({}), "linuxConfiguration.disablePasswordAuthentication is not true"),
    (virtual_machine({"DisablePasswordAuthentication": "True"}), None),
    (virtual_machine(osProfile={"adminUsername": "a", "windowsConfiguration": {}}), None),
    (
        scale_set(osProfile={"linuxConfiguration": {"disablePasswordAuthentication": False}}),
        "linuxConfiguration.disablePasswordAuthentication is not true",
    ),
    (scale_set(), None),
    (silent(publisher="Canonical"), "linuxConfiguration.disablePasswordAuthentication is not true"),
    (silent(publisher="MicrosoftWindowsServer"), None),
    (silent(), "? whether it runs Linux is not said"),
    (silent(publisher="[parameters('x')]"), "? `parameters('x')` cannot be evaluated"),
    (virtual_machine({"disablePasswordAuthentication": "[parameters('x')]"}), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
