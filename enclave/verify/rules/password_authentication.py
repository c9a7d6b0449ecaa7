"""Rule password-authentication: a Linux machine takes passwords."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Severity
from enclave.graph.body import MISSING, flag, lookup, text
from enclave.graph.model import Graph, Resource
from enclave.verify.rule import Native, References, Rule, each
from enclave.verify.samples import virtual_machine
from enclave.verify.settings import is_written
from enclave.verify.unsure import Unsure

OF_WINDOWS = ("microsoftwindows", "microsoftsqlserver", "microsoftvisualstudio", "microsoftsharepoint")
OF_LINUX = (
    "canonical",
    "redhat",
    "suse",
    "debian",
    "almalinux",
    "oracle",
    "openlogic",
    "credativ",
    "rockylinux",
    "resf",
    "kinvolk",
    "coreos",
    "microsoftcblmariner",
    "microsoft-aks",
)
"""How publishers of images of either system begin, lower case."""


def judge(resource: Resource, graph: Graph) -> Iterator[str]:
    """A machine with an operating system profile for Linux must refuse passwords; Azure's default takes them."""
    machine = "properties.virtualMachineProfile" if resource.type.lower().endswith("scalesets") else "properties"
    profile = f"{machine}.osProfile"
    if not is_written(resource.body, profile) or is_written(resource.body, f"{profile}.windowsConfiguration"):
        return
    if flag(resource.body, f"{profile}.linuxConfiguration.disablePasswordAuthentication"):
        return
    given = lookup(resource.body, f"{profile}.adminPassword") not in (MISSING, None)
    if is_written(resource.body, f"{profile}.linuxConfiguration") or (given and _is_linux(resource, f"{machine}.storageProfile")):
        yield "linuxConfiguration.disablePasswordAuthentication is not true"


def _is_linux(resource: Resource, storage: str) -> bool:
    """What a machine that says nothing of its system runs, by its disk or image. Raises `Undecided`."""
    system = text(resource.body, f"{storage}.osDisk.osType").lower()
    publisher = text(resource.body, f"{storage}.imageReference.publisher").lower()
    if system == "windows" or publisher.startswith(OF_WINDOWS):
        return False
    if system == "linux" or publisher.startswith(OF_LINUX):
        return True
    raise Unsure("whether it runs Linux is not said", resource.id)


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
