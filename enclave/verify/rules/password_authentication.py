"""Rule password-authentication: a Linux machine takes passwords."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import MISSING, flag, lookup
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import virtual_machine
from enclave.verify.settings import is_written


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """A machine with an operating system profile for Linux must refuse passwords; Azure's default takes them."""
    profile = "properties.virtualMachineProfile.osProfile" if resource.type.lower().endswith("scalesets") else "properties.osProfile"
    if not is_written(resource.body, profile) or is_written(resource.body, f"{profile}.windowsConfiguration"):
        return
    if flag(resource.body, f"{profile}.linuxConfiguration.disablePasswordAuthentication"):
        return
    given = lookup(resource.body, f"{profile}.adminPassword") not in (MISSING, None)
    if given or is_written(resource.body, f"{profile}.linuxConfiguration"):
        yield "linuxConfiguration.disablePasswordAuthentication is not true"


RULE = Rule(
    id="password-authentication",
    title="a Linux machine takes passwords",
    severity=Severity.HIGH,
    why="passwords are guessed, shared and found in scripts; a stranger inside the network needs only one",
    fix="set `linuxConfiguration.disablePasswordAuthentication: true` and give keys, or sign in with Entra",
    check=each(("Microsoft.Compute/virtualMachines", "Microsoft.Compute/virtualMachineScaleSets"), judge),
    references=References(mcsb=("IM-6",), pages=("learn.microsoft.com/azure/virtual-machines/linux/create-ssh-keys-detailed",)),
    fails=(virtual_machine({"disablePasswordAuthentication": False}),),
    passes=(virtual_machine({"disablePasswordAuthentication": True}),),
    azurerm=(Native("azurerm_linux_virtual_machine", "disable_password_authentication", True),),
)
